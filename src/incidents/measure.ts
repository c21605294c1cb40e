import type { Measure, Policy } from '../rules/policy.js';
import type { Figures } from '../rules/headline.js';
import { RatioGauge } from './ratio-gauge.js';
import { RollingWindow } from './rolling-window.js';
import type { SampleCounts } from './sample-counts.js';

/** Watches the samples of one rule and key, and knows whether there is trouble. */
export interface Gauge {
  /** @param isProbe whether it only shows that a health check or a scrape was answered */
  good(now: number, isProbe: boolean): void;
  bad(now: number): void;
  /** Records a request that its client gave up unanswered. @returns whether nothing succeeds, so that it has to count as a bad one */
  unanswered(now: number): boolean;
  /** Adds what several processes counted since the last time. The order of these samples is unknown. */
  addMany(now: number, counts: SampleCounts): void;
  /**
   * Whether this is trouble. Asked after a bad sample, and while trouble is pending.
   *
   * @param factor multiplies the thresholds of shares. @defaultValue 1
   */
  isExceeded(now: number, factor?: number): boolean;
  /**
   * Whether what is exceeded fails still, about as it did when it became trouble. Asked right before an incident would open.
   *
   * @param factor multiplies the thresholds of shares. @defaultValue 1
   */
  isGoingOn(now: number, factor?: number): boolean;
  /** Whether it has fallen so far that the trouble may be over; `goodSinceBad` samples went well since the last that did not. */
  isRelieved(now: number, recoveryRatio: number, goodSinceBad: number): boolean;
  severity(now: number): Figures;
  /** The figures of this process if it fails by more than all processes together. Absent: it knows of no others. */
  ownTrouble?(now: number): Figures | undefined;
  /** The longest window, in milliseconds: older samples have no part in it. */
  readonly window: number;
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
  readonly #severity: Figures;

  constructor(readonly window: number) {
    this.#severity = { bad: 1, total: 1, window };
  }

  good(): void {
    // Only bad samples count.
  }

  bad(): void {
    // Nothing to record: the caller only asks right after a bad sample.
  }

  addMany(): void {
    // The same.
  }

  unanswered(): boolean {
    return false;
  }

  isExceeded(): boolean {
    return true;
  }

  isGoingOn(): boolean {
    return true;
  }

  isRelieved(_now: number, _recoveryRatio: number, goodSinceBad: number): boolean {
    return goodSinceBad > 0;
  }

  severity(): Figures {
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

  addMany(now: number, { bad, good, probes }: SampleCounts): void {
    this.#window.add(now, true, bad);
    this.#window.add(now, false, good + probes);
  }

  unanswered(): boolean {
    return false;
  }

  isExceeded(now: number): boolean {
    return this.#window.bad(now) >= this.#count;
  }

  isGoingOn(): boolean {
    return true;
  }

  isRelieved(now: number, recoveryRatio: number, goodSinceBad: number): boolean {
    // Where all has been well since the last bad one, `keepFiringFor` says when it is over, however long the window remembers.
    return goodSinceBad > 0 || this.#window.bad(now) <= this.#count * recoveryRatio;
  }

  get window(): number {
    return this.#window.length;
  }

  severity(now: number): Figures {
    return { bad: this.#window.bad(now), total: this.#window.total(now), window: this.#window.length };
  }

  reset(): void {
    this.#window.clear();
  }
}
