import type { Journal } from '../journal/journal.js';
import type { Conclusion } from './conclusion.js';
import { stopped, type Fate } from './fate.js';
import type { MessageQueue } from './queue/message-queue.js';
import type { QueuedMessage } from './queue/queued-message.js';

/** Dependencies of {@link Settlement}. */
interface SettlementParts {
  readonly queue: MessageQueue;
  readonly journal: Journal;
  readonly conclusion: Conclusion;
}

/** Removes messages from the queue once their fate is known. */
export class Settlement {
  readonly #parts: SettlementParts;
  /** Whether undelivered messages stay in the journal. */
  #isLeft = false;

  constructor(parts: SettlementParts) {
    this.#parts = parts;
  }

  /** Removes a message and its dependents from the queue, and settles all of them with that fate. */
  settle(entry: QueuedMessage, fate: Fate): void {
    const { conclusion, queue } = this.#parts;
    // A response after the end of its request is ignored.
    if (entry.state.kind === 'settled') return;
    if (this.#isLeft && fate.kind === 'dropped' && fate.cause === 'stopped') return conclusion.leave(entry);
    if (fate.kind === 'delivered') queue.accepted(entry);
    conclusion.finish(queue.removeWithDependents(entry), fate);
  }

  /** The process ends: undelivered messages are left to the next process if the journal is written, and dropped otherwise. */
  stop(): void {
    const { journal, queue } = this.#parts;
    this.#isLeft = journal.isWritten;
    for (const entry of queue.unsettled()) this.settle(entry, stopped(entry));
  }
}
