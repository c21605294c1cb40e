import { hostname } from 'node:os';

import { AlertBook } from '../alerts/alert-book.js';
import { AlertComposer } from '../alerts/composer.js';
import { throttledSubject } from '../alerts/incident-subject.js';
import { ManualAlerts } from '../alerts/manual-alerts.js';
import type { Message } from '../alerts/message.js';
import { OutgoingText } from '../alerts/redaction/outgoing-text.js';
import { keptRequest } from '../alerts/shape/context-facts.js';
import { keptError } from '../alerts/text/error-description.js';
import { createRedactor } from '../alerts/redaction/redactor.js';
import type { Journal } from '../journal/journal.js';
import type { FlushReport } from '../delivery/delivery-stats.js';
import type { Log } from '../text/log.js';
import { Outbox } from '../delivery/outbox.js';
import { IncidentEngine } from '../incidents/incident-engine.js';
import type { Transition } from '../incidents/incident.js';
import { OpenIncidents } from './open-incidents.js';
import type { ResolvedOptions } from '../opsgenie.options.js';
import { journalOf } from './chosen-journal.js';
import { platformOf, type HttpRequests, type PlatformChoice } from './chosen-platform.js';
import { ProcessAlerts } from './process-alerts.js';
import type { AlertShape } from '../rules/alert-shape.js';
import { RuleBook } from '../rules/rule-book.js';
import { activeTrace } from '../telemetry/active-trace.js';
import { systemClock, type Clock } from '../time/clock.js';

/** A response that has ended closes within a turn of the event loop, unless its client reads nothing. Milliseconds. */
const SETTLE_WITHIN = 250;

/**
 * The way of an alert, from what the application reports to what the platform receives. Data goes one way:
 *
 * rules → incidents → alerts → delivery
 */
export class OpsgeniePipeline {
  /** Makes text fit to leave the process, also for the log. */
  readonly text: OutgoingText;
  readonly rules: RuleBook;
  readonly incidents: IncidentEngine;
  readonly composer: AlertComposer;
  readonly manualAlerts: ManualAlerts;
  readonly outbox: Outbox;
  readonly processAlerts: ProcessAlerts;
  readonly #journal: Journal;
  readonly #openIncidents: OpenIncidents;
  readonly #options: ResolvedOptions;
  readonly #alerts: AlertBook;
  #settled: ((patience: number) => Promise<void>) | undefined;
  #inhibited = 0;
  #muted = 0;
  #shutdown: Promise<void> | undefined;

  /** It makes its parts in the order of the data, from the last to the first: each is given what it hands its results to. */
  constructor(
    options: ResolvedOptions,
    readonly log: Log,
    readonly http: HttpRequests,
    readonly clock: Clock = systemClock,
    choosePlatform: PlatformChoice = platformOf,
  ) {
    this.#options = options;
    const { service, environment, version, defaults, redact, includeStack, forwardHeaders, enrich, delivery } = options;
    const identity = { service, environment, version, host: hostname() };

    const platform = choosePlatform(options, { http, clock, log });
    const journal = journalOf(options, { clock, log });
    const redactor = createRedactor({ ...redact, values: [options.apiKey] });
    const text = new OutgoingText(redactor);
    const composer = new AlertComposer({
      identity,
      redactor,
      includeStack,
      forwardHeaders,
      enrich,
      aliasHashKey: options.apiKey,
      fitAlias: (alias) => platform.fitAlias(alias),
      now: () => clock.now(),
      warn: (message) => log.warn(message),
    });
    const onThrottled = (waiting: number): Message => {
      const payload = composer.create(throttledSubject(waiting, delivery.perMinute, defaults, identity));
      return { type: 'create', alias: payload.alias, priority: payload.priority, payload };
    };
    const outbox = new Outbox({
      platform,
      clock,
      settings: delivery,
      log,
      safe: (line) => text.line(line, 1_000),
      onThrottled,
      journal,
    });
    this.#alerts = new AlertBook({ composer, identity, defaults, send: (message) => void outbox.accept(message) });
    const rules = new RuleBook(options.rules, defaults);
    const incidents = new IncidentEngine({
      clock,
      emit: (transition) => this.#takeTransition(transition),
      safeName: (name) => composer.name(name),
      keeping: { error: keptError, request: (request) => keptRequest(request, forwardHeaders) },
    });
    const lay = (shape: AlertShape): AlertShape => rules.shapeFor(shape);
    const manualAlerts = new ManualAlerts(composer, identity, lay, activeTrace);
    const { lastMoment } = platform;
    this.processAlerts = new ProcessAlerts({ manualAlerts, incidents, outbox, journal, options, clock, lastMoment });
    this.text = text;
    this.composer = composer;
    this.outbox = outbox;
    this.rules = rules;
    this.incidents = incidents;
    this.manualAlerts = manualAlerts;
    this.#journal = journal;
    this.#openIncidents = this.#continueFromEarlierProcesses();
  }

