import type { Figures } from '../rules/headline.js';
import type { Measure, WindowPair } from '../rules/policy.js';
import { RollingWindow } from './rolling-window.js';
import type { SampleCounts } from './sample-counts.js';

/** The short window needs this many bad samples, or one straggler would confirm what is long over. */
const LEAST_RECENT_BAD = 3;

/** Nothing succeeds: a run without any success that weighs this much … */
const DOWN_WEIGHT = 10;
/** … so that five failures are enough … */
const FAILURE_WEIGHT = 2;
/** … or ten requests that were given up unanswered: clients leave for reasons of their own … */
const UNANSWERED_WEIGHT = 1;
/** … over at least this long, so that one process's restart of a few seconds pages no one. Milliseconds. */
const DOWN_SPAN = 45_000;
/** The figures of a run need no more than this many unanswered requests. */
const MOST_UNANSWERED = 1_000;

/** What fails less than this part of what it failed before has stopped. */
const GOES_ON = 0.5;
/** A window whose buckets are fine enough for the latest time is this many times as long. */
const LATEST_PART = 20;

/** A pair of windows, and the samples of the long one. */
interface WatchedPair {
  readonly pair: WindowPair;
  readonly window: RollingWindow;
}

/** A share of bad samples above a threshold, in a long window and in the short one that confirms it, is trouble; so is a run without any success. */
export class RatioGauge {
  readonly #pairs: readonly WatchedPair[];
  readonly window: number;
  /** The shortest window: what it says of the end is true of the longer ones sooner. Milliseconds. */
  readonly #confirm: number;
  readonly #minSamples: number;
  readonly #minBad: number;
  /** Shows whether it goes on, finely; absent where that does not matter. */
  readonly #lately: RollingWindow | undefined;
  #startedAt: number | undefined;
  #runWeight = 0;
  /** How many requests of the run failed or were given up. */
  #runLength = 0;
  #runStartedAt = 0;
  /** How many requests of the run were given up unanswered. The windows count them once it is clear that nothing succeeds. */
  #unanswered = 0;

  constructor({ pairs, minSamples, minBad, latest }: Extract<Measure, { type: 'ratio' }>) {
    this.#confirm = Math.min(...pairs.map(({ short }) => short));
    this.window = Math.max(...pairs.map(({ long }) => long));
    this.#pairs = pairs.map((pair) => ({ pair, window: new RollingWindow(pair.long) }));
    this.#minSamples = minSamples;
    this.#minBad = minBad;
    this.#lately = latest === undefined ? undefined : new RollingWindow(LATEST_PART * latest);
  }

  good(now: number, isProbe: boolean): void {
    this.#startedAt ??= now;
    // That probes are answered does not show that anything else is.
    if (!isProbe) this.#endRun();
    for (const { window } of this.#pairs) window.add(now, false);
    this.#lately?.add(now, false);
  }

  bad(now: number): void {
    this.#startedAt ??= now;
    this.#lengthenRun(now, FAILURE_WEIGHT);
    for (const { window } of this.#pairs) window.add(now, true);
    this.#lately?.add(now, true);
  }

  addMany(now: number, { bad, good, probes }: SampleCounts): void {
    this.#startedAt ??= now;
    // One success among them shows that not everything fails, whenever it was.
    if (good > 0) this.#endRun();
    else if (bad > 0) this.#lengthenRun(now, FAILURE_WEIGHT, bad);
    for (const { window } of this.#pairs) {
      window.add(now, true, bad);
      window.add(now, false, good + probes);
    }
    this.#lately?.add(now, true, bad);
    this.#lately?.add(now, false, good + probes);
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

  isExceeded(now: number, factor = 1): boolean {
    if (this.#isDown(now)) return true;
    return this.#pairs.some((watched) => this.#agrees(watched, now, factor));
  }

  isGoingOn(now: number, factor = 1): boolean {
    const lately = this.#lately;
    if (lately === undefined || this.#isDown(now)) return true;
    const latest = lately.recent(now, lately.length / LATEST_PART);
    return this.#pairs.some((watched) => {
      if (latest.bad === 0 || !this.#agrees(watched, now, factor)) return false;
      const before = watched.window.recent(now, watched.pair.short);
      return latest.bad * before.total >= GOES_ON * before.bad * latest.total;
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

  /** The figures of the pair that shows the trouble, or of the one that is nearest to showing it. */
  severity(now: number): Figures {
    const excess = ({ pair, window }: WatchedPair): number => window.bad(now) / window.total(now) / pair.threshold || 0;
    const worst =
      this.#pairs.find((watched) => this.#agrees(watched, now)) ??
      this.#pairs.toSorted((one, other) => excess(other) - excess(one))[0];
    if (worst === undefined) return { bad: 0, total: 0, window: 0 };
    const { pair, window } = worst;
    return {
      bad: window.bad(now),
      total: window.total(now),
      window: pair.long,
      limit: pair.threshold,
      recent: window.recent(now, pair.short),
      ...(this.#isDown(now) && { down: { bad: this.#runLength, lasted: now - this.#runStartedAt } }),
    };
  }

  reset(): void {
    this.#startedAt = undefined;
    this.#endRun();
    for (const { window } of this.#pairs) window.clear();
    this.#lately?.clear();
  }

  /** Whether both windows of a pair show the trouble. */
  #agrees({ pair, window }: WatchedPair, now: number, factor = 1): boolean {
    const bad = window.bad(now);
    if (bad < this.#minBad || window.total(now) < this.#minSamples) return false;
    const recent = window.recent(now, pair.short);
    return (
      recent.bad >= Math.min(LEAST_RECENT_BAD, this.#minBad) &&
      bad > factor * pair.threshold * this.#anchored(window.total(now), pair.long, now) &&
      recent.bad > factor * pair.threshold * this.#anchored(recent.total, pair.short, now)
    );
  }

  #lengthenRun(now: number, weight: number, times = 1): void {
    if (this.#runWeight === 0) this.#runStartedAt = now;
    this.#runLength += times;
    this.#runWeight += weight * times;
  }

  #endRun(): void {
    this.#runWeight = 0;
    this.#runLength = 0;
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
