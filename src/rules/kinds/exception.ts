import { errorClassName } from '../../text/error-name.js';
import { isList } from '../../text/guarded-read.js';
import { plainCopy } from '../../validation/plain-copy.js';
import { readOptions } from '../../validation/schema.js';
import type { ErrorClass } from '../error-class.js';
import type { ExceptionRuleOptions } from '../rule-options.js';
import { errorClass, ExceptionRuleOptionsSchema } from '../rule-options.schema.js';
import { ruleKey, type ExceptionRule } from '../rule.js';

/**
 * A rule about unexpected errors: no `HttpException` below 500, no `RpcException`, no `WsException`, and nothing that a filter of the
 * application answered below 500.
 *
 * @example `onException()`, `onException({ except: [TimeoutError] })`
 */
export function onException(options?: ExceptionRuleOptions): ExceptionRule;
/**
 * A rule about errors that are, or are caused by, one of these classes, whatever the client was answered.
 *
 * @example `onException(PaymentProviderDown, { priority: 'P1' })`
 */
export function onException(types: ErrorClass | readonly ErrorClass[], options?: ExceptionRuleOptions): ExceptionRule;
export function onException(
  first?: ErrorClass | readonly ErrorClass[] | ExceptionRuleOptions,
  second?: ExceptionRuleOptions,
): ExceptionRule {
  return exceptionRule(first, second);
}

/** {@link onException} without its overloads, for the decorator of the same arguments. */
export function exceptionRule(
  first?: ErrorClass | readonly ErrorClass[] | ExceptionRuleOptions,
  second?: ExceptionRuleOptions,
): ExceptionRule {
  if (isList(first)) {
    const types = plainCopy(first);
    return ruleAbout(isList(types) ? types : [first], second);
  }
  // With options behind it, it is meant for a class, also where a circular import left nothing of it.
  if (typeof first === 'function' || second !== undefined) return ruleAbout([first], second);
  return ruleAbout(undefined, first);
}

function ruleAbout(named: readonly unknown[] | undefined, options: ExceptionRuleOptions = {}): ExceptionRule {
  const { options: own = {}, problems } = readOptions(ExceptionRuleOptionsSchema, options);
  const complaints = (named ?? []).map((type) => errorClass(type)).filter((complaint) => complaint !== undefined);
  if (named?.length === 0) complaints.push('must name at least one class of errors');
  const types = named?.filter((type) => isErrorClass(type));
  const label = types
    ?.map((type) => errorClassName(type))
    .toSorted()
    .join(',');
  return {
    kind: 'exception',
    key: ruleKey('exception', label, own),
    label: label ?? 'any',
    types: types ?? [],
    options: own,
    problems: [...complaints.map((message) => ({ path: 'types', message })), ...problems],
  };
}

function isErrorClass(value: unknown): value is ErrorClass {
  return errorClass(value) === undefined;
}
