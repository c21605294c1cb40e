import type { AlertComposer } from '../alerts/composer.js';
import type { ManualAlerts } from '../alerts/manual-alerts.js';
import type { OutgoingText } from '../alerts/redaction/outgoing-text.js';
import type { FlushReport } from '../delivery/delivery-stats.js';
import { OwnHeartbeat } from '../delivery/heartbeats/own-heartbeat.js';
import type { Pings } from '../delivery/heartbeats/pings.js';
import type { Outboxes } from '../delivery/outboxes.js';
import type { Fleet } from '../fleet/fleet.js';
import { HEARTBEAT_LEASE } from '../fleet/fleet-store.js';
import type { FleetStats } from '../fleet/fleet-stats.js';
import type { IncidentEngine } from '../incidents/incident-engine.js';
import type { IncidentJournal } from '../journal/target-journals.js';
import type { FaultLog } from '../observers/fault-log.js';
import type { DecoratedMethod } from '../observers/observer.js';
import { ObserverGroup } from '../observers/observer-group.js';
import type { Observers } from '../observers/observers.js';
import { onProcessEnd } from '../observers/process/process-end.js';
import type { ResolvedOptions } from '../opsgenie.options.js';
import type { EffectiveRule } from '../rules/effective-rule.js';
import type { CheckOptions, PlatformCheck } from '../platforms/platform.js';
import type { RuleBook } from '../rules/rule-book.js';
import { warningAboutTraces } from '../telemetry/open-telemetry.js';
import type { Log } from '../text/log.js';
import type { Clock } from '../time/clock.js';
import type { HttpRequests } from './chosen-platform.js';
import { checkKeys } from './platform-check.js';
import { assemblePipeline, type PipelineParts } from './pipeline-assembly.js';
import type { TransitionHandler } from './transition-handler.js';

/** Longer than a process that was asked to stop is left alone. What a run reports after this goes to `delivery.onDropped`. Milliseconds. */
const LATE_RUNS_WITHIN = 600_000;

/** A finished run is reported within a turn of the event loop; only a response whose client does not read takes longer. Milliseconds. */
const SETTLE_WITHIN = 250;

/** A ping may be left out, because the event loop was blocked for example, without an alert of the platform. */
const PINGS_IN_INTERVAL = 3;

/**
 * The way of an alert, from what the application reports to what the platform receives. Data goes one way:
 *
 * rules → incidents → alerts → delivery
 */
export class OpsgeniePipeline {
  readonly log: Log;
  readonly clock: Clock;
  /** Makes text fit to leave the process, also for the log. */
  readonly text: OutgoingText;
  readonly rules: RuleBook;
  readonly incidents: IncidentEngine;
  readonly composer: AlertComposer;
  readonly manualAlerts: ManualAlerts;
  readonly outboxes: Outboxes;
  readonly observers: ObserverGroup;
  /** The observer of `OpsgenieService.watch()`. */
  readonly tasks: Observers['tasks'];
  /** For failures of the observers. */
  readonly faults: FaultLog;
  readonly #http: HttpRequests;
  readonly #pings: Pings;
  readonly #heartbeat: OwnHeartbeat | undefined;
  readonly #transitions: TransitionHandler;
  readonly #journal: IncidentJournal;
  readonly #fleet: Fleet | undefined;
  readonly #options: ResolvedOptions;
  #unwatchEnd: (() => void) | undefined;
  #shutdown: Promise<void> | undefined;

