import type { AlertShape } from '../rules/alert-shape.js';
import type { Cause } from '../rules/cause.js';
import type { CompiledRule } from '../rules/compiled-rule.js';
import type { ObservedOutcome } from '../rules/outcome.js';
import { CommonRoute } from './common-route.js';
import { FirstSuccess } from './first-success.js';
import type { PassedErrors } from './passed-errors.js';
import type { Share } from './peers.js';
import { RunHistory } from './run-history.js';
import { Sighting } from './sighting.js';
import { Tracker } from './tracker.js';

/** How many classes of errors are distinguished for one rule and operation; a program that makes classes as it runs must not fill the memory. */
const MOST_DISCRIMINATORS = 20;

/** What the trackers of several processes have to do with each other. */
export interface SharedTrackers {
  shareOf(rule: CompiledRule, operation: string, discriminator: string): Share;
  add(sample: BadSample): void;
}

/** One rule on what it covers, with a tracker for each discriminator. */
export class Slot {
  readonly #trackers = new Map<string, Tracker>();
  readonly #safeName: (name: string) => string;
  readonly #shared: SharedTrackers | undefined;
  readonly #routes: CommonRoute | undefined;
  readonly #runs: RunHistory | undefined;
  readonly #firstSuccess = new FirstSuccess();
  #shape: AlertShape;

  constructor(
    readonly rule: CompiledRule,
    readonly operation: string,
    readonly controller: string | undefined,
    safeName: (name: string) => string,
    shared?: SharedTrackers,
  ) {
    this.#safeName = safeName;
    this.#shared = shared;
    this.#shape = rule.shape;
    this.#routes = rule.scope === 'controller' ? new CommonRoute() : undefined;
    this.#runs = rule.policy.recovery === 'first-success' ? new RunHistory() : undefined;
    // A ratio needs the good samples before the first bad one; a rule that counts bad ones does not.
    // The runs of other processes have to be known before one is missed here.
    const counts = shared !== undefined && rule.rule.kind === 'missedRun';
    if (rule.policy.measure.type === 'ratio' || counts) this.trackerFor(rule.rule.label);
  }

  /** Another operation of the controller that it covers. */
  cover(operation: string): void {
    this.#routes?.add(operation);
  }

  get trackers(): Iterable<Tracker> {
    return this.#trackers.values();
  }

  good(now: number, isProbe: boolean): void {
    this.#runs?.good(now);
    if (!isProbe) this.#firstSuccess.good(now);
    if (this.#trackers.size === 0) return;
    for (const tracker of this.#trackers.values()) tracker.good(now, isProbe && this.rule.scope === 'service');
  }

  /** Replaces how the alerts look, also those of the incidents that are under way. */
  reshape(shape: AlertShape): void {
    this.#shape = shape;
    for (const tracker of this.#trackers.values()) tracker.shape = shape;
  }

  /** A bad outcome. @returns the tracker for what it has in common with others of its kind. */
  bad(outcome: ObservedOutcome): Tracker {
    this.#runs?.bad();
    const discriminator = this.rule.discriminate(outcome);
    const known = this.#trackers.get(discriminator);
    if (known !== undefined) return known;
    return this.trackerFor(this.#trackers.size < MOST_DISCRIMINATORS ? this.#safeName(discriminator) : 'other');
  }

  /** @param discriminator without secrets */
  trackerFor(discriminator: string): Tracker {
    let tracker = this.#trackers.get(discriminator);
    if (tracker === undefined) {
      const share = this.#shared?.shareOf(this.rule, this.operation, discriminator);
      const { rule, operation } = this;
      const parts = [this.#routes, this.#runs, share, this.#firstSuccess] as const;
      tracker = new Tracker(rule, operation, discriminator, this.#shape, ...parts);
      this.#trackers.set(discriminator, tracker);
      this.#shared?.add({ slot: this, tracker, isProbe: false });
    }
    return tracker;
  }
}

/** A slot that an outcome is bad for, with the tracker that it belongs to. */
export interface BadSample {
  readonly slot: Slot;
  readonly tracker: Tracker;
  /** Whether it is of a health check or a scrape. */
  readonly isProbe: boolean;
}

/** Counts of other processes arrive this late, and their clocks differ. Milliseconds. */
const LATE = 5_000;

/** Whether a run that this process misses started in another one. */
function ranElsewhere(tracker: Tracker, { timing }: ObservedOutcome, now: number): boolean {
  return timing?.state === 'missed' && tracker.wentWellElsewhere(now, timing.late + LATE);
}

/** How health checks and scrapes are named nearly everywhere. */
const PROBE = /^(?:GET|HEAD) (?:.*\/)?(?:health|healthz|healthcheck|livez|liveness|readyz|readiness|metrics)(?:\/|$)/;

/** Where the outcomes of one operation go. Kept by the observers, so that a request costs no look-up by name. */
export class Monitor {
  readonly #slots: readonly Slot[];
  readonly #isProbe: boolean;
  readonly #passedErrors: PassedErrors;
  readonly #bad: (samples: readonly BadSample[], sighting: Sighting, now: number) => void;
  #lastCause: Cause | undefined;

  constructor(
    /** `GET /orders/:id` */
    readonly operation: string,
    slots: readonly Slot[],
    passedErrors: PassedErrors,
    bad: (samples: readonly BadSample[], sighting: Sighting, now: number) => void,
  ) {
    this.#slots = slots;
    this.#isProbe = PROBE.test(operation);
    this.#passedErrors = passedErrors;
    this.#bad = bad;
  }

  /** Whether an incident is pending or under way here. */
  get isTroubled(): boolean {
    for (const slot of this.#slots)
      for (const tracker of slot.trackers) if (tracker.phase.name !== 'quiet') return true;
    return false;
  }

  /**
   * Records an outcome: each rule's window gets its sample. Nothing is allocated while all are good.
   *
   * @param now monotonic milliseconds. The observer knows them, and reading a clock allocates.
   */
  record(outcome: ObservedOutcome, now: number): void {
    let samples: BadSample[] | undefined;
    let sighting: Sighting | undefined;
    for (const slot of this.#slots) {
      const verdict = slot.rule.judge(outcome);
      if (verdict === 'good') slot.good(now, this.#isProbe);
      if (verdict === 'good' || verdict === 'ignored') continue;
      if (this.#passedErrors.cover(slot.rule, outcome, this.operation, now)) continue;
      const tracker = slot.bad(outcome);
      if (verdict === 'unanswered' && !tracker.unanswered(now)) continue;
      if (ranElsewhere(tracker, outcome, now)) continue;
      sighting ??= new Sighting(outcome, (this.#lastCause = slot.rule.cause(outcome, this.#lastCause)));
      (samples ??= []).push({ slot, tracker, isProbe: this.#isProbe });
    }
    if (samples !== undefined && sighting !== undefined) this.#bad(samples, sighting, now);
  }

  /** Replaces how the alerts of this operation look, for what is configured again with each run: tasks. */
  reshape(shape: AlertShape): void {
    for (const slot of this.#slots) slot.reshape(shape);
  }

  /** Takes the news that all went well elsewhere, for operations that have no good outcomes of their own, such as unknown routes. */
  recordGood(now: number): void {
    // What is counted for the whole service counts what went well there already, and what did not.
    for (const slot of this.#slots) if (slot.rule.scope !== 'service') slot.good(now, false);
  }
}
