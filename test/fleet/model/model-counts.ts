import type {
  FleetTimes,
  SealedCounts,
  SeriesCount,
  SyncCursor,
  SyncReply,
  SyncRequest,
} from '../../../src/fleet/fleet-store.js';

type Sums = Map<string, { bad: number; total: number }>;

const MOST_BUCKETS_BACK = 5;
const HISTORY_SPANS = 120;

/** The shared counts of a {@link ModelFleet}. */
export class ModelCounts {
  readonly #times: FleetTimes;
  readonly #mostSeries: number;
  era = 0;
  #bucket = 0;
  #coarseFrom = 0;
  readonly #filling: Sums = new Map();
  readonly #coarseFilling: Sums = new Map();
  readonly #sealed = new Map<number, SeriesCount[]>();
  #coarse: SealedCounts[] = [];
  readonly #refused = new Map<string, string[]>();

  constructor(times: FleetTimes, mostSeries: number) {
    this.#times = times;
    this.#mostSeries = mostSeries;
  }

  /** Moves on to the bucket of this time. @returns whether a new era began */
  advance(now: number): boolean {
    const { bucket: width, fine, history } = this.#times;
    let current = Math.floor(now / width);
    const begins = this.era === 0 || current < this.#bucket - MOST_BUCKETS_BACK;
    if (begins) {
      this.era = now;
      this.#bucket = current;
      this.#coarseFrom = current * width;
      this.#filling.clear();
      this.#coarseFilling.clear();
      this.#sealed.clear();
      this.#coarse = [];
    }
    current = Math.max(current, this.#bucket);
    if (current === this.#bucket) return begins;
    if (this.#filling.size > 0) {
      this.#sealed.set(this.#bucket, counts(this.#filling));
      for (const [series, sum] of this.#filling) {
        if (this.#coarseFilling.has(series) || this.#coarseFilling.size < this.#mostSeries)
          add(this.#coarseFilling, series, sum);
      }
      this.#filling.clear();
    }
    for (const old of this.#sealed.keys()) if (old * width < current * width - fine) this.#sealed.delete(old);
    this.#bucket = current;
    const span = Math.max(width, Math.floor(history / HISTORY_SPANS));
    if (current * width - this.#coarseFrom < span) return begins;
    if (this.#coarseFilling.size > 0)
      this.#coarse.push({ from: this.#coarseFrom, to: current * width, counts: counts(this.#coarseFilling) });
    this.#coarseFilling.clear();
    this.#coarseFrom = current * width;
    this.#coarse = this.#coarse.filter(({ to }) => to > now - history - span);
    return begins;
  }

  /** Adds the counts of a request, unless they were added before. @returns the series that were refused */
  add(id: string, { counts: given }: SyncRequest, isNew: boolean): readonly string[] {
    if (!isNew) return this.#refused.get(id) ?? [];
    const refused: string[] = [];
    for (const { series, bad, total } of given) {
      if (this.#filling.has(series) || this.#filling.size < this.#mostSeries)
        add(this.#filling, series, { bad, total });
      else refused.push(series);
    }
    if (refused.length > 0) this.#refused.set(id, refused);
    else this.#refused.delete(id);
    return refused;
  }

  forget(id: string): void {
    this.#refused.delete(id);
  }

  read(cursor: SyncCursor | undefined): Pick<SyncReply, 'cursor' | 'sealed'> {
    const { bucket: width, fine } = this.#times;
    const next = { era: this.era, bucket: this.#bucket - 1 };
    if (cursor === undefined) return { cursor: next, sealed: this.#history() };
    const oldest = Math.ceil((this.#bucket * width - fine) / width);
    const isSameEra = cursor.era === this.era;
    const from = isSameEra ? cursor.bucket + 1 : oldest;
    const sealed: SealedCounts[] = [];
    for (let number = Math.max(from, oldest); number < this.#bucket; number++) {
      const found = this.#sealed.get(number);
      if (found !== undefined) sealed.push({ from: number * width, to: (number + 1) * width, counts: found });
    }
    return { cursor: next, sealed };
  }

  #history(): SealedCounts[] {
    const { bucket: width } = this.#times;
    const fine = [...this.#sealed]
      .filter(([number]) => number * width >= this.#coarseFrom)
      .map(([number, found]) => ({ from: number * width, to: (number + 1) * width, counts: found }));
    const rest: Sums = new Map([...this.#coarseFilling].map(([series, sum]) => [series, { ...sum }]));
    for (const { series, bad, total } of fine.flatMap((span) => span.counts)) {
      if (rest.has(series)) add(rest, series, { bad: -bad, total: -total });
    }
    const left = counts(rest).filter(({ total }) => total > 0);
    const to = fine[0]?.from ?? this.#bucket * width;
    const current = left.length > 0 && to > this.#coarseFrom ? [{ from: this.#coarseFrom, to, counts: left }] : [];
    return [...this.#coarse, ...current, ...fine];
  }
}

function add(sums: Sums, series: string, { bad, total }: { bad: number; total: number }): void {
  const sum = sums.get(series);
  sums.set(series, { bad: (sum?.bad ?? 0) + bad, total: (sum?.total ?? 0) + total });
}

function counts(sums: Sums): SeriesCount[] {
  return [...sums].map(([series, { bad, total }]) => ({ series, bad, total }));
}
