import type { Measure, Policy, WindowPair } from '../rules/policy.js';
import { RollingWindow } from './rolling-window.js';

/** How bad it is, in the figures that a person wants to read. */
export interface Severity {
  readonly bad: number;
  readonly total: number;
  /** The window of the figures, in milliseconds. */
  readonly window: number;
}

/** Watches the samples of one rule and key, and knows whether there is trouble. */
export interface Gauge {
  /** @param isProbe whether it only shows that a health check or a scrape was answered */
  good(now: number, isProbe: boolean): void;
  bad(now: number): void;
  /** Records a request that its client gave up unanswered. @returns whether nothing succeeds, so that it has to count as a bad one */
  unanswered(now: number): boolean;
  /** Whether this is trouble. Asked after a bad sample, and while trouble is pending. */
  isExceeded(now: number): boolean;
  /** Whether it has fallen so far that the trouble may be over; `goodSinceBad` samples went well since the last that did not. */
  isRelieved(now: number, recoveryRatio: number, goodSinceBad: number): boolean;
  severity(now: number): Severity;
  /** Forgets what was measured: the evidence of an incident that is over must not start the next. */
  reset(): void;
}

/** Makes the gauge for a policy. */
export function gaugeOf(policy: Policy): Gauge {
  const { measure } = policy;
  if (measure.type === 'ratio') return new RatioGauge(measure);
  return measure.count === 1 && policy.for === 0 ? new FirstBadGauge(measure.within) : new CountGauge(measure);
}

/** Every bad sample is trouble. It has no window: handlers that never fail cost no memory. */
class FirstBadGauge implements Gauge {
  readonly #severity: Severity;

  constructor(within: number) {
    this.#severity = { bad: 1, total: 1, window: within };
  }

  good(): void {
    // Only bad samples count.
  }

  bad(): void {
    // Nothing to record: the caller only asks right after a bad sample.
  }

  unanswered(): boolean {
    return false;
  }

  isExceeded(): boolean {
    return true;
  }

  isRelieved(_now: number, _recoveryRatio: number, goodSinceBad: number): boolean {
    return goodSinceBad > 0;
  }

  severity(): Severity {
    return this.#severity;
  }

  reset(): void {
    // There is nothing to forget.
  }
}

/** A number of bad samples within a time is trouble. */
class CountGauge implements Gauge {
  readonly #window: RollingWindow;
  readonly #count: number;

  constructor({ count, within }: Extract<Measure, { type: 'count' }>) {
    this.#count = count;
    this.#window = new RollingWindow(within);
  }

  good(now: number): void {
    this.#window.add(now, false);
  }

  bad(now: number): void {
    this.#window.add(now, true);
  }

  unanswered(): boolean {
    return false;
  }

  isExceeded(now: number): boolean {
    return this.#window.bad(now) >= this.#count;
  }

  isRelieved(now: number, recoveryRatio: number, goodSinceBad: number): boolean {
    // Where all has been well since the last bad one, `keepFiringFor` says when it is over, however long the window remembers.
    return goodSinceBad > 0 || this.#window.bad(now) <= this.#count * recoveryRatio;
  }

  severity(now: number): Severity {
    return { bad: this.#window.bad(now), total: this.#window.total(now), window: this.#window.length };
  }

  reset(): void {
    this.#window.clear();
  }
}

/** The short window needs this many bad samples, or one straggler would confirm what is long over. */
const LEAST_RECENT_BAD = 3;

/** Nothing succeeds: a run without any success that weighs this much … */
const DOWN_WEIGHT = 10;
/** … so that five failures are enough … */
const FAILURE_WEIGHT = 2;
/** … or ten requests that were given up unanswered: clients leave for reasons of their own … */
const UNANSWERED_WEIGHT = 1;
/** … over at least this long, so that one process's restart of a few seconds pages nobody. Milliseconds. */
const DOWN_SPAN = 45_000;
/** The figures of a run need no more than this many unanswered requests. */
const MOST_UNANSWERED = 1_000;

/** A share of bad samples above a threshold, in a long window and in the short one that confirms it, is trouble; so is a run without any success. */
class RatioGauge implements Gauge {
  readonly #pairs: readonly { readonly pair: WindowPair; readonly window: RollingWindow }[];
  /** The shortest window: what it says of the end is true of the longer ones sooner. Milliseconds. */
  readonly #confirm: number;
  readonly #minSamples: number;
  readonly #minBad: number;
  #startedAt: number | undefined;
  #runWeight = 0;
  #runStartedAt = 0;
  /** How many requests of the run were given up unanswered. The windows count them once it is clear that nothing succeeds. */
  #unanswered = 0;

