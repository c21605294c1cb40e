import type { Cause } from '../rules/cause.js';
import type { HttpFacts, ObservedOutcome, RequestFacts } from '../rules/outcome.js';

/** An alert names no more errors of one run. */
const MOST_ERRORS = 5;

/** Reduces what hangs on an outcome to what alerts say of it: an incident may last for days. */
export interface Keeping {
  readonly error: (error: unknown) => unknown;
  readonly request: (request: RequestFacts) => RequestFacts;
}

/** Reduces nothing. */
export const KEEP_EVERYTHING: Keeping = { error: (error) => error, request: (request) => request };

/** An outcome of which parts are taken away or replaced once it is judged. */
interface Copy extends ObservedOutcome {
  readonly errors: unknown[];
  readonly http: (HttpFacts & { request: RequestFacts | undefined }) | undefined;
}

/** A bad outcome while it is judged, once for all rules that it broke. */
export class Sighting {
  readonly #given: ObservedOutcome;
  #copy: Copy | undefined;
  #isKept = false;

  constructor(
    given: ObservedOutcome,
    readonly cause: Cause,
  ) {
    this.#given = given;
  }

  /**
   * The outcome, without the request and the response that an observer's outcome may reference. It is copied when it is first read: in a
   * storm of errors, most are only counted.
   */
  get outcome(): ObservedOutcome {
    return (this.#copy ??= copyOf(this.#given));
  }

  /** Replaces the errors and the request by what alerts say of them, once. */
  keep(keeping: Keeping): void {
    if (this.#isKept) return;
    const { errors, http } = (this.#copy ??= copyOf(this.#given));
    errors.splice(0, errors.length, ...errors.slice(0, MOST_ERRORS).map((error) => keeping.error(error)));
    if (http?.request !== undefined) http.request = keeping.request(http.request);
    this.#isKept = true;
  }

  /** Drops the errors and the request, unless they were replaced: everything that they reference would stay in memory. */
  release(): void {
    if (this.#isKept || this.#copy === undefined) return;
    const { errors, http } = this.#copy;
    errors.length = 0;
    if (http !== undefined) http.request = undefined;
  }
}

function copyOf(given: ObservedOutcome): Copy {
  const { kind, operation, controller, handler, durationMs, waitMs, handled, timing, health, trace } = given;
  const http = given.http && factsOf(given.http);
  const errors = [...given.errors];
  return { kind, operation, controller, handler, durationMs, waitMs, errors, handled, timing, health, trace, http };
}

function factsOf({ status, aborted, unanswered, cutOff, unrouted, executed, request }: HttpFacts): Copy['http'] {
  return { status, aborted, unanswered, cutOff, unrouted, executed, request };
}
