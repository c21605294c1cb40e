import type { ObservedOutcome } from '../../../src/rules/outcome.js';

/** The outcome of a request that went well, but for what is said otherwise. */
export function outcome(different: Partial<ObservedOutcome> = {}): ObservedOutcome {
  return {
    operation: 'GET /orders/:id',
    status: 200,
    durationMs: 10,
    errors: [],
    handled: false,
    aborted: false,
    unrouted: false,
    ...different,
  };
}

/** The outcome of a request that was ended by an error and answered 500. */
export function failure(error: unknown, different: Partial<ObservedOutcome> = {}): ObservedOutcome {
  return outcome({ status: 500, errors: [error], ...different });
}
