import { randomBytes } from 'node:crypto';
import type { Message } from '../alerts/message.js';
import type { Platform } from '../platforms/platform.js';
import type { Clock } from '../time/clock.js';
import type { ClosedBy } from './close-fence.js';
import type { Conclusion } from './conclusion.js';
import type { DelayWatch } from './delay-watch.js';
import type { DeliverySettings } from './delivery-options.js';
import { evicted, refusalOf } from './fate.js';
import type { Journal } from '../journal/journal.js';
import type { Acceptance } from './outbox-parts.js';
import type { AdmissionReport } from './queue/admission.js';
import type { MessageQueue } from './queue/message-queue.js';
import { messageSize } from './queue/message-size.js';
import { queuedMessage, recordOf, type QueuedMessage } from './queue/queued-message.js';
import type { Dispatcher } from './sending/dispatcher.js';
import type { Tally } from './tally.js';

/** The origin of a message that an earlier process accepted. */
interface Origin {
  readonly key: string;
  readonly acceptedWall: number;
  readonly isDelayReported: boolean;
}

/** How a message is admitted. */
interface Admitting {
  readonly exempt?: boolean;
  readonly closedBy?: ClosedBy | undefined;
  readonly origin?: Origin;
}

/** Dependencies of {@link Intake}. */
interface IntakeParts {
  readonly platform: Platform;
  readonly clock: Clock;
  readonly settings: DeliverySettings;
  readonly tally: Tally;
  readonly queue: MessageQueue;
  readonly journal: Journal;
  readonly conclusion: Conclusion;
  readonly delays: DelayWatch | undefined;
  readonly dispatcher: Dispatcher;
}

/** Admits messages to the queue, or refuses them with a reason. */
export class Intake {
  readonly #parts: IntakeParts;
  /** Distinguishes this process's messages from those of other processes. */
  readonly #id = randomBytes(6).toString('hex');
  #sequence = 0;
  #stopped = false;

  constructor(parts: IntakeParts) {
    this.#parts = parts;
  }

  /** Refuses all further messages. */
  stop(): void {
    this.#stopped = true;
  }

  /** Accepts a message or refuses it. Synchronous; never throws. */
  admit(message: Message, { closedBy, exempt = false, origin }: Admitting): Acceptance {
    const { clock, conclusion, delays, dispatcher, journal, platform, queue, settings, tally } = this.#parts;
    tally.accepted += 1;
    const size = messageSize(message);
    const sequence = this.#sequence++;
    const entry = queuedMessage(message, {
      sequence,
      key: origin?.key ?? `${this.#id}-${sequence}`,
      acceptedAt: clock.now(),
      acceptedWall: origin?.acceptedWall ?? clock.wall(),
      size: size ?? 0,
      exempt,
      isInherited: origin !== undefined,
      closedBy,
      isDelayReported: origin?.isDelayReported ?? false,
    });
    const refusal = refusalOf(message, size, settings, platform, this.#stopped);
    if (refusal !== undefined) {
      conclusion.finish([entry], refusal);
      return { outcome: 'dropped', delivered: entry.delivered };
    }
    const report = queue.admit(entry);
    journal.together(() => this.#record(entry, report));
    if (report.admission.kind === 'queued') delays?.watch(entry);
    dispatcher.accepted(entry);
    return this.#acceptance(entry, report);
  }

  /** One journal change: the journal must never contain the cancellation of a create without the close that caused it. */
  #record(entry: QueuedMessage, { admission, cancelled, evicted: gone }: AdmissionReport): void {
    const { conclusion, journal, settings } = this.#parts;
    const { acceptedWall, isInherited, message } = entry;
    if (message.type === 'close' && !isInherited) journal.closed(message.alias, acceptedWall);
    if (admission.kind === 'queued') journal.keep(entry.key, recordOf(entry));
    // Its priority may have risen.
    if (admission.kind === 'folded') journal.keep(admission.into.key, recordOf(admission.into));
    conclusion.finish(admission.kind === 'cancelled' ? [...cancelled, entry] : cancelled, { kind: 'cancelled' });
    conclusion.finish(admission.kind === 'evicted' ? [...gone, entry] : gone, evicted(settings));
  }

  #acceptance(entry: QueuedMessage, { admission }: AdmissionReport): Acceptance {
    if (admission.kind !== 'folded') {
      return { outcome: admission.kind === 'evicted' ? 'dropped' : 'queued', delivered: entry.delivered };
    }
    this.#parts.tally.deduplicated += 1;
    return { outcome: 'deduplicated', delivered: admission.into.delivered };
  }
}
