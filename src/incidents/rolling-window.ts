/** How many buckets a window has: its edge is blurred by at most 1/120 of its length. */
const BUCKETS = 120;

/**
 * Counts samples, and bad ones among them, over the last while. Fixed memory (two counters a bucket, 960 bytes) and constant time
 * per sample, whatever the traffic.
 */
export class RollingWindow {
  readonly #total = new Uint32Array(BUCKETS);
  readonly #bad = new Uint32Array(BUCKETS);
  readonly #width: number;
  #bucket = -1;
  #sumTotal = 0;
  #sumBad = 0;

  /** @param length the window in milliseconds */
  constructor(readonly length: number) {
    this.#width = length / BUCKETS;
  }

  /** @param times how many alike. @defaultValue 1 */
  add(now: number, bad: boolean, times = 1): void {
    this.#advance(now);
    const index = this.#bucket % BUCKETS;
    this.#total[index] = (this.#total[index] ?? 0) + times;
    this.#sumTotal += times;
    if (!bad) return;
    this.#bad[index] = (this.#bad[index] ?? 0) + times;
    this.#sumBad += times;
  }

  /** Forgets everything. */
  clear(): void {
    this.#total.fill(0);
    this.#bad.fill(0);
    this.#sumTotal = 0;
    this.#sumBad = 0;
  }

  /** All samples in the window. */
  total(now: number): number {
    this.#advance(now);
    return this.#sumTotal;
  }

  /** The bad samples in the window. */
  bad(now: number): number {
    this.#advance(now);
    return this.#sumBad;
  }

  /** Samples of the last part of the window, which confirms that what the whole shows still goes on. */
  recent(now: number, length: number): { readonly total: number; readonly bad: number } {
    this.#advance(now);
    const buckets = Math.min(BUCKETS, Math.max(1, Math.round(length / this.#width)));
    let total = 0;
    let bad = 0;
    for (let back = 0; back < buckets; back++) {
      const index = (this.#bucket - back + BUCKETS * buckets) % BUCKETS;
      total += this.#total[index] ?? 0;
      bad += this.#bad[index] ?? 0;
    }
    return { total, bad };
  }

  #advance(now: number): void {
    const bucket = Math.floor(now / this.#width);
    // Time that stands still or seems to run backwards counts into the newest bucket.
    const steps = Math.min(BUCKETS, this.#bucket === -1 ? BUCKETS : bucket - this.#bucket);
    for (let step = 1; step <= steps; step++) {
      const index = (bucket - steps + step) % BUCKETS;
      this.#sumTotal -= this.#total[index] ?? 0;
      this.#sumBad -= this.#bad[index] ?? 0;
      this.#total[index] = 0;
      this.#bad[index] = 0;
    }
    if (bucket > this.#bucket) this.#bucket = bucket;
  }
}
