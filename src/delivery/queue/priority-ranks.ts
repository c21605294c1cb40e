import type { QueuedMessage } from './queued-message.js';
import { urgency } from './urgency.js';
import { PRIORITIES } from '../../text/priority.js';

/**
 * Messages by priority, and within a priority in the order in which they were added.
 *
 * Finding the first or the last takes the same short time however many messages wait: most wait when the application is under the most load.
 */
export class PriorityRanks {
  /** By urgency; a set keeps insertion order. Exempt messages come first. */
  readonly #ranks: readonly Set<QueuedMessage>[] = [new Set(), ...PRIORITIES.map(() => new Set<QueuedMessage>())];

  add(entry: QueuedMessage): void {
    this.#rankOf(entry)?.add(entry);
  }

  /** Must be called before the priority of a message changes. */
  remove(entry: QueuedMessage): void {
    this.#rankOf(entry)?.delete(entry);
  }

  /** The next message to send: the oldest of the most urgent that may be sent. */
  mostUrgent(mayGo: (entry: QueuedMessage) => boolean): QueuedMessage | undefined {
    for (const rank of this.#ranks) {
      for (const entry of rank) if (mayGo(entry)) return entry;
    }
    return undefined;
  }

  /**
   * The message to evict from a full queue: the oldest of the least urgent, since the newest describes the current state best. Messages
   * in flight stay.
   */
  leastUrgent(): QueuedMessage | undefined {
    for (const rank of this.#ranks.toReversed()) {
      for (const entry of rank) if (entry.state.kind === 'waiting') return entry;
    }
    return undefined;
  }

  #rankOf({ exempt, message }: QueuedMessage): Set<QueuedMessage> | undefined {
    return this.#ranks[exempt ? 0 : urgency(message.priority) + 1];
  }
}
