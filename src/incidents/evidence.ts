import type { Outcome } from '../rules/outcome.js';

/** How many causes are told apart: a message full of ids could otherwise fill the memory. The rest is counted together. */
const MOST_CAUSES = 8;
const MINUTE = 60_000;

/** What the bad samples of an incident have in common, and one of them as an example. */
export class Evidence {
  readonly #causes = new Map<string, number>();
  /** The last bad outcome. */
  example: Outcome;
  /** Wall time of the first bad sample, in milliseconds. */
  readonly firstSeen: number;
  /** Wall time of the last bad sample, in milliseconds. */
  lastSeen: number;
  #minuteStartedAt: number;
  #minuteBad = 0;
  #peak = 0;

  /**
   * @param now monotonic time, in milliseconds
   * @param wall the time of day, in milliseconds
   */
  constructor(outcome: Outcome, cause: string, now: number, wall: number) {
    this.firstSeen = wall;
    this.#minuteStartedAt = now;
    this.example = copy(outcome);
    this.lastSeen = wall;
    this.#count(cause, now);
  }

  add(outcome: Outcome, cause: string, now: number, wall: number): void {
    this.example = copy(outcome);
    this.lastSeen = wall;
    this.#count(cause, now);
  }

  /** The most bad samples in any one minute. */
  get peakPerMinute(): number {
    return this.#peak;
  }

  /** The causes with how often each was seen, the most frequent first. */
  get causes(): readonly Cause[] {
    return [...this.#causes]
      .map(([name, count]) => ({ name, count }))
      .toSorted((one, other) => other.count - one.count);
  }

  #count(cause: string, now: number): void {
    const name = this.#causes.has(cause) || this.#causes.size < MOST_CAUSES ? cause : 'other causes';
    this.#causes.set(name, (this.#causes.get(name) ?? 0) + 1);
    if (now - this.#minuteStartedAt >= MINUTE) {
      this.#minuteStartedAt = now;
      this.#minuteBad = 0;
    }
    this.#minuteBad++;
    this.#peak = Math.max(this.#peak, this.#minuteBad);
  }
}

/** A cause and how often it was seen. */
export interface Cause {
  readonly name: string;
  readonly count: number;
}

// An observer's outcome may hold on to its request and response, with all that hangs on them.
function copy(outcome: Outcome): Outcome {
  const { operation, controller, handler, status, durationMs, errors, handled, aborted, unrouted, request, trace } =
    outcome;
  return { operation, controller, handler, status, durationMs, errors, handled, aborted, unrouted, request, trace };
}
