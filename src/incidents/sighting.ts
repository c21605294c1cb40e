import type { Cause } from '../rules/cause.js';
import type { HttpFacts, ObservedOutcome, RequestFacts } from '../rules/outcome.js';

/** A bad outcome as it is kept, once for all rules that it broke. */
export interface Sighting {
  readonly outcome: ObservedOutcome;
  readonly cause: Cause;
  /** Those of the outcome, until {@link release} has taken them away. */
  readonly errors: unknown[];
  /** That of the outcome, until {@link release} has taken its request away. */
  readonly http: (HttpFacts & { request: RequestFacts | undefined }) | undefined;
  /** Whether they were replaced by what can be said of them. */
  kept: boolean;
}

/** An alert names no more errors of one run. */
const MOST_ERRORS = 5;

/** Reduces what hangs on an outcome to what alerts say of it: an incident may last for days. */
export interface Keeping {
  readonly error: (error: unknown) => unknown;
  readonly request: (request: RequestFacts) => RequestFacts;
}

/** Reduces nothing. */
export const KEEP_EVERYTHING: Keeping = { error: (error) => error, request: (request) => request };

/** Drops the errors and the request of an outcome that was judged: everything that they reference would stay in memory. */
export function release({ errors, http, kept }: Sighting): void {
  if (kept) return;
  errors.length = 0;
  if (http !== undefined) http.request = undefined;
}

/** Replaces the errors and the request of an outcome by what alerts say of them, once. */
export function keep(sighting: Sighting, keeping: Keeping): void {
  if (sighting.kept) return;
  const { errors, http } = sighting;
  errors.splice(0, errors.length, ...errors.slice(0, MOST_ERRORS).map((error) => keeping.error(error)));
  if (http?.request !== undefined) http.request = keeping.request(http.request);
  sighting.kept = true;
}

/** Copies a bad outcome, without the request and the response that an observer's outcome may reference. */
export function sightingOf(given: ObservedOutcome, cause: Cause): Sighting {
  const { kind, operation, controller, handler, durationMs, handled, trace } = given;
  const errors = [...given.errors];
  const http = given.http && copyOf(given.http);
  const outcome = { kind, operation, controller, handler, durationMs, errors, handled, trace, http };
  return { outcome, cause, errors, http, kept: false };
}

function copyOf({ status, aborted, unanswered, cutOff, unrouted, executed, request }: HttpFacts): Sighting['http'] {
  return { status, aborted, unanswered, cutOff, unrouted, executed, request };
}
