import type { Clock } from '../time/clock.js';
import type { OnDropped } from './delivery-options.js';
import type { Fate } from './fate.js';
import { wholeMessage } from './queue/outgoing-message.js';
import type { QueuedMessage } from './queue/queued-message.js';
import type { Tally } from './tally.js';

/** Dependencies of {@link Conclusion}. */
interface ConclusionParts {
  readonly tally: Tally;
  readonly clock: Clock;
  /** Called for each message that is settled. */
  readonly settled: (entry: QueuedMessage) => void;
  /** Receives dropped messages. */
  readonly onDropped: OnDropped;
}

/** The one place where messages are settled: it updates the counters and the journal, and resolves receipts. */
export class Conclusion {
  readonly #parts: ConclusionParts;

  constructor(parts: ConclusionParts) {
    this.#parts = parts;
  }

  /**
   * Settles messages that have left the queue. Counts all of them before running any callback, because a callback may read
   * `stats()`.
   */
  finish(entries: readonly QueuedMessage[], fate: Fate): void {
    for (const entry of entries) {
      this.#parts.settled(entry);
      this.#count(fate);
    }
    for (const entry of entries) this.#resolve(entry, fate);
  }

  /** Resolves the receipt of a message that stays in the journal for the next process. */
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
      case 'superseded':
        tally.cancelled += 1;
        return;
      case 'dropped':
        tally.dropped[fate.cause] += 1;
        return;
    }
  }

  #resolve(entry: QueuedMessage, fate: Fate): void {
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
      case 'superseded':
        return entry.resolve({
          ok: false,
          attempts,
          reason: 'Another process reports this alert by now, and closes it when the incident is over.',
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
