/** Limits the rate of requests. Each call passes the time in monotonic milliseconds. */
export interface RateLimiter {
  /** Takes a token if there is one. @param waiting how many messages wait for one */
  take(now: number, waiting: number): boolean;
  /** Whether more tokens were asked for, so that a missing token is not yet a delay. */
  readonly isAsking: boolean;
  /** When the next token is available; `now` if one is. Tokens that are asked for may come sooner. */
  readyAt(now: number): number;
  /** When the limiter is at rest again; `now` if it is. */
  fullAt(now: number): number;
}

/** How many requests may be sent. */
export interface RequestRate {
  readonly perMinute: number;
  /** How many at once after a quiet period. */
  readonly burst: number;
}
