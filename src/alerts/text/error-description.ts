import { errorMessage, errorName, isErrorLike, textProperty } from '../../text/error-name.js';
import { isList, isObject, listLength, readKeys, readList, readProperty } from '../../text/guarded-read.js';
import { Budget } from '../../text/budget.js';
import { libraryReason, type LibraryReason } from './library-reason.js';
import { textOf } from './text-of.js';
import { cutAt, MAXIMUM_TEXT } from '../../text/text-cut.js';

/** The description of an error, as plain text that is not redacted yet. */
export interface ErrorDescription {
  /** The class of the error, or what {@link errorName} calls a value that is no error. */
  readonly name: string;
  readonly message: string;
  /** The status of an HTTP exception. */
  readonly status?: number;
  readonly stack?: string;
  /** What a known library says in properties of its own: `23505 duplicate key (orders_pkey)`. See {@link libraryReason}. */
  readonly reason?: LibraryReason;
  /** What was thrown where that is no error: `the string "oops"`. */
  readonly thrown?: string;
  /** How many members an `AggregateError` has, if it has no cause of its own. */
  readonly members?: number;
  /** Its causes: the `cause` first, then the members of an `AggregateError`. */
  readonly causes: readonly ErrorDescription[];
}

const MAXIMUM_DEPTH = 5; // deeper wrapping adds no information
const MAXIMUM_CAUSES = 20; // in total; a failed Promise.any over a thousand requests has a thousand
const MAXIMUM_KEPT = 32_768; // in UTF-16 units: enough for the longest description
const MAXIMUM_CAUSE_TEXT = 65_536; // in total, in UTF-16 units: four times what a description has room for

/**
 * Describes anything that was thrown. Never throws, whatever getters and proxies do, and reads only `name`, `message`, `stack`, `code`,
 * `cause`, `errors`, `getStatus()` and what {@link libraryReason} needs: errors of HTTP clients also carry requests with their headers.
 */
export function describeError(error: unknown, budget: Budget = new Budget()): ErrorDescription {
  return keptDescription(error) ?? describe(error, [], { left: MAXIMUM_CAUSES, text: MAXIMUM_CAUSE_TEXT, budget });
}

/** The name of what stands for causes that are left out. */
export const MORE_CAUSES = 'More causes';

interface Walk {
  /** Causes that may still be described, at any depth. */
  left: number;
  /** Text that they may still use, in UTF-16 units. */
  text: number;
  readonly budget: Budget;
}

function describe(error: unknown, above: readonly unknown[], walk: Walk): ErrorDescription {
  const { budget } = walk;
  const name = errorName(error, budget);
  if (!isErrorLike(error, budget)) {
    return { name, message: describeNonError(error, budget), thrown: thrownValue(error, budget), causes: [] };
  }
  const status = statusOf(error, budget);
  const stack = textProperty(error, 'stack', budget);
  const message = errorMessage(error, budget);
  const reason = libraryReason(error, message, budget);
  const members = isNothing(readProperty(error, 'cause', undefined, budget))
    ? listLength(readProperty(error, 'errors', undefined, budget))
    : 0;
  walk.text -= message.length + (stack?.length ?? 0);
  return {
    name,
    message,
    ...(status !== undefined && { status }),
    ...(stack !== undefined && { stack }),
    ...(reason !== undefined && { reason }),
    ...(members > 0 && { members }),
    causes: describeCauses(error, [...above, error], walk),
  };
}

function describeCauses(error: object, above: readonly unknown[], walk: Walk): readonly ErrorDescription[] {
  const { budget } = walk;
  const cause = readProperty(error, 'cause', undefined, budget);
  const errors = readProperty(error, 'errors', undefined, budget);
  const members = readList(errors, MAXIMUM_CAUSES, budget);
  const candidates = isNothing(cause) ? members : [cause, ...members];
  const descriptions: ErrorDescription[] = [];
  let omitted = listLength(errors) - members.length;
  for (const candidate of candidates) {
    if (above.includes(candidate)) continue; // a cycle: already described above
    if (above.length >= MAXIMUM_DEPTH || walk.left <= 0 || walk.text <= 0) {
      omitted++;
    } else {
      walk.left--;
      descriptions.push(describe(candidate, above, walk));
    }
  }
  if (omitted > 0) descriptions.push({ name: MORE_CAUSES, message: `${omitted} not shown`, causes: [] });
  return descriptions;
}

function isNothing(value: unknown): value is undefined | null {
  return value === undefined || value === null;
}

function describeNonError(thrown: unknown, budget: Budget): string {
  if (typeof thrown === 'string') return cutAt(thrown, MAXIMUM_TEXT);
  if (thrown === undefined || thrown === null) return `${String(thrown)} was thrown`;
  if (!isObject(thrown)) return `${textOf(thrown, budget) ?? ''} (a ${typeof thrown} was thrown)`;
  return `${objectInWords(thrown, budget)} was thrown`;
}

/** What was thrown, within a sentence. */
function thrownValue(thrown: unknown, budget: Budget): string {
  if (typeof thrown === 'string') return `the string "${cutAt(thrown, MAXIMUM_TEXT)}"`;
  if (isNothing(thrown)) return String(thrown);
  if (!isObject(thrown)) return `the ${typeof thrown} ${textOf(thrown, budget) ?? ''}`;
  return objectInWords(thrown, budget);
}

function objectInWords(thrown: object, budget: Budget): string {
  if (typeof thrown === 'function') return 'a function';
  if (isList(thrown)) return `an array of ${listLength(thrown)}`;
  // Only the keys: the values may be anything, e.g. the configuration of a request.
  const keys = readKeys(thrown, budget)
    .slice(0, 10)
    .map((key) => cutAt(key, 100));
  return keys.length === 0 ? 'an object' : `an object with the keys ${keys.join(', ')}`;
}

function statusOf(error: object, budget: Budget): number | undefined {
  const getStatus = readProperty(error, 'getStatus', undefined, budget);
  if (typeof getStatus !== 'function') return undefined;
  const status = budget.read<unknown>(() => Reflect.apply(getStatus, error, []), undefined);
  return typeof status === 'number' && Number.isInteger(status) ? status : undefined;
}

/** Errors reduced to their description. */
const KEPT = new WeakMap<object, ErrorDescription>();

function keptDescription(error: unknown): ErrorDescription | undefined {
  return isObject(error) ? KEPT.get(error) : undefined;
}

/**
 * Reduces a thrown value to its description, without the objects it references: an error of an HTTP client holds the request, the
 * response and its body.
 *
 * @returns for an error or another object, an error with its `name`, `message`, `stack` and `cause`, as far as they are described
 */
export function keptError(error: unknown): unknown {
  if (typeof error === 'string') return cutAt(error, MAXIMUM_KEPT);
  if (!isObject(error)) return error;
  return keep(shortened(describeError(error), { left: MAXIMUM_KEPT }));
}

function keep(description: ErrorDescription): object {
  const { name, message, stack, causes } = description;
  const [cause] = causes;
  const kept = Object.assign(Object.create(Error.prototype) as object, {
    name,
    message,
    stack,
    ...(cause !== undefined && { cause: keep(cause) }),
  });
  KEPT.set(kept, description);
  return kept;
}

function shortened(description: ErrorDescription, walk: { left: number }): ErrorDescription {
  const take = (text: string): string => {
    const taken = cutAt(text, walk.left);
    walk.left -= taken.length;
    return taken;
  };
  const { message, stack, causes } = description;
  return {
    ...description,
    message: take(message),
    ...(stack !== undefined && { stack: take(stack) }),
    causes: causes.map((cause) => shortened(cause, walk)),
  };
}
