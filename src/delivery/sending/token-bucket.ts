import type { RateLimiter, RequestRate } from './rate-limiter.js';

const MINUTE = 60_000;

/** Limits a rate and permits a burst. Pure. */
export class TokenBucket implements RateLimiter {
  readonly isAsking = false;
  #interval: number;
  #burst: number;
  /** When the bucket is, or was, full again. The whole state: no counter to refill. */
  #fullAt = -Infinity;

  /**
   * @param perMinute - tokens added per minute
   * @param burst - the capacity in tokens
   */
  constructor(perMinute: number, burst: number) {
    this.#interval = MINUTE / perMinute;
    this.#burst = burst;
  }

  /** Changes the rate. The tokens that are missing stay missing. */
  resize({ burst, perMinute }: RequestRate, now: number): void {
    const missing = (this.fullAt(now) - now) / this.#interval;
    this.#interval = MINUTE / perMinute;
    this.#burst = burst;
    this.#fullAt = now + Math.min(missing, burst) * this.#interval;
  }

  /** Takes a token if there is one. */
  take(now: number): boolean {
    if (this.readyAt(now) > now) return false;
    this.#fullAt = Math.max(now, this.#fullAt) + this.#interval;
    return true;
  }

  /** When the next token is available; `now` if one is. */
  readyAt(now: number): number {
    return Math.max(now, this.#fullAt - (this.#burst - 1) * this.#interval);
  }

  /** When the bucket is full again; `now` if it is. */
  fullAt(now: number): number {
    return Math.max(now, this.#fullAt);
  }
}
