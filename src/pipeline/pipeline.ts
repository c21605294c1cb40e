import type { AlertComposer } from '../alerts/composer.js';
import type { ManualAlerts } from '../alerts/manual-alerts.js';
import type { OutgoingText } from '../alerts/redaction/outgoing-text.js';
import type { FlushReport } from '../delivery/delivery-stats.js';
import type { Outbox } from '../delivery/outbox.js';
import type { IncidentEngine } from '../incidents/incident-engine.js';
import type { Journal } from '../journal/journal.js';
import type { ResolvedOptions } from '../opsgenie.options.js';
import type { RuleBook } from '../rules/rule-book.js';
import type { Log } from '../text/log.js';
import type { Clock } from '../time/clock.js';
import type { HttpRequests } from './chosen-platform.js';
import { assemblePipeline, type PipelineParts } from './pipeline-assembly.js';
import type { ProcessAlerts } from './process-alerts.js';
import type { TransitionHandler } from './transition-handler.js';

/** A finished response closes within a turn of the event loop, unless its client does not read. Milliseconds. */
const SETTLE_WITHIN = 250;

/**
 * The way of an alert, from what the application reports to what the platform receives. Data goes one way:
 *
 * rules → incidents → alerts → delivery
 */
export class OpsgeniePipeline {
  readonly log: Log;
  readonly http: HttpRequests;
  readonly clock: Clock;
  /** Makes text fit to leave the process, also for the log. */
  readonly text: OutgoingText;
  readonly rules: RuleBook;
  readonly incidents: IncidentEngine;
  readonly composer: AlertComposer;
  readonly manualAlerts: ManualAlerts;
  readonly outbox: Outbox;
  readonly processAlerts: ProcessAlerts;
  readonly #transitions: TransitionHandler;
  readonly #journal: Journal;
  readonly #options: ResolvedOptions;
  #settled: ((patience: number) => Promise<void>) | undefined;
  #shutdown: Promise<void> | undefined;

  constructor(options: ResolvedOptions, parts: PipelineParts) {
    const {
      text,
      composer,
      journal,
      outbox,
      rules,
      incidents,
      openIncidents,
      transitions,
      manualAlerts,
      processAlerts,
    } = assemblePipeline(options, parts);
    this.#options = options;
    this.log = parts.log;
    this.http = parts.http;
    this.clock = parts.clock;
    this.text = text;
    this.composer = composer;
    this.outbox = outbox;
    this.rules = rules;
    this.incidents = incidents;
    this.manualAlerts = manualAlerts;
    this.processAlerts = processAlerts;
    this.#transitions = transitions;
    this.#journal = journal;
    // Last, because the journal may hand over messages and incidents of earlier processes at once.
    journal.start({ messages: outbox.inheritance, incidents: openIncidents });
  }

  /** A getter, because the options hold the API key: `util.inspect()` prints properties but does not call getters. */
  get options(): ResolvedOptions {
    return this.#options;
  }

  /** How many incidents were not notified because another alert covers them. */
  get inhibited(): number {
    return this.#transitions.inhibited;
  }

  /** How many incidents were not notified because alerts are muted. */
  get muted(): number {
    return this.#transitions.muted;
  }

  /** Shuts down after sending queued messages for up to `delivery.flushTimeout`. Open alerts stay open: a shutdown is not a recovery. */
  shutDown(): Promise<void> {
    return (this.#shutdown ??= this.#shutDown());
  }

  /** Sets the function that waits, for at most the given milliseconds, until all finished responses are judged. */
  settleBy(settled: (patience: number) => Promise<void>): void {
    this.#settled = settled;
  }

  /**
   * Sends queued messages, including those of responses that have just finished: a serverless platform then freezes the process.
   *
   * @param timeout milliseconds in total
   */
  async flush(timeout: number): Promise<FlushReport> {
    const startedAt = this.clock.now();
    await this.#settled?.(Math.min(timeout, SETTLE_WITHIN));
    return this.outbox.flush(Math.max(0, timeout - (this.clock.now() - startedAt)));
  }

  /** The process has nothing else to do: sends queued messages for up to `delivery.flushTimeout`, unless that was tried before. */
  async finishWork(): Promise<void> {
    if (!this.outbox.hasNews) return;
    await this.outbox.flush(this.options.delivery.flushTimeout);
    // A pending DNS lookup or connection would keep the process alive.
    this.outbox.interrupt();
  }

  /** The process ends as soon as this returns: queued messages stay in the journal, or go to `delivery.onDropped`. */
  exit(): void {
    this.outbox.stop();
    this.#journal.stop();
  }

  async #shutDown(): Promise<void> {
    // Closes what has ended since the last evaluation; the next process may never run the same operation.
    this.incidents.evaluate();
    this.incidents.stop();
    const { pending } = await this.outbox.flush(this.options.delivery.flushTimeout);
    if (pending > 0) {
      const fate = this.#journal.isWritten
        ? 'The next start sends what is in the journal.'
        : 'What is left is dropped.';
      this.log.warn(
        `${pending} alert ${pending === 1 ? 'message' : 'messages'} could not be sent before the application stopped. ${fate}`,
      );
    }
    this.outbox.stop();
    this.#journal.stop();
  }
}