  constructor(options: ResolvedOptions, given: PipelineParts) {
    const parts = assemblePipeline(options, given);
    this.#options = options;
    this.log = given.log;
    this.#http = given.http;
    this.clock = given.clock;
    this.text = parts.text;
    this.rules = parts.rules;
    this.incidents = parts.incidents;
    this.composer = parts.composer;
    this.manualAlerts = parts.manualAlerts;
    this.outboxes = parts.outboxes;
    this.#pings = parts.pings;
    this.faults = parts.faults;
    this.tasks = parts.observers.tasks;
    this.observers = new ObserverGroup(options.enabled ? parts.observers : {}, parts.faults);
    this.#transitions = parts.transitions;
    this.#journal = parts.journal;
    this.#fleet = parts.fleet;
    this.#heartbeat = this.#ownHeartbeat();
    // Last, because the journals may hand over messages and incidents of earlier processes at once.
    parts.outboxes.start(parts.openIncidents);
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

  /** Mutes new incidents for this many milliseconds, in all processes of the fleet. @returns a function that ends the mute early */
  mute(milliseconds: number): () => void {
    return this.#fleet?.mute(milliseconds) ?? this.incidents.mute(milliseconds);
  }

  /** What this process knows of its fleet; `undefined` without `fleet`. */
  get fleet(): FleetStats | undefined {
    return this.#fleet?.stats;
  }

  /** The rules of a method, with what its runs are observed as. */
  explain(type: DecoratedMethod['type'], name: string, method: object): EffectiveRule[] {
    const observedAs = this.observers.kindOf({ type, name, method, isController: true });
    return this.rules.explain(type, method, observedAs);
  }

  /** Starts to observe. */
  start(): void {
    this.observers.start();
    this.#fleet?.start();
    // After the observers: that of the process may add messages while the process ends.
    this.#unwatchEnd = onProcessEnd({ idle: () => void this.finishWork(), exit: () => this.exit() });
  }

  /** The application has started: pings its heartbeat from now on. */
  startHeartbeat(): void {
    if (this.#shutdown !== undefined) return;
    const { heartbeat } = this.#options;
    if (this.#heartbeat !== undefined && heartbeat?.ensure === true) {
      const interval = heartbeat.interval * PINGS_IN_INTERVAL;
      this.#pings.ensure({ name: heartbeat.name, interval });
    }
    this.#heartbeat?.start();
  }

  /** Checks the access of each key to its platform. Never rejects. */
  check(given?: CheckOptions): Promise<PlatformCheck> {
    return checkKeys(this.outboxes.platforms, this.#options, given);
  }

  /** Loads in advance what would delay the first request. To be awaited before the application listens. */
  async prepare(): Promise<void> {
    const { enabled, dryRun } = this.options;
    const aboutTraces = enabled ? warningAboutTraces() : undefined;
    if (aboutTraces !== undefined) this.log.warn(aboutTraces);
    if (enabled && !dryRun) await this.#http.ready?.();
  }

  /** Shuts down after sending queued messages for up to `delivery.flushTimeout`. Open alerts stay open: a shutdown is not a recovery. */
  shutDown(): Promise<void> {
    return (this.#shutdown ??= this.#shutDown());
  }

  /**
   * Sends queued messages, including those of runs that have just finished: a serverless platform then freezes the process.
   *
   * @param timeout milliseconds in total
   */
  async flush(timeout: number): Promise<FlushReport> {
    const startedAt = this.clock.now();
    await this.observers.settled(Math.min(timeout, SETTLE_WITHIN));
    return this.#send(Math.max(0, timeout - (this.clock.now() - startedAt)));
  }

  /** The process has nothing else to do: sends queued messages for up to `delivery.flushTimeout`, unless that was tried before. */
  async finishWork(): Promise<void> {
    if (!this.outboxes.hasNews && !this.#pings.isPinging) return;
    await this.#send(this.options.delivery.flushTimeout);
    // A pending DNS lookup or connection would keep the process alive.
    this.outboxes.interrupt();
  }

  /** The process ends as soon as this returns: queued messages stay in the journal, or go to `delivery.onDropped`. */
  exit(): void {
    this.#heartbeat?.stop();
    this.#pings.stop();
    this.#fleet?.stop();
    this.outboxes.stop();
  }

  async #send(timeout: number): Promise<FlushReport> {
    const [report] = await Promise.all([this.outboxes.flush(timeout), this.#pings.settled(timeout)]);
    return report;
  }

  #ownHeartbeat(): OwnHeartbeat | undefined {
    const { enabled, heartbeat } = this.#options;
    if (!enabled || heartbeat === undefined) return undefined;
    const { name, interval } = heartbeat;
    return new OwnHeartbeat({
      name,
      interval,
      clock: this.clock,
      ping: () => this.#pings.ping(name),
      deliveries: () => this.outboxes.deliveries,
      isEngineWell: () => this.incidents.isWell,
      log: this.log,
      isMine: this.#fleet?.share(HEARTBEAT_LEASE, () => this.#heartbeat?.pingNow()),
    });
  }

  async #shutDown(): Promise<void> {
    this.#heartbeat?.stop();
    await this.observers.idle(SETTLE_WITHIN);
    await this.observers.settled(SETTLE_WITHIN);
    // Closes what has ended since the last evaluation; the next process may never run the same operation.
    this.incidents.evaluate();
    this.incidents.stop();
    const { pending } = await this.#send(this.options.delivery.flushTimeout);
    // Only now: until then this process speaks for what it sends.
    await this.#fleet?.leave();
    if (pending > 0) {
      const fate = this.#journal.isWritten
        ? 'The next start sends what is in the journal.'
        : 'What is left is dropped.';
      this.log.warn(
        `${pending} alert ${pending === 1 ? 'message' : 'messages'} could not be sent before the application stopped. ${fate}`,
      );
    }
    // Only now: an error that ends the process during the shutdown is reported as well.
    this.observers.stop();
    if (await this.observers.idle(0)) this.#end();
    else void this.#endAfterLateRuns();
  }

  /** Jobs may go on after the application has shut down, and no one waits for them. What they report is still sent. */
  async #endAfterLateRuns(): Promise<void> {
    await this.observers.idle(LATE_RUNS_WITHIN);
    await this.observers.settled(SETTLE_WITHIN);
    await this.#send(this.options.delivery.flushTimeout);
    this.#end();
  }

  #end(): void {
    this.exit();
    this.#unwatchEnd?.();
  }
}
