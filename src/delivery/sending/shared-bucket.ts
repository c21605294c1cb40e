import type { RateLimiter, RequestRate } from './rate-limiter.js';
import { TokenBucket } from './token-bucket.js';

const MINUTE = 60_000;
/** Reserved at once at most: more would be missing elsewhere if they are not used. */
const MOST_RESERVED = 5;
/** Reserved tokens that are not used by then are lost. Milliseconds. */
const VALID_FOR = 10_000;
/** Where there are none left, the pool is asked again when it has one more, but not more often than this. Milliseconds. */
const SHORTEST_PAUSE = 250;
/** The pause after an answer that did not come. Milliseconds. */
const PAUSE_AFTER_FAILURE = 2_000;
/** A process of a large group may send this many in any case: an alert must not wait for minutes because there are many processes. */
const LEAST_PER_MINUTE = 2;

/** A rate limit that several processes share. */
export interface TokenPool {
  /** How many processes share it, as far as this one knows. At least 1. */
  readonly instances: number;
  /** Whether it can be asked. */
  readonly hasJoined: boolean;
  /**
   * Subtracts the tokens that were used without asking, and reserves more.
   *
   * @param wanted 0: only the used ones are reported
   * @returns how many were reserved, up to `wanted`. Rejects where there is no answer
   */
  reserve(used: number, wanted: number, rate: RequestRate): Promise<number>;
}

/** Dependencies of {@link SharedBucket}. */
interface SharedBucketParts {
  readonly pool: TokenPool;
  readonly rate: RequestRate;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** Called when there are tokens, or none are left. */
  readonly answered: () => void;
}

/**
 * This process's part of a rate that several share. An equal part is its own: it is used without asking, so that an alert never waits for
 * an answer, and reported afterwards. What is needed beyond that is reserved from the pool, which has what the others do not use.
 */
export class SharedBucket implements RateLimiter {
  readonly #parts: SharedBucketParts;
  readonly #own: TokenBucket;
  #members = 1;
  #reserved = 0;
  #validUntil = -Infinity;
  /** Tokens of its own that the pool does not know of yet. */
  #used = 0;
  #wanted = 0;
  #isUnderWay = false;
  #askAgainAt = -Infinity;

  constructor(parts: SharedBucketParts) {
    this.#parts = parts;
    this.#own = new TokenBucket(parts.rate.perMinute, parts.rate.burst);
  }

  get isAsking(): boolean {
    return this.#wanted > 0;
  }

  take(now: number, waiting: number): boolean {
    this.#share(now);
    if (this.#hasReserved(now)) {
      this.#reserved--;
      return true;
    }
    const isTaken = this.#own.take(now);
    if (isTaken) this.#used++;
    else if (now >= this.#askAgainAt) this.#wanted = Math.min(waiting, MOST_RESERVED);
    this.#ask();
    return isTaken;
  }

  readyAt(now: number): number {
    this.#share(now);
    if (this.#hasReserved(now)) return now;
    const ownAt = this.#own.readyAt(now);
    return this.isAsking || !this.#parts.pool.hasJoined ? ownAt : Math.min(ownAt, Math.max(now, this.#askAgainAt));
  }

  fullAt(now: number): number {
    this.#share(now);
    return this.#own.fullAt(now);
  }

  #hasReserved(now: number): boolean {
    return this.#reserved > 0 && now < this.#validUntil;
  }

  #share(now: number): void {
    const { pool, rate } = this.#parts;
    if (pool.instances === this.#members) return;
    this.#members = Math.max(1, pool.instances);
    const perMinute = Math.max(Math.min(LEAST_PER_MINUTE, rate.perMinute), rate.perMinute / this.#members);
    this.#own.resize({ perMinute, burst: Math.ceil(rate.burst / this.#members) }, now);
  }

  #ask(): void {
    const { pool, rate } = this.#parts;
    if (this.#isUnderWay) return;
    if (!pool.hasJoined) {
      this.#used = 0;
      this.#wanted = 0;
      return;
    }
    const [used, wanted] = [this.#used, this.#wanted];
    if (used === 0 && wanted === 0) return;
    this.#used = 0;
    this.#isUnderWay = true;
    pool.reserve(used, wanted, rate).then(
      (granted) => this.#answered(granted, wanted),
      // What was used may have been subtracted or not.
      () => this.#answered(undefined, wanted),
    );
  }

  #answered(granted: number | undefined, wanted: number): void {
    const { answered, now, rate } = this.#parts;
    const time = now();
    const wasAsking = this.isAsking;
    this.#isUnderWay = false;
    if (granted === undefined || wanted > 0) this.#wanted = 0;
    if (granted === undefined) {
      this.#askAgainAt = time + PAUSE_AFTER_FAILURE;
    } else if (wanted > 0) {
      this.#reserved = granted;
      this.#validUntil = time + VALID_FOR;
      if (granted === 0) this.#askAgainAt = time + Math.max(SHORTEST_PAUSE, MINUTE / rate.perMinute);
    }
    this.#ask();
    if (wasAsking && !this.isAsking) answered();
  }
}
