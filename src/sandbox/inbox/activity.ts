/** What happened within {@link BUCKET}. */
export interface ActivityBucket {
  /** Requests that the sandbox accepted. */
  accepted: number;
  /** Requests that it refused, or left without an answer. */
  failed: number;
  /** Alerts that were opened. */
  opened: number;
  /** Alerts that were closed. */
  closed: number;
}

/** Real time, in milliseconds: ten minutes in 60 buckets. */
const BUCKET = 10_000;
const BUCKETS = 60;

/** Counts what happened in the last ten minutes. */
export class Activity {
  readonly #now: () => number;
  readonly #buckets: ActivityBucket[] = Array.from({ length: BUCKETS }, emptyBucket);
  #newest: number;

  /** @param now gives monotonic milliseconds of real time */
  constructor(now: () => number) {
    this.#now = now;
    this.#newest = Math.floor(now() / BUCKET);
  }

  count(what: keyof ActivityBucket): void {
    const newest = this.buckets.at(-1);
    if (newest !== undefined) newest[what] += 1;
  }

  /** The oldest first; the last one is the present. */
  get buckets(): readonly ActivityBucket[] {
    const current = Math.floor(this.#now() / BUCKET);
    const passed = Math.min(BUCKETS, current - this.#newest);
    for (let number = 0; number < passed; number++) {
      this.#buckets.shift();
      this.#buckets.push(emptyBucket());
    }
    this.#newest = current;
    return this.#buckets;
  }
}

function emptyBucket(): ActivityBucket {
  return { accepted: 0, failed: 0, opened: 0, closed: 0 };
}
