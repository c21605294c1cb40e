import { isExpectedError, statusOfError } from './expected-error.js';
import type { ObservedOutcome } from './outcome.js';

/**
 * What an outcome is to a rule. `ignored` is neutral: it counts for neither side, and is no sign of recovery. `unanswered` is a request
 * that its client gave up: no failure, but no success either where nothing succeeds.
 */
export type Verdict = 'good' | 'bad' | 'unanswered' | 'ignored';

/** Judges one outcome by a rule. */
export type Judge = (outcome: ObservedOutcome) => Verdict;

/**
 * A request that its client gave up was slow if it had been by then, unless an answer was on its way already. One that middleware kept
 * from its route is among them: any other would have been kept as well.
 */
export function speedOf(outcome: ObservedOutcome, threshold: number): Verdict {
  const { durationMs, http } = outcome;
  if (durationMs === undefined || http?.isCarrier === true || isUnknownRoute(outcome)) return 'ignored';
  if (http?.aborted === true) return http.unanswered === true && durationMs > threshold ? 'bad' : 'ignored';
  if (http?.unrouted === true) return 'ignored';
  if (durationMs > threshold) return 'bad';
  // Failing fast is no sign that all is fast again.
  return hasGoneWell(outcome) ? 'good' : 'ignored';
}

/** Judges how long a job waited for a worker, however its run ends. */
export function waitOf({ waitMs }: ObservedOutcome, threshold: number): Verdict {
  if (waitMs === undefined) return 'ignored';
  return waitMs > threshold ? 'bad' : 'good';
}

/** What rules about availability count: whether runs fail, and whether any succeeds. */
export const availabilityJudge: Judge = (outcome) => {
  if (hasFailed(outcome)) return 'bad';
  if (outcome.http?.aborted === true) return hasWaited(outcome) ? 'unanswered' : 'ignored';
  return hasSucceeded(outcome) ? 'good' : 'ignored';
};

/** A client that leaves sooner has changed its mind: it says nothing of the service. Milliseconds. */
const LEAST_WAIT = 500;

function hasWaited(outcome: ObservedOutcome): boolean {
  const { http, durationMs } = outcome;
  return http?.unanswered === true && durationMs !== undefined && durationMs >= LEAST_WAIT && !isUnknownRoute(outcome);
}

/** Whether a run failed: answered with 5XX, cut off, timed out (408), or ended by an unexpected error. */
export function hasFailed({ errors, handled, http, caller, willRetry }: ObservedOutcome): boolean {
  if (http?.cutOff === true) return true;
  // A 408 says that the application took too long, whichever part of it answered. To a client that is too slow, Node answers itself.
  const status = http?.status;
  if (status !== undefined && (status >= 500 || status === 408)) return true;
  if (errors.length === 0 || handled) return false;
  // A message that never succeeds is trouble, though each of its failures asks for another try.
  return willRetry === true || errors.some((error) => !isExpectedError(error, caller));
}

/**
 * Whether a run is a sign that its operation is well. A refusal is none: a guard or a throttler stood before the operation, or it did
 * not do what it is for.
 */
export function hasGoneWell(outcome: ObservedOutcome): boolean {
  return outcome.http?.aborted !== true && !hasFailed(outcome) && !isRefusal(outcome);
}

/**
 * Whether a run shows that the application does its work. What middleware answers (preflights, scrapes, static files) shows nothing of
 * the operations behind it, and neither does a refusal.
 */
export function hasSucceeded(outcome: ObservedOutcome): boolean {
  const { http } = outcome;
  return http?.executed !== false && http?.unrouted !== true && http?.isCarrier !== true && hasGoneWell(outcome);
}

/**
 * Whether a run was turned away: a message by a guard; a request with 401, 403 or 429, by whomever, or any other 4XX from before the
 * operation's own code. A 408 is a failure.
 */
export function isRefusal({ http, refused }: ObservedOutcome): boolean {
  if (refused === true) return true;
  const status = http?.status;
  if (status === undefined || status < 400 || status > 499) return false;
  return http?.executed === false || status === 401 || status === 403 || status === 429;
}

/** Whether no route was found for a request. Where it was never answered, the error says so. */
export function isUnknownRoute({ http, errors }: ObservedOutcome): boolean {
  return http?.unrouted === true && (http.status ?? statusOfError(errors[0])) === 404;
}
