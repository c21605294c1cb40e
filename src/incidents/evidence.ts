import type { HttpFacts, ObservedOutcome, RequestFacts } from '../rules/outcome.js';

/** How many causes are counted separately: a message full of ids could otherwise fill the memory. The rest is counted together. */
const MOST_CAUSES = 8;
const MINUTE = 60_000;

/** A bad outcome as it is kept, once for all rules that it broke. */
export interface Sighting {
  readonly outcome: ObservedOutcome;
  readonly cause: string;
  /** Those of the outcome, until {@link release} has taken them away. */
  readonly errors: unknown[];
  /** That of the outcome, until {@link release} has taken its request away. */
  readonly http: (HttpFacts & { request: RequestFacts | undefined }) | undefined;
  /** Whether they were replaced by what can be said of them. */
  kept: boolean;
}

/** Reduces what hangs on an outcome to what alerts say of it: an incident may last for days. */
export interface Keeping {
  readonly error: (error: unknown) => unknown;
  readonly request: (request: RequestFacts) => RequestFacts;
}

/** An alert names no more errors of one run. */
const MOST_ERRORS = 5;
/** Describing an error costs more than all the rest of a bad sample, so it is done at most this often. Milliseconds. */
const KEEP_EVERY = 1_000;

/** Drops the errors and the request of an outcome that was judged: everything that they reference would stay in memory. */
export function release({ errors, http, kept }: Sighting): void {
  if (kept) return;
  errors.length = 0;
  if (http !== undefined) http.request = undefined;
}

/** Copies a bad outcome, without the request and the response that an observer's outcome may reference. */
export function sightingOf(given: ObservedOutcome, cause: string): Sighting {
  const { kind, operation, controller, handler, durationMs, handled, trace } = given;
  const errors = [...given.errors];
  const http = given.http && copyOf(given.http);
  const outcome = { kind, operation, controller, handler, durationMs, errors, handled, trace, http };
  return { outcome, cause, errors, http, kept: false };
}

function copyOf({ status, aborted, unanswered, cutOff, unrouted, executed, request }: HttpFacts): Sighting['http'] {
  return { status, aborted, unanswered, cutOff, unrouted, executed, request };
}

/** What the bad samples of an incident have in common, and one of them as an example. */
export class Evidence {
  readonly #causes = new Map<string, { count: number }>();
  /** The last bad outcome while it is judged, then one of the last with what alerts say of it; absent once the incident is over. */
  example: ObservedOutcome | undefined;
  #keptExample: ObservedOutcome | undefined;
  #keptAt = 0;
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
  constructor({ outcome, cause }: Sighting, now: number, wall: number) {
    this.firstSeen = wall;
    this.#minuteStartedAt = now;
    this.example = outcome;
    this.lastSeen = wall;
    this.#count(cause, now);
  }

  add({ outcome, cause }: Sighting, now: number, wall: number): void {
    this.example = outcome;
    this.lastSeen = wall;
    this.#count(cause, now);
  }

  /** Keeps of the last bad outcome what alerts say of it, or the example before it. Called once it is judged. */
  keep(sighting: Sighting, now: number, keeping: Keeping): void {
    if (this.#keptExample !== undefined && now - this.#keptAt < KEEP_EVERY) {
      this.example = this.#keptExample;
      return;
    }
    const { outcome, errors, http, kept } = sighting;
    if (!kept) {
      errors.splice(0, errors.length, ...errors.slice(0, MOST_ERRORS).map((error) => keeping.error(error)));
      if (http?.request !== undefined) http.request = keeping.request(http.request);
    }
    sighting.kept = true;
    this.example = outcome;
    this.#keptExample = outcome;
    this.#keptAt = now;
  }

  /** Forgets the example: its incident is over. */
  forgetExample(): void {
    this.example = undefined;
    this.#keptExample = undefined;
  }

  /** The most bad samples in any one minute. */
  get peakPerMinute(): number {
    return this.#peak;
  }

  /** The causes with how often each was seen, the most frequent first. */
  get causes(): readonly Cause[] {
    return [...this.#causes]
      .map(([name, { count }]) => ({ name, count }))
      .toSorted((one, other) => other.count - one.count);
  }

  #count(cause: string, now: number): void {
    const counter = this.#causes.get(cause) ?? this.#newCounter(cause);
    counter.count++;
    if (now - this.#minuteStartedAt >= MINUTE) {
      this.#minuteStartedAt = now;
      this.#minuteBad = 0;
    }
    this.#minuteBad++;
    this.#peak = Math.max(this.#peak, this.#minuteBad);
  }

  #newCounter(cause: string): { count: number } {
    const name = this.#causes.size < MOST_CAUSES ? cause : 'other causes';
    const counter = this.#causes.get(name) ?? { count: 0 };
    this.#causes.set(name, counter);
    return counter;
  }
}

/** A cause and how often it was seen. */
export interface Cause {
  readonly name: string;
  readonly count: number;
}
