import type { HttpFacts, ObservedOutcome } from '../../../src/rules/outcome.js';

/** An outcome of HTTP, and what is special to HTTP, side by side. */
export type RequestEnd = Partial<Omit<ObservedOutcome, 'kind' | 'http'> & HttpFacts>;

/** The outcome of a request that ended as given, at once and without an answer by default. */
export function requestOutcome({ operation = 'GET /orders/:id', ...end }: RequestEnd): ObservedOutcome {
  const { controller, handler, durationMs, errors = [], handled = false, caller, trace, ...facts } = end;
  const http = { aborted: false, unrouted: false, ...facts };
  return { kind: 'http', operation, controller, handler, durationMs, errors, handled, caller, trace, http };
}

/** The outcome of a request that succeeded, with the given differences. */
export function outcome(different: RequestEnd = {}): ObservedOutcome {
  return requestOutcome({ status: 200, durationMs: 10, ...different });
}

/** The outcome of a request that was ended by an error and answered 500. */
export function failure(error: unknown, different: RequestEnd = {}): ObservedOutcome {
  return outcome({ status: 500, errors: [error], ...different });
}
