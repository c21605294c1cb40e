import type { ErrorClass } from './error-class.js';
import { classDepth, errorChain, isInstance } from './error-chain.js';
import type { ErrorNames } from './error-names.js';
import { isExpectedError, statusOfError } from './expected-error.js';
import type { Outcome } from './outcome.js';
import type { BurnRateRule, ExceptionRule, LatencyRule, Rule, StatusRule } from './rule.js';
import { readProperty } from '../text/guarded-read.js';
import { parseDuration } from '../time/duration.js';

/**
 * What an outcome is to a rule. `ignored` is neutral: it counts for neither side, and is no sign of recovery. `unanswered` is a request
 * that waited in vain: no failure, but no success either where nothing succeeds.
 */
export type Verdict = 'good' | 'bad' | 'unanswered' | 'ignored';

/** Holds one outcome against a rule. */
export type Judge = (outcome: Outcome) => Verdict;

/** Makes the judge of a rule. It runs for every request, so all that can be known before is worked out here. */
export function judgeOf(rule: Rule): Judge {
  switch (rule.kind) {
    case 'status':
      return statusJudge(rule);
    case 'latency':
      return latencyJudge(rule);
    case 'exception':
      return exceptionJudge(rule);
    case 'errorRate':
      return availabilityJudge;
    case 'burnRate':
      return burnJudge(rule);
  }
}

function statusJudge({ ranges }: StatusRule): Judge {
  // An unknown route is no trouble of the application unless the rule speaks of such answers.
  const aboutUnknownRoutes = ranges.some(({ from, to }) => from >= 400 && to <= 499 && from <= 404 && to >= 404);
  return (outcome) => {
    const { status, aborted, unrouted } = outcome;
    if (aborted || status === undefined) return 'ignored';
    if (unrouted && status === 404 && !aboutUnknownRoutes) return 'ignored';
    for (const { from, to } of ranges) if (status >= from && status <= to) return 'bad';
    return hasGoneWell(outcome) ? 'good' : 'ignored';
  };
}

function latencyJudge({ threshold }: LatencyRule): Judge {
  return (outcome) => speedOf(outcome, threshold);
}

/**
 * A request that its client gave up was slow if it had been by then, unless an answer was on its way already. One that middleware kept
 * from its route is among them: any other would have been kept as well.
 */
function speedOf(outcome: Outcome, threshold: number): Verdict {
  const { durationMs, aborted, unanswered, unrouted } = outcome;
  if (durationMs === undefined || isUnknownRoute(outcome)) return 'ignored';
  if (aborted) return unanswered === true && durationMs > threshold ? 'bad' : 'ignored';
  if (unrouted) return 'ignored';
  if (durationMs > threshold) return 'bad';
  // Failing fast is no sign that all is fast again.
  return hasGoneWell(outcome) ? 'good' : 'ignored';
}

function exceptionJudge({ types, options }: ExceptionRule): Judge {
  const except = options.except ?? [];
  return (outcome) => {
    const { errors, handled } = outcome;
    if (isUnknownRoute(outcome)) return 'ignored';
    if (except.length > 0 && deepestMatch(errors, except) !== undefined) return 'ignored';
    const isBad =
      types.length > 0
        ? deepestMatch(errors, types) !== undefined
        : !handled && errors.some((error) => !isExpectedError(error));
    if (isBad) return 'bad';
    // To fail in another way is no recovery.
    return hasGoneWell(outcome) ? 'good' : 'ignored';
  };
}

/** To a task no error is an ordinary answer: nobody asked. */
export const taskJudge: Judge = ({ errors }) => (errors.length > 0 ? 'bad' : 'good');

const availabilityJudge: Judge = (outcome) => {
  if (hasFailed(outcome)) return 'bad';
  if (outcome.aborted) return hasWaited(outcome) ? 'unanswered' : 'ignored';
  return hasSucceeded(outcome) ? 'good' : 'ignored';
};

function burnJudge(rule: BurnRateRule): Judge {
  const threshold = parseDuration(rule.options.latency);
  if (threshold === undefined) return availabilityJudge;
  return (outcome) => {
    if (hasFailed(outcome)) return 'ignored';
    const speed = speedOf(outcome, threshold);
    return speed === 'good' && !hasSucceeded(outcome) ? 'ignored' : speed;
  };
}

/** A client that leaves sooner has changed its mind: it says nothing of the service. Milliseconds. */
const LEAST_WAIT = 500;

