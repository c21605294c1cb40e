import { describeError } from '../alerts/text/error-description.js';
import { errorHeadline } from '../alerts/text/error-text.js';
import type { ManualAlerts } from '../alerts/manual-alerts.js';
import type { LastMoment } from '../platforms/platform.js';
import type { IncidentRecord } from '../journal/incident-record.js';
import type { Journal } from '../journal/journal.js';
import type { Outbox } from '../delivery/outbox.js';
import type { IncidentEngine } from '../incidents/incident-engine.js';
import type { ResolvedOptions } from '../opsgenie.options.js';
import type { Priority } from '../text/priority.js';
import type { Clock } from '../time/clock.js';

/** What a {@link ProcessAlerts} needs. */
export interface ProcessAlertsParts {
  readonly manualAlerts: ManualAlerts;
  readonly incidents: IncidentEngine;
  readonly outbox: Outbox;
  readonly journal: Journal;
  readonly options: ResolvedOptions;
  readonly clock: Clock;
  /** `undefined`: nothing is sent. */
  readonly lastMoment: LastMoment | undefined;
}

/** What failed; it stands where an operation stands, in the alias. */
const OPERATION = 'process';
/** An application that survives its uncaught errors may have many: each kind is told once in this time. Milliseconds. */
const TELL_EVERY = 60_000;
/** So many kinds of errors are told of; more say nothing new. */
const MOST_ALIASES = 20;
/** How long the end of the process may wait for the platform: with what the end itself takes, two seconds. Milliseconds. */
const LAST_WORDS = 1_800;
/** A new process that has run for so long has survived what ended the one before it. Milliseconds. */
const SURVIVED = 5 * 60_000;

/** The application never was up. */
class FailedStart extends Error {
  override readonly name = 'FailedStart';

  constructor(exitCode: number) {
    super(`The process ended with exit code ${exitCode} before the application was up. Its log says why.`);
    // Where it was made says nothing about what failed.
    delete this.stack;
  }
}

/** Tells of the process itself: of errors that nothing caught, and of a start that failed. */
export class ProcessAlerts {
  readonly #parts: ProcessAlertsParts;
  /** The aliases that were told of, and when last; monotonic milliseconds. */
  readonly #told = new Map<string, number>();

  constructor(parts: ProcessAlertsParts) {
    this.#parts = parts;
  }

  /** Nothing caught an error. */
  uncaught(error: unknown, origin: NodeJS.UncaughtExceptionOrigin): void {
    const what = origin === 'unhandledRejection' ? 'unhandled rejection of' : 'uncaught';
    this.#tell(error, `${what} ${errorHeadline(describeError(error))}`);
  }

  /** The process ends, and the application never was up. */
  startFailed(exitCode: number): void {
    this.#tell(new FailedStart(exitCode), `the application did not start (exit code ${exitCode})`);
  }

  /** Gets ready to send while the process ends. */
  start(): void {
    this.#parts.lastMoment?.start();
  }

  /** Sends what was told and not delivered, all at once; blocks for less than two seconds. */
  sendNow(): void {
    this.#parts.outbox.sendAtOnce(this.#told.keys(), LAST_WORDS);
  }

  /** Ends what {@link start} began. */
  stop(): void {
    this.#parts.lastMoment?.stop();
  }

  #tell(error: unknown, headline: string): void {
    const { clock, incidents, journal, manualAlerts, options, outbox } = this.#parts;
    if (incidents.isMuted) return;
    const { payload } = manualAlerts.ofError(error, {
      entity: OPERATION,
      message: `${options.service}: ${headline}`,
      priority: options.defaults.priority ?? 'P1',
    });
    const { alias, priority } = payload;
    const toldAt = this.#told.get(alias);
    if (toldAt === undefined ? this.#told.size >= MOST_ALIASES : clock.now() - toldAt < TELL_EVERY) return;
    this.#told.set(alias, clock.now());
    journal.together(() => {
      outbox.accept({ type: 'create', alias, priority, payload });
      journal.remember(crashRecord(alias, priority, clock.wall()));
    });
  }
}

/** By it the next process closes the alert, once it has held out. */
function crashRecord(alias: string, priority: Priority, wall: number): IncidentRecord {
  return {
    incidentId: `${OPERATION}:${alias}`,
    of: 'process',
    ruleKey: OPERATION,
    operation: OPERATION,
    discriminator: alias,
    openedAt: wall,
    bad: 1,
    lastSeen: wall,
    toldAt: wall,
    staleAfter: SURVIVED,
    autoClose: true,
    alias,
    priority,
  };
}
