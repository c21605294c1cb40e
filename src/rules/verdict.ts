import type { ErrorClass } from './error-class.js';
import { classDepth, errorChain, errorName, isInstance } from './error-chain.js';
import { isExpectedError } from './expected-error.js';
import type { Outcome } from './outcome.js';
import type { BurnRateRule, ExceptionRule, LatencyRule, Rule, StatusRule } from './rule.js';
import { parseDuration } from '../time/duration.js';

/** What an outcome is to a rule. `ignored` says nothing: it counts for neither side. */
export type Verdict = 'good' | 'bad' | 'ignored';

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
    return hasFailed(outcome) ? 'ignored' : 'good';
  };
}

function latencyJudge({ threshold }: LatencyRule): Judge {
  return (outcome) => {
    const { durationMs, aborted, unrouted } = outcome;
    if (aborted || unrouted || durationMs === undefined) return 'ignored';
    if (durationMs > threshold) return 'bad';
    // Failing fast is no sign that all is fast again.
    return hasFailed(outcome) ? 'ignored' : 'good';
  };
}

function exceptionJudge({ types, options }: ExceptionRule): Judge {
  const except = options.except ?? [];
  return (outcome) => {
    const { errors, handled, aborted } = outcome;
    if (isUnknownRoute(outcome)) return 'ignored';
    if (errors.length === 0) return aborted ? 'ignored' : 'good';
    if (except.length > 0 && deepestMatch(errors, except) !== undefined) return 'ignored';
    if (types.length > 0 && deepestMatch(errors, types) !== undefined) return 'bad';
    // To fail in another way is no recovery.
    if (types.length > 0) return hasFailed(outcome) ? 'ignored' : 'good';
    return !handled && errors.some((error) => !isExpectedError(error)) ? 'bad' : 'good';
  };
}

/** To a task no error is an ordinary answer: nobody asked. */
export const taskJudge: Judge = ({ errors }) => (errors.length > 0 ? 'bad' : 'good');

const availabilityJudge: Judge = (outcome) => {
  if (hasFailed(outcome)) return 'bad';
  // What middleware answers well counts as what it fails does; that there is no such route says nothing.
  const { aborted, unrouted, status = 404 } = outcome;
  return aborted || (unrouted && status >= 400) ? 'ignored' : 'good';
};

function burnJudge(rule: BurnRateRule): Judge {
  const threshold = parseDuration(rule.options.latency);
  if (threshold === undefined) return availabilityJudge;
  return (outcome) => {
    const { durationMs, aborted, unrouted } = outcome;
    if (aborted || unrouted || durationMs === undefined || hasFailed(outcome)) return 'ignored';
    return durationMs > threshold ? 'bad' : 'good';
  };
}

/** Whether a run failed: answered with 5XX, or ended by an error that nobody expected. */
export function hasFailed({ status, errors, handled }: Outcome): boolean {
  if (status !== undefined && status >= 500) return true;
  return errors.length > 0 && !handled && errors.some((error) => !isExpectedError(error));
}

function isUnknownRoute({ unrouted, status }: Outcome): boolean {
  return unrouted && status === 404;
}

/**
 * What a bad outcome has in common with others of its kind, for the alias: the rule's matcher, or the class of the error.
 * It follows the rule and the code, never the single request.
 */
export function discriminatorOf(rule: Rule, outcome: Outcome): string {
  if (rule.kind !== 'exception') return rule.label;
  if (rule.types.length > 0) return deepestMatch(outcome.errors, rule.types)?.name ?? rule.label;
  return errorName(outcome.errors.find((error) => !isExpectedError(error)) ?? outcome.errors[0]);
}

/** What a bad outcome is put down to: by class and status, never by message, for messages hold ids. */
export function causeOf({ operation, errors, status, durationMs }: Outcome): string {
  const error = errors.length === 0 ? undefined : errorName(errors[0]);
  if (error !== undefined)
    return status === undefined ? `${error} in ${operation}` : `${error} (${status}) in ${operation}`;
  if (status !== undefined && status >= 400) return `${status} in ${operation}`;
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
    return match === undefined ? 0 : classDepth(match);
  }
  return 0;
}

function deepestMatch(errors: readonly unknown[], types: readonly ErrorClass[]): ErrorClass | undefined {
  let deepest: ErrorClass | undefined;
  for (const error of errorChain(errors)) {
    for (const type of types) {
      if (isInstance(error, type) && (deepest === undefined || classDepth(type) > classDepth(deepest))) deepest = type;
    }
  }
  return deepest;
}
