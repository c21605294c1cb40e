import type { Policy } from '../rules/policy.js';
import type { Gauge } from './measure.js';
import type { SampleCounts } from './sample-counts.js';

/** How many samples must have gone well before an incident counts as recovered: silence is not recovery. */
const RECOVERY_SAMPLES = { sustained: 3, 'first-success': 1, never: Infinity } as const;

/** Judges whether an incident is over, by the samples since the last bad one. Times are monotonic milliseconds. */
export class Recovery {
  readonly #policy: Policy;
  readonly #gauge: Gauge;
  #lastSampleAt = -Infinity;
  #lastBadAt = -Infinity;
  #goodSinceBad = 0;

  constructor(policy: Policy, gauge: Gauge) {
    this.#policy = policy;
    this.#gauge = gauge;
  }

  good(now: number): void {
    this.#lastSampleAt = now;
    this.#goodSinceBad++;
  }

  bad(now: number): void {
    this.#lastSampleAt = now;
    this.#lastBadAt = now;
    this.#goodSinceBad = 0;
  }

  /** Counts samples of other processes; their order is unknown, so what went wrong counts as the last of them. */
  addMany({ bad, good, probes }: SampleCounts, now: number): void {
    if (bad > 0) this.bad(now);
    else if (good + probes > 0) {
      this.#lastSampleAt = now;
      this.#goodSinceBad += good + probes;
    }
  }

  /** Takes what was counted before this process could judge it. @param at when that was */
  recall({ bad, good, probes }: SampleCounts, at: number): void {
    if (bad + good + probes === 0) return;
    this.#lastSampleAt = Math.max(this.#lastSampleAt, at);
    // A process that was cut off may have seen worse since.
    if (at < this.#lastBadAt) return;
    if (bad === 0) {
      this.#goodSinceBad += good + probes;
    } else {
      this.#lastBadAt = at;
      this.#goodSinceBad = 0;
    }
  }

  /** An incident goes on that was seen to fail at this time, and maybe later. */
  failedAt(at: number): void {
    this.#lastSampleAt = Math.max(this.#lastSampleAt, at);
    this.#lastBadAt = Math.max(this.#lastBadAt, at);
  }

  /** Whether there were no samples for so long that nothing is known any more. */
  isStale(now: number): boolean {
    return this.#policy.recovery !== 'never' && now - this.#lastSampleAt >= this.#policy.staleAfter;
  }

  /** Whether the figures have fallen so far that the trouble may be over. */
  isRelieved(now: number): boolean {
    return this.#gauge.isRelieved(now, this.#policy.recoveryRatio, this.#goodSinceBad);
  }

  /** Since when all has been well; `undefined` while it is not. */
  since(now: number): number | undefined {
    if (!this.#hasGoodSamples || !this.isRelieved(now)) return undefined;
    // A count has been well since its last bad sample, a ratio since it fell.
    return this.#policy.measure.type === 'count' ? this.#lastBadAt : now;
  }

  /** Whether all has been well for long enough. @param patience how long it must have been, in milliseconds */
  isComplete(now: number, since: number, patience: number): boolean {
    return now - since >= patience && this.#hasGoodSamples && this.#isWitnessed(since + patience / 2);
  }

  /** Where bad samples still came after a time: how long ago that time is, in milliseconds. */
  relievedFor(now: number, since: number): number | undefined {
    return this.#lastBadAt > since ? now - since : undefined;
  }

  /** Silence is not recovery: an empty window shows no trouble, and no health either. */
  #isWitnessed(after: number): boolean {
    return this.#policy.measure.type === 'count' || this.#lastSampleAt >= after;
  }

  get #hasGoodSamples(): boolean {
    return this.#goodSinceBad >= RECOVERY_SAMPLES[this.#policy.recovery];
  }
}
