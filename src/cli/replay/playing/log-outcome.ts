import type { ObservedOutcome, RequestFacts } from '../../../rules/outcome.js';
import type { LogEntry } from '../formats/log-entry.js';
import type { Operation } from './operations.js';

const NO_ERRORS: readonly unknown[] = [];
const NO_HEADERS: RequestFacts['headers'] = {};

/** The request of a line as the module would have observed it. */
export function outcomeOf(
  { target, status, durationMs, aborted, error }: LogEntry,
  { name, isRoute }: Operation,
): ObservedOutcome {
  const space = target.indexOf(' ');
  return {
    kind: 'http',
    operation: name,
    durationMs,
    errors: error === undefined ? NO_ERRORS : [error],
    handled: status !== undefined && status < 500,
    http: {
      status,
      aborted,
      unanswered: aborted,
      unrouted: !isRoute,
      executed: isRoute && !isAnsweredBefore(status) && !target.startsWith('OPTIONS '),
      request: { method: target.slice(0, space), path: target.slice(space + 1), headers: NO_HEADERS },
    },
  };
}

/** Whether nginx itself answered: it closed the connection (444), or could not read the request (494 to 497). */
function isAnsweredBefore(status: number | undefined): boolean {
  return status === 444 || (status !== undefined && status >= 494 && status <= 497);
}
