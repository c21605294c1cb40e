import type { Journal } from '../journal/journal.js';
import type { Conclusion } from './conclusion.js';
import { stopped, type Fate } from './fate.js';
import type { MessageQueue } from './queue/message-queue.js';
import type { QueuedMessage } from './queue/queued-message.js';

/** What a {@link Settlement} needs. */
export interface SettlementParts {
  readonly queue: MessageQueue;
  readonly journal: Journal;
  readonly conclusion: Conclusion;
}

/** Takes messages out of the queue once it is known what became of them. */
export class Settlement {
  readonly #parts: SettlementParts;
  /** Whether what could not be sent is in the journal. */
  #isLeft = false;

  constructor(parts: SettlementParts) {
    this.#parts = parts;
  }

  /** Takes a message out of the queue with what makes no sense without it, and reports the fate of all of them. */
  settle(entry: QueuedMessage, fate: Fate): void {
    const { conclusion, queue } = this.#parts;
    // The answer of a request that was ended comes too late.
    if (entry.state.kind === 'settled') return;
    if (this.#isLeft && fate.kind === 'dropped' && fate.cause === 'stopped') return conclusion.leave(entry);
    if (fate.kind === 'delivered') queue.accepted(entry);
    conclusion.finish(queue.removeWithDependents(entry), fate);
  }

  /** The process ends: what is not sent is left to the next process by the journal, where that is written, or else dropped. */
  stop(): void {
    const { journal, queue } = this.#parts;
    this.#isLeft = journal.isWritten;
    for (const entry of queue.unsettled()) this.settle(entry, stopped(entry));
  }
}
