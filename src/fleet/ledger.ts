import type { SeriesSamples } from '../incidents/shared-incidents.js';
import type { SampleCounter, SampleCounts } from '../incidents/sample-counts.js';
import type { SealedCounts, SeriesCount } from './fleet-store.js';

/** The most series that a service shares: 200 operations under five rules and their probes. What comes later stays in its process. */
const MOST_SERIES = 2_000;
/** More syncs than this are not sealed by the time the next one is answered. */
const MOST_UNSEALED = 100;
/** Marks the probes of a series; the name of no series ends so. */
const PROBES = '+';

/** What this process counted, by the time at which the store added it. */
interface Added {
  /** The store's time. */
  readonly at: number;
  readonly counts: ReadonlyMap<string, SeriesCount>;
}

/** Counts the samples of this process until the next sync, and knows afterwards which of all processes' counts are its own. */
export class Ledger {
  readonly #counters = new Map<string, SampleCounter>();
  #added: readonly Added[] = [];
  #dropped = 0;

  /** The counter of a series, for as long as the process lives. */
  counterFor(series: string): SampleCounter {
    let counter = this.#counters.get(series);
    if (counter === undefined) {
      counter = { bad: 0, good: 0, probes: 0 };
      if (this.#counters.size < MOST_SERIES) this.#counters.set(series, counter);
    }
    return counter;
  }

  /** How many series this process counts. */
  get size(): number {
    return this.#counters.size;
  }

  /** How many samples were never added: the store was away for too long, or has too many series. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Removes and returns what was counted. */
  take(): readonly SeriesCount[] {
    const counts: SeriesCount[] = [];
    for (const [series, counter] of this.#counters) {
      const { bad, good, probes } = counter;
      if (bad + good > 0) counts.push({ series, bad, total: bad + good });
      if (probes > 0) counts.push({ series: `${series}${PROBES}`, bad: 0, total: probes });
      counter.bad = 0;
      counter.good = 0;
      counter.probes = 0;
    }
    return counts;
  }

  /** Forgets what was counted: it is too old to be added to what others count now. */
  drop(counts: readonly SeriesCount[] = this.take()): void {
    for (const { total } of counts) this.#dropped += total;
  }

  /** The store has added counts. @param at the store's time */
  added(counts: readonly SeriesCount[], at: number, refused: readonly string[]): void {
    const isRefused = new Set(refused);
    const [kept, left] = [new Map<string, SeriesCount>(), [] as SeriesCount[]];
    for (const count of counts) {
      if (isRefused.has(count.series)) left.push(count);
      else kept.set(count.series, count);
    }
    this.drop(left);
    if (kept.size > 0) this.#added = [...this.#added.slice(-MOST_UNSEALED), { at, counts: kept }];
  }

  /** Splits what all counted in a span of the store's time into what others counted and what this process did. Spans come in order. */
  samplesIn({ counts, from, to }: SealedCounts): readonly SeriesSamples[] {
    const own = this.#added.filter(({ at }) => at >= from && at < to);
    this.#added = this.#added.filter(({ at }) => at >= to);
    const bySeries = new Map<string, { all: SampleCounts; others: SampleCounts }>();
    for (const { series, bad, total } of counts) {
      const isOfProbes = series.endsWith(PROBES);
      const name = isOfProbes ? series.slice(0, -PROBES.length) : series;
      const known = bySeries.get(name) ?? { all: NOTHING, others: NOTHING };
      const mine = sumOf(own, series);
      const [otherBad, otherTotal] = [Math.max(0, bad - mine.bad), Math.max(0, total - mine.total)];
      bySeries.set(name, {
        all: plus(known.all, isOfProbes, bad, total),
        others: plus(known.others, isOfProbes, otherBad, otherTotal),
      });
    }
    return [...bySeries].map(([series, samples]) => ({ series, ...samples }));
  }
}

const NOTHING: SampleCounts = { bad: 0, good: 0, probes: 0 };

function plus(counts: SampleCounts, isOfProbes: boolean, bad: number, total: number): SampleCounts {
  if (isOfProbes) return { ...counts, probes: counts.probes + total };
  return { ...counts, bad: counts.bad + bad, good: counts.good + Math.max(0, total - bad) };
}

function sumOf(own: readonly Added[], series: string): { readonly bad: number; readonly total: number } {
  let bad = 0;
  let total = 0;
  for (const { counts } of own) {
    const count = counts.get(series);
    bad += count?.bad ?? 0;
    total += count?.total ?? 0;
  }
  return { bad, total };
}