  constructor({ pairs, minSamples, minBad }: Extract<Measure, { type: 'ratio' }>) {
    this.#confirm = Math.min(...pairs.map(({ short }) => short));
    this.#pairs = pairs.map((pair) => ({ pair, window: new RollingWindow(pair.long) }));
    this.#minSamples = minSamples;
    this.#minBad = minBad;
  }

  good(now: number, isProbe: boolean): void {
    this.#startedAt ??= now;
    // That probes are answered does not show that anything else is.
    if (!isProbe) this.#endRun();
    for (const { window } of this.#pairs) window.add(now, false);
  }

  bad(now: number): void {
    this.#startedAt ??= now;
    this.#lengthenRun(now, FAILURE_WEIGHT);
    for (const { window } of this.#pairs) window.add(now, true);
  }

  unanswered(now: number): boolean {
    this.#startedAt ??= now;
    this.#lengthenRun(now, UNANSWERED_WEIGHT);
    if (!this.#isDown(now)) {
      this.#unanswered = Math.min(MOST_UNANSWERED, this.#unanswered + 1);
      return false;
    }
    for (; this.#unanswered > 0; this.#unanswered--) for (const { window } of this.#pairs) window.add(now, true);
    return true;
  }

  isExceeded(now: number): boolean {
    if (this.#isDown(now)) return true;
    return this.#pairs.some(({ pair, window }) => {
      const bad = window.bad(now);
      if (bad < this.#minBad || window.total(now) < this.#minSamples) return false;
      const recent = window.recent(now, pair.short);
      return (
        recent.bad >= Math.min(LEAST_RECENT_BAD, this.#minBad) &&
        bad > pair.threshold * this.#anchored(window.total(now), pair.long, now) &&
        recent.bad > pair.threshold * this.#anchored(recent.total, pair.short, now)
      );
    });
  }

  isRelieved(now: number, recoveryRatio: number): boolean {
    if (this.#runWeight >= DOWN_WEIGHT) return false;
    return this.#pairs.every(({ pair, window }) => {
      const limit = pair.threshold * recoveryRatio;
      const recent = window.recent(now, this.#confirm);
      return window.bad(now) <= limit * window.total(now) || recent.bad <= limit * recent.total;
    });
  }

  severity(now: number): Severity {
    const worst = this.#pairs[0];
    if (worst === undefined) return { bad: 0, total: 0, window: 0 };
    return { bad: worst.window.bad(now), total: worst.window.total(now), window: worst.pair.long };
  }

  reset(): void {
    this.#startedAt = undefined;
    this.#endRun();
    for (const { window } of this.#pairs) window.clear();
  }

  #lengthenRun(now: number, weight: number): void {
    if (this.#runWeight === 0) this.#runStartedAt = now;
    this.#runWeight += weight;
  }

  #endRun(): void {
    this.#runWeight = 0;
    this.#unanswered = 0;
  }

  #isDown(now: number): boolean {
    return this.#runWeight >= DOWN_WEIGHT && now - this.#runStartedAt >= DOWN_SPAN;
  }

  /**
   * The samples of a window as if it had always been there: what was before the first sample counts as good, at today's rate.
   * Without it the nearly empty windows after a deploy page for a handful of failures.
   */
  #anchored(total: number, length: number, now: number): number {
    const age = now - (this.#startedAt ?? now);
    return age >= length ? total : total * (length / Math.max(age, 1));
  }
}
