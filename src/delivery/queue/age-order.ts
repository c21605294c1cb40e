import { isWaiting } from './lane.js';
import { expiresAt, SHORTEST_PATIENCE, type QueuedMessage } from './queued-message.js';

/** Messages in order of acceptance. */
export class AgeOrder {
  readonly #entries = new Set<QueuedMessage>();

  add(entry: QueuedMessage): void {
    this.#entries.add(entry);
  }

  remove(entry: QueuedMessage): void {
    this.#entries.delete(entry);
  }

  /** All messages, the oldest first. */
  get all(): readonly QueuedMessage[] {
    return [...this.#entries];
  }

  /** When the oldest message was accepted. */
  get oldestAcceptedAt(): number | undefined {
    for (const { acceptedAt } of this.#entries) return acceptedAt;
    return undefined;
  }

  /** The waiting message with the fewest attempts, the oldest of several. */
  leastAttempted(mayBeSent: (entry: QueuedMessage) => boolean): QueuedMessage | undefined {
    let best: QueuedMessage | undefined;
    for (const entry of this.#entries) {
      if (!isWaiting(entry) || !mayBeSent(entry) || (best !== undefined && best.attempts <= entry.attempts)) continue;
      best = entry;
      if (best.attempts === 0) break;
    }
    return best;
  }

  /** When the next waiting message expires. */
  nextExpiry(): number | undefined {
    let soonest = Infinity;
    for (const entry of this.#entries) {
      // Younger messages cannot expire sooner.
      if (entry.acceptedAt + SHORTEST_PATIENCE >= soonest) break;
      if (isWaiting(entry)) soonest = Math.min(soonest, expiresAt(entry));
    }
    return soonest === Infinity ? undefined : soonest;
  }
}