  /** A getter, because the options hold the API key: `util.inspect()` prints properties but does not call getters. */
  get options(): ResolvedOptions {
    return this.#options;
  }

  /** How many incidents were not notified because another alert covers them. */
  get inhibited(): number {
    return this.#inhibited;
  }

  /** How many incidents were not notified because alerts are muted. */
  get muted(): number {
    return this.#muted;
  }

  /** Ends it: what still waits is sent for as long as `delivery.flushTimeout` allows. Open alerts stay open: an end is no recovery. */
  shutDown(): Promise<void> {
    return (this.#shutdown ??= this.#shutDown());
  }

  /** Takes a function that waits, for at most the given milliseconds, until the responses that have ended are judged. */
  settleBy(settled: (patience: number) => Promise<void>): void {
    this.#settled = settled;
  }

  /**
   * Sends what waits, and what responses that have just ended will say: a serverless platform freezes the process once they are out.
   *
   * @param timeout milliseconds in all
   */
  async flush(timeout: number): Promise<FlushReport> {
    const startedAt = this.clock.now();
    await this.#settled?.(Math.min(timeout, SETTLE_WITHIN));
    return this.outbox.flush(Math.max(0, timeout - (this.clock.now() - startedAt)));
  }

  /** The process has nothing else to do: sends what waits, for as long as `delivery.flushTimeout` allows, unless that was tried before. */
  async finishWork(): Promise<void> {
    if (!this.outbox.hasNews) return;
    await this.outbox.flush(this.options.delivery.flushTimeout);
    // A look-up of a name, or a connection that is being made, would keep the process alive.
    this.outbox.interrupt();
  }

  /** The process ends as soon as this returns: what waits stays in the journal, or goes to `delivery.onDropped`. */
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

  /** Goes on where earlier processes stopped. */
  #continueFromEarlierProcesses(): OpenIncidents {
    const { clock, incidents, outbox } = this;
    const journal = this.#journal;
    const emit = (transition: Transition): void => this.#takeTransition(transition);
    const { errorNames } = this.rules;
    const open = new OpenIncidents({ journal, alerts: this.#alerts, incidents, outbox, clock, errorNames, emit });
    journal.start({ messages: outbox.inheritance, incidents: open });
    return open;
  }

  #takeTransition(transition: Transition): void {
    if (transition.type === 'suppressed') {
      if (transition.by === 'mute') this.#muted++;
      else this.#inhibited++;
    }
    try {
      this.#journal.together(() => {
        this.#alerts.take(transition);
        this.#openIncidents.record(transition);
      });
    } catch (error) {
      // It runs within the observers and must not become a fault of the application.
      this.log.error(
        `An alert could not be composed; please report this: ${this.text.block(String(error instanceof Error ? error.stack : 'unknown'), 5_000)}`,
      );
    }
  }
}
