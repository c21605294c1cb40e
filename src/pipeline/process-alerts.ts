import { crashHeadline, failedStartHeadline, unexplainedStartHeadline } from '../alerts/process-headline.js';
import type { ManualAlerts } from '../alerts/manual-alerts.js';
import type { IncidentRecord } from '../journal/incident-record.js';
import type { IncidentJournal } from '../journal/target-journals.js';
import type { Outboxes } from '../delivery/outboxes.js';
import type { IncidentEngine } from '../incidents/incident-engine.js';
import type { Headline } from '../text/headline.js';
import type { ResolvedOptions } from '../opsgenie.options.js';
import type { Priority } from '../text/priority.js';
import type { ProcessState } from '../observers/observer.js';
import type { Clock } from '../time/clock.js';
import { formatDuration } from '../time/duration.js';

/** Dependencies of {@link ProcessAlerts}. */
export interface ProcessAlertsParts {
  readonly manualAlerts: ManualAlerts;
  readonly incidents: IncidentEngine;
  readonly outboxes: Outboxes;
  readonly journal: IncidentJournal;
  readonly options: ResolvedOptions;
  readonly clock: Clock;
}

/** Takes the place of an operation in the alias. */
const OPERATION = 'process';
/** An application that survives uncaught errors may have many: each kind is reported once in this time. Milliseconds. */
const REPORT_EVERY = 60_000;
/** The most kinds of errors that are reported; more would add nothing. */
const MOST_ALIASES = 20;
/** The exit code of Node after an uncaught error (Node, "Process", "Exit codes"). */
const UNCAUGHT = 1;
/** How long the end of the process may wait for the platform; with the rest of the shutdown, two seconds. Milliseconds. */
const LAST_WORDS = 1_800;
/** A process that runs this long is stable: what ended the one before it is over. Milliseconds. */
const STABLE_AFTER = 5 * 60_000;

/** The application never started. */
class FailedStart extends Error {
  override readonly name = 'FailedStart';

  constructor(exitCode: number, cause: unknown) {
    const end = `The process ended with exit code ${exitCode} before the application was up.`;
    super(cause === undefined ? `${end} Its log says why.` : end, { cause });
    // The stack would only show this file.
    delete this.stack;
  }
}

/** Raises alerts about the process itself: uncaught errors and a failed start. */
export class ProcessAlerts {
  readonly #parts: ProcessAlertsParts;
  /** The reported aliases, and when each was last reported, in monotonic milliseconds. */
  readonly #reportedAt = new Map<string, number>();

  constructor(parts: ProcessAlertsParts) {
    this.#parts = parts;
  }

  /** Reports an error that nothing caught. */
  uncaught(error: unknown, origin: NodeJS.UncaughtExceptionOrigin, { isUp, mayGoOn, uptime }: ProcessState): void {
    const fate = mayGoOn
      ? 'the application handles uncaught errors itself, so it may go on'
      : `it ends with exit code ${UNCAUGHT}`;
    const headline = isUp ? crashHeadline(error, origin) : failedStartHeadline(error);
    this.#report(error, headline, `The process had been up for ${formatDuration(uptime)}; ${fate}.`);
  }

  /**
   * Reports that the process ends before the application has started.
   *
   * @param uptime how long the process has run, in milliseconds
   * @param error why, if that was seen
   */
  startFailed(exitCode: number, uptime: number, error?: unknown): void {
    const end = `The process ended with exit code ${exitCode}, ${formatDuration(uptime)} after its start.`;
    const headline = error === undefined ? unexplainedStartHeadline(exitCode) : failedStartHeadline(error);
    this.#report(new FailedStart(exitCode, error), headline, end);
  }

  /** Prepares to send while the process ends. */
  start(): void {
    const { options, outboxes } = this.#parts;
    outboxes.prepareEnd(options.defaults.target);
  }

  /** Sends all reported and undelivered alerts at once; blocks for less than two seconds. */
  sendNow(): void {
    this.#parts.outboxes.sendAtOnce([...this.#reportedAt.keys()], LAST_WORDS);
  }

  /** Releases what {@link start} prepared. */
  stop(): void {
    this.#parts.outboxes.releaseEnd();
  }

  #report(error: unknown, headline: Headline, end: string): void {
    const { clock, incidents, journal, manualAlerts, options, outboxes } = this.#parts;
    if (incidents.isMuted) return;
    const shape = { entity: OPERATION, priority: options.defaults.priority ?? 'P1' };
    const { payload, target } = manualAlerts.ofError(error, shape, {
      headline,
      evidence: [`${end} ${closing(options)}`],
    });
    const { alias, priority } = payload;
    const reportedAt = this.#reportedAt.get(alias);
    if (reportedAt === undefined ? this.#reportedAt.size >= MOST_ALIASES : clock.now() - reportedAt < REPORT_EVERY)
      return;
    this.#reportedAt.set(alias, clock.now());
    journal.together(() => {
      outboxes.accept({ type: 'create', alias, priority, target, payload });
      journal.remember({ ...crashRecord(alias, priority, clock.wall()), target });
    });
  }
}

/** Whether the alert closes itself. */
function closing({ delivery: { journal } }: ResolvedOptions): string {
  return journal === undefined
    ? 'Close by hand: without `delivery.journal`, the next process does not know of this alert.'
    : `This alert closes itself when the next process has been up for ${formatDuration(STABLE_AFTER)}.`;
}

/** Lets the next process close the alert once that process is stable. */
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
    notifiedAt: wall,
    staleAfter: STABLE_AFTER,
    autoClose: true,
    alias,
    priority,
  };
}
