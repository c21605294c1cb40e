import type { SampleCounts } from './sample-counts.js';

/** All entries of all series together: about 4 MB. A service has few series that one of its processes does not have. */
const MOST_ENTRIES = 50_000;

/** What was counted at one time. */
export interface TimedCounts {
  /** Monotonic milliseconds. */
  readonly at: number;
  readonly counts: SampleCounts;
}

/** Counts of series that this process does not watch yet: an operation may run here for the first time long after the others know it. */
export class UnclaimedCounts {
  readonly #bySeries = new Map<string, TimedCounts[]>();
  #entries = 0;

  add(series: string, entry: TimedCounts): void {
    const entries = this.#bySeries.get(series) ?? [];
    // The series that was counted last comes last.
    this.#bySeries.delete(series);
    this.#bySeries.set(series, entries);
    entries.push(entry);
    this.#entries++;
    for (const [oldest, { length }] of this.#bySeries) {
      if (this.#entries <= MOST_ENTRIES) break;
      this.#bySeries.delete(oldest);
      this.#entries -= length;
    }
  }

  /** Removes and returns those of a series, the oldest first. */
  take(series: string): readonly TimedCounts[] {
    const entries = this.#bySeries.get(series) ?? [];
    this.#bySeries.delete(series);
    this.#entries -= entries.length;
    return entries;
  }
}
