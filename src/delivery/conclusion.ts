import type { Clock } from '../time/clock.js';
import type { OnDropped } from './delivery-options.js';
import type { Fate } from './fate.js';
import type { Journal } from '../journal/file/file-journal.js';
import { wholeMessage } from './queue/outgoing-message.js';
import type { QueuedMessage } from './queue/queued-message.js';
import type { Tally } from './tally.js';

/** What a {@link Conclusion} needs. */
export interface ConclusionParts {
  readonly tally: Tally;
  readonly clock: Clock;
  readonly journal: Journal | undefined;
  /** Is told of each message that ends. */
  readonly settled: (entry: QueuedMessage) => void;
  /** The last stop of what is lost. */
  readonly onDropped: OnDropped;
}

/** The one place where messages end: it tells what became of them to all who want to know. */
export class Conclusion {
  readonly #parts: ConclusionParts;

  constructor(parts: ConclusionParts) {
    this.#parts = parts;
  }

  /**
   * Messages, which are no longer in the queue, have met their fate. All are counted before the first is told of: who is told may
   * look at the figures.
   */
  finish(entries: readonly QueuedMessage[], fate: Fate): void {
    for (const entry of entries) {
      this.#parts.journal?.settled(entry);
      this.#parts.settled(entry);
      this.#count(fate);
    }
    for (const entry of entries) this.#tell(entry, fate);
  }

  /** The process ends, and the message waits in the journal for the next one. */
  leave({ attempts, resolve }: QueuedMessage): void {
    resolve({
      ok: false,
      attempts,
      reason: 'The application stopped before delivery. The message stays in the journal for the next start.',
    });
  }

  #count(fate: Fate): void {
    const { clock, tally } = this.#parts;
    switch (fate.kind) {
      case 'delivered':
        tally.delivered += 1;
        tally.lastDeliveredAt = new Date(clock.wall());
        return;
      case 'cancelled':
      case 'handedOver':
        tally.cancelled += 1;
        return;
      case 'dropped':
        tally.dropped[fate.cause] += 1;
        return;
    }
  }

  #tell(entry: QueuedMessage, fate: Fate): void {
    const { attempts } = entry;
    switch (fate.kind) {
      case 'delivered': {
        const { status, requestId, doubt } = fate;
        return entry.resolve({ ok: doubt === undefined, status, requestId, attempts, reason: doubt });
      }
      case 'cancelled':
        return entry.resolve({
          ok: false,
          attempts,
          reason: 'The alert was closed before it was sent, so neither was sent.',
        });
      case 'handedOver':
        return entry.resolve({
          ok: false,
          attempts,
          reason: 'Another process took over the journal while this one was suspended, and delivers the message.',
        });
      case 'dropped': {
        const { reason, requestId } = fate;
        const status = fate.status ?? entry.lastFailure?.status;
        entry.resolve({ ok: false, status, requestId, attempts, reason });
        return this.#parts.onDropped(wholeMessage(entry), reason);
      }
    }
  }
}
