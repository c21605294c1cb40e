import type { QueuedMessage } from './queued-message.js';
import { urgency } from './urgency.js';
import { PRIORITIES } from '../wire/alert-payload.js';

/**
 * Who must go first when the queue is full: the least urgent, and of those the oldest, since the newest tells best how things are.
 *
 * Finding it takes the same short time however many wait: a queue is full in the worst moments of the application, and then each
 * new message needs it.
 */
export class EvictionOrder {
  /** By urgency; a set keeps the order of its additions. What must not be held back at all comes first. */
  readonly #ranks: readonly Set<QueuedMessage>[] = [new Set(), ...PRIORITIES.map(() => new Set<QueuedMessage>())];

  add(entry: QueuedMessage): void {
    this.#rankOf(entry)?.add(entry);
  }

  /** Must be called before the priority of a message changes. */
  remove(entry: QueuedMessage): void {
    this.#rankOf(entry)?.delete(entry);
  }

  /** The one to go next; what is being sent stays. */
  victim(): QueuedMessage | undefined {
    for (const rank of this.#ranks.toReversed()) {
      for (const entry of rank) if (entry.state.kind === 'waiting') return entry;
    }
    return undefined;
  }

  #rankOf({ exempt, message }: QueuedMessage): Set<QueuedMessage> | undefined {
    return this.#ranks[exempt ? 0 : urgency(message.priority) + 1];
  }
}
