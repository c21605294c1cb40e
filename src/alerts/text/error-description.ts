import { errorMessage, errorName, isErrorLike, textProperty } from '../../text/error-name.js';
import { isList, isObject, listLength, readKeys, readList, readProperty } from '../../text/guarded-read.js';
import { textOf } from './text-of.js';
import { head, MAXIMUM_TEXT } from '../../text/truncate.js';

/** What can be said of an error, as plain text that is not redacted yet. */
export interface ErrorDescription {
  /** The class of the error; `NonError` for what was thrown without being one. */
  readonly name: string;
  readonly message: string;
  /** The status of an HTTP exception. */
  readonly status?: number;
  readonly stack?: string;
  /** What caused it, the `cause` first, then the members of an `AggregateError`. */
  readonly causes: readonly ErrorDescription[];
}

const MAXIMUM_DEPTH = 5; // whoever wraps an error more often tells nothing new
const MAXIMUM_CAUSES = 20; // in all; a failed Promise.any over a thousand requests has a thousand

/**
 * Describes anything that was thrown. It never throws itself, whatever getters and proxies do, and reads nothing but `name`, `message`,
 * `stack`, `code`, `cause`, `errors` and `getStatus()`: errors of HTTP clients also carry requests with their headers.
 */
export function describeError(error: unknown): ErrorDescription {
  return describe(error, [], { left: MAXIMUM_CAUSES });
}

interface Budget {
  /** How many more causes may be described, wherever they are. */
  left: number;
}

function describe(error: unknown, above: readonly unknown[], budget: Budget): ErrorDescription {
  const name = errorName(error);
  if (!isErrorLike(error)) return { name, message: describeNonError(error), causes: [] };
  const status = statusOf(error);
  const stack = textProperty(error, 'stack');
  return {
    name,
    message: errorMessage(error),
    ...(status !== undefined && { status }),
    ...(stack !== undefined && { stack }),
    causes: describeCauses(error, [...above, error], budget),
  };
}

function describeCauses(error: object, above: readonly unknown[], budget: Budget): readonly ErrorDescription[] {
  const cause = readProperty(error, 'cause');
  const errors = readProperty(error, 'errors');
  const members = readList(errors, MAXIMUM_CAUSES);
  const candidates = cause === undefined || cause === null ? members : [cause, ...members];
  const descriptions: ErrorDescription[] = [];
  let omitted = listLength(errors) - members.length;
  for (const candidate of candidates) {
    if (above.includes(candidate)) continue; // a cycle: it stands above already
    if (above.length >= MAXIMUM_DEPTH || budget.left <= 0) {
      omitted++;
    } else {
      budget.left--;
      descriptions.push(describe(candidate, above, budget));
    }
  }
  if (omitted > 0) descriptions.push({ name: 'More causes', message: `${omitted} not shown`, causes: [] });
  return descriptions;
}

function describeNonError(thrown: unknown): string {
  if (typeof thrown === 'string') return head(thrown, MAXIMUM_TEXT);
  if (thrown === undefined || thrown === null) return `${String(thrown)} was thrown`;
  if (!isObject(thrown)) return `${textOf(thrown) ?? ''} (a ${typeof thrown} was thrown)`;
  if (typeof thrown === 'function') return 'a function was thrown';
  if (isList(thrown)) return `an array of ${listLength(thrown)} was thrown`;
  // Names only: the values may be anything, such as the configuration of a request.
  const keys = readKeys(thrown)
    .slice(0, 10)
    .map((key) => head(key, 100));
  return keys.length === 0 ? 'an object was thrown' : `an object with the keys ${keys.join(', ')} was thrown`;
}

function statusOf(error: object): number | undefined {
  const getStatus = readProperty(error, 'getStatus');
  if (typeof getStatus !== 'function') return undefined;
  try {
    const status: unknown = Reflect.apply(getStatus, error, []);
    return typeof status === 'number' && Number.isInteger(status) ? status : undefined;
  } catch {
    return undefined; // the status is a nicety; the error is told without it
  }
}
