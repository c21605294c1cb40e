import type { CompiledRule } from '../rules/compiled-rule.js';
import type { ObservedOutcome } from '../rules/outcome.js';
import type { Clock, Timer } from '../time/clock.js';
import { activeIncidents } from './active-incidents.js';
import { evaluationDelay } from './evaluation-delay.js';
import { KEEP_EVERYTHING, type Keeping, type Sighting } from './sighting.js';
import type { ActiveIncident, Transition } from './incident.js';
import type { IncidentRecord } from './incident-record.js';
import { Monitor, Slot, type BadSample } from './monitor.js';
import { Notifier } from './notifier.js';
import { InheritedIncidents } from './inherited-incidents.js';
import { PassedErrors } from './passed-errors.js';
import type { Peers } from './peers.js';
import { byPrecedence, isNotified, isUndecided, speaksFor } from './precedence.js';
import { SharedIncidents, type SharedIncidentsParts } from './shared-incidents.js';
import type { Tracker } from './tracker.js';

/** Dependencies. */
export interface IncidentEngineOptions {
  readonly clock: Clock;
  /** Takes what happens to incidents. */
  readonly emit: (transition: Transition) => void;
  /** Gives numbers from 0 to 1, for jitter. @defaultValue `Math.random` */
  readonly random?: () => number;
  /** Hides the secrets in a name; names that differ still do. @defaultValue the name itself */
  readonly safeName?: (name: string) => string;
  /** Keeps of errors and requests what alerts say of them, without all that hangs on them. @defaultValue everything */
  readonly keeping?: Keeping;
  /** The other processes of the service. @defaultValue none: this process judges by its own samples */
  readonly peers?: Peers | undefined;
}

/** Turns samples into incidents: it keeps the trackers, evaluates those that are not quiet, and lets the notifier decide who is notified. */
export class IncidentEngine {
  readonly #clock: Clock;
  readonly #notifier: Notifier;
  readonly #slots = new Map<CompiledRule, Map<string, Slot>>();
  /** What is not quiet, and so has to be evaluated. */
  readonly #troubled = new Map<Tracker, BadSample>();
  readonly #inherited = new InheritedIncidents();
  readonly #passedErrors = new PassedErrors();
  readonly #emit: (transition: Transition) => void;
  readonly #safeName: (name: string) => string;
  readonly #keeping: Keeping;
  /** What other processes take part in. */
  readonly shared: SharedIncidents | undefined;
  #timer: Timer | undefined;
  #stopped = false;

