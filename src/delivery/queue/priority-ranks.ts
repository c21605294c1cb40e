import type { QueuedMessage } from './queued-message.js';
import { urgency } from './urgency.js';
import { PRIORITIES } from '../../text/priority.js';

/**
 * Messages by their priority, and within one in the order in which they got it.
 *
 * Finding the first or the last takes the same short time however many wait: many wait in the worst moments of the application.
 */
export class PriorityRanks {
  /** By urgency; a set keeps the order of its additions. What must not be held back at all comes first. */
  readonly #ranks: readonly Set<QueuedMessage>[] = [new Set(), ...PRIORITIES.map(() => new Set<QueuedMessage>())];

  add(entry: QueuedMessage): void {
    this.#rankOf(entry)?.add(entry);
  }

  /** Must be called before the priority of a message changes. */
  remove(entry: QueuedMessage): void {
    this.#rankOf(entry)?.delete(entry);
  }

  /** The one to be sent next: the oldest of the most urgent that may go. */
  mostUrgent(mayGo: (entry: QueuedMessage) => boolean): QueuedMessage | undefined {
    for (const rank of this.#ranks) {
      for (const entry of rank) if (mayGo(entry)) return entry;
    }
    return undefined;
  }

  /**
   * The one to be dropped when there are too many: the oldest of the least urgent, since the newest tells best how things are. What is
   * being sent stays.
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
