import type { Clock } from '../time/clock.js';
import type { OnDropped } from './delivery-options.js';
import type { Fate } from './fate.js';
import type { Journal } from './journal/journal.js';
import { wholeMessage } from './queue/outgoing-message.js';
import type { QueuedMessage } from './queue/queued-message.js';
import type { Tally } from './tally.js';

/** What a {@link Conclusion} needs. */
export interface ConclusionParts {
  readonly tally: Tally;
  readonly clock: Clock;
  readonly journal: Journal | undefined;
  /** The last stop of what is lost. */
  readonly onDropped: OnDropped;
}

/** The one place where messages end: it tells what became of them to all who want to know. */
export class Conclusion {
  readonly #parts: ConclusionParts;

  constructor(parts: ConclusionParts) {
    this.#parts = parts;
  }

  /** A message, which is no longer in the queue, has met its fate. */
  finish(entry: QueuedMessage, fate: Fate): void {
    const { clock, journal, onDropped, tally } = this.#parts;
    const { attempts } = entry;
    journal?.settled(entry);
    switch (fate.kind) {
      case 'delivered': {
        const { status, requestId, doubt } = fate;
        tally.delivered += 1;
        tally.lastDeliveredAt = new Date(clock.wall());
        return entry.resolve({ ok: doubt === undefined, status, requestId, attempts, reason: doubt });
      }
      case 'cancelled':
        tally.cancelled += 1;
        return entry.resolve({
          ok: false,
          attempts,
          reason: 'The alert was closed before it was sent, so nothing was.',
        });
      case 'dropped': {
        const { cause, reason, requestId } = fate;
        const status = fate.status ?? entry.lastFailure?.status;
        tally.dropped[cause] += 1;
        entry.resolve({ ok: false, status, requestId, attempts, reason });
        return onDropped(wholeMessage(entry), reason);
      }
    }
  }

  /** The process ends, and the message waits in the journal for the next one. */
  leave({ attempts, resolve }: QueuedMessage): void {
    resolve({
      ok: false,
      attempts,
      reason: 'The application ended first; it stays in the journal for the next start.',
    });
  }
}
