/** Requests over time. */
export interface TrafficPicture {
  /** The start of the first column, in milliseconds since 1970. */
  readonly from: number;
  /** The length of a column, in milliseconds. */
  readonly width: number;
  readonly requests: readonly number[];
  readonly failed: readonly number[];
}

/** Columns at most. When they are full, each two become one, so that the picture of a year is as large as that of an hour. */
const MOST_COLUMNS = 240;
const FIRST_WIDTH = 1_000;

/** Counts requests over time in constant memory. */
export class Traffic {
  #from: number | undefined;
  #width = FIRST_WIDTH;
  #requests: number[] = [];
  #failed: number[] = [];
  #earliest = Infinity;
  #last = 0;
  #total = 0;
  #totalFailed = 0;

  /** @param wall milliseconds since 1970. What is before the first one counts in the first column */
  add(wall: number, isFailed: boolean): void {
    this.#total++;
    if (isFailed) this.#totalFailed++;
    this.#from ??= wall;
    if (wall < this.#earliest) this.#earliest = wall;
    if (wall > this.#last) this.#last = wall;
    let column = Math.max(0, Math.floor((wall - this.#from) / this.#width));
    while (column >= MOST_COLUMNS) {
      this.#halve();
      column = Math.floor((wall - this.#from) / this.#width);
    }
    this.#requests[column] = (this.#requests[column] ?? 0) + 1;
    if (isFailed) this.#failed[column] = (this.#failed[column] ?? 0) + 1;
  }

  get total(): number {
    return this.#total;
  }

  get failed(): number {
    return this.#totalFailed;
  }

  /** The times of the earliest and the latest request; `undefined` if there was none. */
  get span(): { readonly from: number; readonly to: number } | undefined {
    return this.#from === undefined ? undefined : { from: this.#earliest, to: this.#last };
  }

  get picture(): TrafficPicture {
    const from = this.#from ?? 0;
    const count = this.#from === undefined ? 0 : Math.floor((this.#last - from) / this.#width) + 1;
    const filled = (counts: readonly number[]): number[] => Array.from({ length: count }, (_, at) => counts[at] ?? 0);
    return { from, width: this.#width, requests: filled(this.#requests), failed: filled(this.#failed) };
  }

  #halve(): void {
    this.#width *= 2;
    this.#requests = paired(this.#requests);
    this.#failed = paired(this.#failed);
  }
}

function paired(counts: readonly number[]): number[] {
  return Array.from(
    { length: Math.ceil(counts.length / 2) },
    (_, at) => (counts[2 * at] ?? 0) + (counts[2 * at + 1] ?? 0),
  );
}