function hasWaited(outcome: Outcome): boolean {
  const { unanswered, durationMs } = outcome;
  return unanswered === true && durationMs !== undefined && durationMs >= LEAST_WAIT && !isUnknownRoute(outcome);
}

/** Whether a run failed: answered with 5XX, cut off, timed out (408), or ended by an error that nobody expected. */
export function hasFailed({ status, errors, handled, cutOff }: Outcome): boolean {
  if (cutOff === true) return true;
  // A 408 says that the application took too long, whichever part of it answered. To a client that is too slow, Node answers itself.
  if (status !== undefined && (status >= 500 || status === 408)) return true;
  return errors.length > 0 && !handled && errors.some((error) => !isExpectedError(error));
}

/**
 * Whether a run is a sign that its operation is well. A refusal is none: a guard or a throttler stood before the operation, or it did
 * not do what it is for.
 */
function hasGoneWell(outcome: Outcome): boolean {
  return !outcome.aborted && !hasFailed(outcome) && !isRefusal(outcome);
}

/**
 * Whether a run shows that the application does its work. What middleware answers (preflights, scrapes, static files) shows nothing of
 * the operations behind it, and neither does a refusal.
 */
function hasSucceeded(outcome: Outcome): boolean {
  return outcome.executed !== false && !outcome.unrouted && hasGoneWell(outcome);
}

/** Whether a request was turned away: 401, 403 or 429, by whomever, or any other 4XX from before the operation's own code; a 408 is a failure. */
export function isRefusal({ status, executed }: Outcome): boolean {
  if (status === undefined || status < 400 || status > 499) return false;
  return executed === false || status === 401 || status === 403 || status === 429;
}

/** Whether no route was found for a request. Where it was never answered, the error says so. */
export function isUnknownRoute({ unrouted, status, errors }: Outcome): boolean {
  return unrouted && (status ?? statusOfError(errors[0])) === 404;
}

/**
 * What a bad outcome has in common with others of its kind, for the alias: the rule's matcher, or the class of the error.
 * It follows the rule and the code, never the single request.
 */
export function discriminatorOf(rule: Rule, outcome: Outcome, names: ErrorNames): string {
  if (rule.kind !== 'exception') return rule.label;
  if (rule.types.length === 0)
    return names.ofError(outcome.errors.find((error) => !isExpectedError(error)) ?? outcome.errors[0]);
  const match = deepestMatch(outcome.errors, rule.types);
  if (match === undefined) return rule.label;
  // Its own name if it is of that very class: it may declare one that outlives the next build.
  return match.isOwn ? names.ofError(match.error) : names.ofClass(match.type);
}

/** What a bad outcome is put down to: by class and status, never by message, for messages hold ids. */
export function causeOf({ operation, errors, status, durationMs, aborted }: Outcome, names: ErrorNames): string {
  const error = errors.length === 0 ? undefined : names.ofError(errors[0]);
  if (error !== undefined)
    return status === undefined ? `${error} in ${operation}` : `${error} (${status}) in ${operation}`;
  if (status !== undefined && status >= 400) return `${status} in ${operation}`;
  if (aborted) return `no answer from ${operation}`;
  return durationMs === undefined ? operation : `slow ${operation}`;
}

/** How precisely a rule speaks of a bad outcome, within its kind: exact status before range before class, derived error class before its base. */
export function specificityOf(rule: Rule, outcome: Outcome): number {
  if (rule.kind === 'status') {
    const matching = rule.ranges.filter(({ from, to }) => (outcome.status ?? 0) >= from && (outcome.status ?? 0) <= to);
    return Math.max(0, ...matching.map((range) => range.specificity));
  }
  if (rule.kind === 'exception' && rule.types.length > 0) {
    const match = deepestMatch(outcome.errors, rule.types);
    return match === undefined ? 0 : classDepth(match.type);
  }
  return 0;
}

/** An error of a chain, and the class of a rule that it is an instance of. */
interface ClassMatch {
  readonly type: ErrorClass;
  readonly error: unknown;
  /** Whether the error is of that very class, and not of one derived from it. */
  readonly isOwn: boolean;
}

function deepestMatch(errors: readonly unknown[], types: readonly ErrorClass[]): ClassMatch | undefined {
  let deepest: ClassMatch | undefined;
  for (const error of errorChain(errors)) {
    for (const type of types) {
      if (!isInstance(error, type)) continue;
      if (deepest !== undefined && classDepth(type) <= classDepth(deepest.type)) continue;
      deepest = { type, error, isOwn: readProperty(error, 'constructor') === type };
    }
  }
  return deepest;
}