  constructor({
    clock,
    emit,
    random = Math.random,
    safeName = (name) => name,
    keeping = KEEP_EVERYTHING,
    peers,
  }: IncidentEngineOptions) {
    this.#clock = clock;
    this.#emit = emit;
    this.#safeName = safeName;
    this.#keeping = keeping;
    const notifier = (this.#notifier = new Notifier(clock, emit, random));
    const wake = (): void => this.#evaluateLater();
    const prepare: SharedIncidentsParts['prepare'] = (record) => this.#prepare(record);
    const troubled = this.#troubled;
    this.shared = peers && new SharedIncidents({ clock, peers, notifier, troubled, wake, prepare });
  }

  /**
   * Makes the monitor of an operation.
   *
   * @param operation e.g. `GET /orders/:id`
   * @param controller the class that holds its handler
   * @param population what the module's ratios count it among. @defaultValue `*`, the whole service's requests
   */
  monitor(rules: readonly CompiledRule[], operation: string, controller?: string, population = '*'): Monitor {
    const name = this.#safeName(operation);
    const owner = controller === undefined ? undefined : this.#safeName(controller);
    const slots = rules.map((rule) => this.#slotFor(rule, name, owner, population));
    return new Monitor(name, slots, this.#passedErrors, (samples, sighting, now) =>
      this.#takeBad(samples, sighting, now),
    );
  }

  /** Suppresses new incidents for this many milliseconds; those that are firing at the end are reported. @returns a function that ends the mute early */
  mute(milliseconds: number): () => void {
    return this.#notifier.mute(milliseconds);
  }

  /** Whether anything is not quiet. */
  get isTroubled(): boolean {
    return this.#troubled.size > 0;
  }

  /** Whether everything that has to be evaluated will be. */
  get isWell(): boolean {
    return this.#isCalm || this.#timer !== undefined;
  }

  get isMuted(): boolean {
    return this.#notifier.isMuted;
  }

  /** A mute kept the application from raising an alert itself: the end of the mute reports how many. */
  hideRaise(): void {
    this.#notifier.hideRaise();
  }

  /** The incidents that are under way. */
  active(): ActiveIncident[] {
    return activeIncidents(this.#troubled.keys(), this.#clock.wall() - this.#clock.now());
  }

  /** Inherits incidents that an earlier process left open; each goes on as soon as its operation runs again. */
  inherit(records: readonly IncidentRecord[]): void {
    const now = this.#clock.now();
    const wall = this.#clock.wall();
    for (const record of records) this.#inherited.add(record, now, wall);
    for (const slots of this.#slots.values()) for (const slot of slots.values()) this.#inherit(slot);
    this.#evaluateLater();
  }

  /** Evaluates everything that is not quiet. Runs by itself while there is anything. */
  evaluate(): void {
    const now = this.#clock.now();
    for (const [tracker, sample] of this.#troubled) {
      const ending = tracker.evaluate(now);
      if (ending !== undefined) this.#notifier.followUp.close(tracker, ending);
      if (tracker.phase.name === 'quiet') this.#troubled.delete(tracker);
      else if (tracker.episode !== undefined) this.#notifier.followUp.follow(tracker, tracker.episode);
      // A task that failed has not recovered before it runs again, which may be tomorrow or never.
      if (isUndecided(tracker) && tracker.rule.policy.recovery === 'first-success')
        this.#notifier.notify(sample, this.#troubled.values());
    }
    this.#notifier.followStorm();
    for (const record of this.#inherited.takeStale(now)) {
      this.#emit({ type: 'inherited-closed', record, reason: record.of === 'process' ? 'survived' : 'stale' });
    }
    if (this.#isCalm) this.#rest();
  }

  /** Stops evaluating. */
  stop(): void {
    this.#stopped = true;
    this.#notifier.stop();
    this.#rest();
  }

  #rest(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  /** Whether there is nothing to evaluate. */
  get #isCalm(): boolean {
    return this.#troubled.size === 0 && !this.#inherited.hasAny;
  }

  #takeBad(samples: readonly BadSample[], sighting: Sighting, now: number): void {
    const wall = this.#clock.wall();
    for (const sample of samples) {
      sample.tracker.bad(now, wall, sighting, sample.isProbe);
      if (sample.tracker.phase.name !== 'quiet') this.#troubled.set(sample.tracker, sample);
    }
    const news: BadSample[] = [];
    for (const sample of samples) {
      this.#notifier.compare(sample.tracker, samples);
      this.#notifier.followUp.reassert(sample.tracker);
      if (!isUndecided(sample.tracker)) continue;
      const inhibitor = samples.find(({ tracker }) => isNotified(tracker) && speaksFor(tracker, sample.tracker));
      if (inhibitor === undefined) news.push(sample);
      else this.#notifier.inhibit(sample.tracker, inhibitor.tracker);
    }
    if (news.length > 0) this.#notifyOf(news, sighting.outcome);
    for (const { tracker } of samples) tracker.keepExample(sighting, now, this.#keeping);
    sighting.release();
    this.#evaluateLater();
  }

  /** At most one alert for one cause: the rule that is nearest to the cause speaks for all that the same outcome broke. */
  #notifyOf(news: readonly BadSample[], outcome: ObservedOutcome): void {
    const [winner, ...others] = news.toSorted(byPrecedence(outcome));
    if (winner !== undefined) this.#notifier.notifyOf(winner, others, this.#troubled.values());
  }

  #slotFor(rule: CompiledRule, operation: string, controller: string | undefined, population: string): Slot {
    const subject =
      rule.scope === 'service' ? population : rule.scope === 'controller' ? (controller ?? operation) : operation;
    let slots = this.#slots.get(rule);
    if (slots === undefined) {
      slots = new Map<string, Slot>();
      this.#slots.set(rule, slots);
    }
    let slot = slots.get(subject);
    if (slot === undefined)
      slots.set(subject, (slot = new Slot(rule, subject, controller, this.#safeName, this.shared)));
    slot.cover(operation);
    this.#inherit(slot);
    return slot;
  }

  #prepare({
    ruleKey,
    operation,
    discriminator,
  }: Pick<IncidentRecord, 'ruleKey' | 'operation' | 'discriminator'>): void {
    for (const [{ rule }, slots] of this.#slots)
      if (rule.key === ruleKey) slots.get(operation)?.trackerFor(discriminator);
  }

  #inherit(slot: Slot): void {
    for (const record of this.#inherited.take(slot.rule.rule.key, slot.operation)) {
      const tracker = slot.trackerFor(record.discriminator);
      if (tracker.episode === undefined) {
        const episode = tracker.inherit(record, this.#clock.now(), this.#clock.wall());
        this.#notifier.followUp.inherit(episode, record.notifiedAt ?? record.lastSeen);
        tracker.share?.peers.inherited(tracker.share.series, record);
        this.#troubled.set(tracker, { slot, tracker, isProbe: false });
        // What is only inherited is evaluated now and then; an incident may need it soon.
        this.#rest();
        this.#evaluateLater();
      } else {
        this.#emit({ type: 'inherited-closed', record, reason: 'continued' });
      }
    }
  }

  #evaluateLater(): void {
    if (this.#stopped || this.#timer !== undefined || this.#isCalm) return;
    this.#wait(evaluationDelay(this.#troubled.keys(), this.#inherited.shortestWait));
  }

  /** Evaluates after this many milliseconds; the first note on a storm does not wait for that. */
  #wait(delay: number): void {
    const { stormNoteIn } = this.#notifier;
    this.#timer = this.#clock.after(Math.min(delay, stormNoteIn), () => {
      if (stormNoteIn < delay) {
        this.#notifier.followStorm();
        return this.#wait(delay - stormNoteIn);
      }
      this.#timer = undefined;
      this.evaluate();
      this.#evaluateLater();
    });
  }
}
