import { counted } from '../../text/count.js';
import { errorClassName } from '../../text/error-name.js';
import { isList, readProperty } from '../../text/guarded-read.js';
import { Check, listOf, type Complaint } from '../../validation/checks.js';
import { plainCopy } from '../../validation/plain-copy.js';
import { show } from '../../validation/problem.js';
import { readOptions } from '../../validation/schema.js';
import { classDepth, errorChain, isInstance } from '../error-chain.js';
import type { ErrorClass } from '../error-class.js';
import { isExpectedError } from '../expected-error.js';
import { because, behind, placed, reasonParts } from '../../text/headline.js';
import { isRun, readableOperation } from '../../text/operation.js';
import { COUNTED, countOf, EVERY_RULE } from '../policy.js';
import type { Caller } from '../outcome.js';
import type { RuleKind } from '../rule-kind.js';
import type { RuleOptions } from '../rule-options.js';
import { RuleOptionsSchema } from '../rule-options.schema.js';
import { countedAttempts, type CountedAttempts } from '../counted-attempts.js';
import { ruleKey, type AnyRule } from '../rule.js';
import { hasGoneWell, isUnknownRoute } from '../verdict.js';

/** Options of an exception rule. */
export type ExceptionRuleOptions = RuleOptions & {
  /** Errors that this rule leaves alone: those that are, or are caused by, one of these classes. */
  readonly except?: readonly ErrorClass[];
  /**
   * Which failures of a queue's jobs count: those of the jobs, once no attempt is left, or `'all'` failed attempts. Runs of anything else
   * have no attempts. @defaultValue `'final'`
   */
  readonly attempts?: CountedAttempts;
};

/** Runs that throw are bad. */
export interface ExceptionRule extends AnyRule<'exception', ExceptionRuleOptions> {
  /** The classes that the rule names; none means every unexpected error. */
  readonly types: readonly ErrorClass[];
}

/** A class, as far as that can be checked. */
const errorClass: Complaint = (value) =>
  typeof value === 'function' && typeof readProperty(value, 'prototype') === 'object'
    ? undefined
    : `must be an error class; got ${value === undefined ? 'undefined (is there a circular import?)' : show(value)}`;

/** What class-validator checks of {@link ExceptionRuleOptions}. */
class ExceptionRuleOptionsSchema extends RuleOptionsSchema implements Record<keyof ExceptionRuleOptions, unknown> {
  @Check(listOf(errorClass)) except: unknown;
  @Check(countedAttempts) attempts: unknown;
}

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
  if (named?.length === 0) complaints.push('must name at least one error class');
  const types = named?.filter((type) => isErrorClass(type));
  const label = types && labelOf(types, errorClassName);
  return {
    kind: 'exception',
    key: ruleKey('exception', label, own),
    label: label ?? 'any',
    types: types ?? [],
    options: own,
    problems: [...complaints.map((message) => ({ path: 'types', message })), ...problems],
  };
}

/** Everything that makes the kind of rule "exception". */
export const exceptionKind: RuleKind<ExceptionRule> = {
  // An error that was mended is often seen again within minutes, at the next deploy or retry.
  defaults: { ...EVERY_RULE, ...COUNTED, keepFiringFor: '15m' },
  precedence: 0,
  coversOtherKinds: true,
  readsErrors: true,
  needsInterceptor: true,
  namesErrorClass: true,
  needsStatus: false,
  isUsable: ({ types }) => isList(types) && types.every(isErrorClass),
  // Classes are the same only if they are identical; their names are only labels.
  isSame: (one, other) =>
    one.options.name !== undefined ||
    other.options.name !== undefined ||
    (one.types.length === other.types.length && one.types.every((type) => other.types.includes(type))),
  relabel: (rule, names) => {
    if (rule.types.length === 0) return rule;
    const label = labelOf(rule.types, (type) => names.ofClass(type));
    return label === rule.label ? rule : { ...rule, label, key: ruleKey(rule.kind, label, rule.options) };
  },
  countsAttempts: ({ options }) => options.attempts === 'all',
  measure: ({ options }) => countOf(options),
  judge: ({ types, options }) => {
    const except = options.except ?? [];
    return (outcome) => {
      const { errors, handled, caller, willRetry } = outcome;
      if (isUnknownRoute(outcome)) return 'ignored';
      if (deepestMatch(errors, except) !== undefined) return 'ignored';
      const isBad =
        types.length > 0
          ? deepestMatch(errors, types) !== undefined
          : !handled && willRetry !== true && firstUnexpected(errors, caller) !== NONE;
      if (isBad) return 'bad';
      if (willRetry === true) return 'ignored';
      // To fail in another way is no recovery.
      return hasGoneWell(outcome) ? 'good' : 'ignored';
    };
  },
  discriminator: ({ types, label }, { errors, caller }, names) => {
    if (types.length === 0) {
      const unexpected = firstUnexpected(errors, caller);
      return names.ofError(unexpected === NONE ? errors[0] : unexpected);
    }
    const match = deepestMatch(errors, types);
    if (match === undefined) return label;
    // Its own name if it is of that very class: it may declare one that outlives the next build.
    return match.isOwn ? names.ofError(match.error) : names.ofClass(match.type);
  },
  specificity: ({ types }, { errors }) => {
    const match = deepestMatch(errors, types);
    return match === undefined ? 0 : classDepth(match.type);
  },
  headline: (_rule, facts) => {
    const { place, figures, within, isSingle, discriminator, reason } = facts;
    const size = isSingle ? '' : `${counted(figures.bad, 'error')}${within}`;
    if (place !== undefined && isRun(place)) {
      const times = isSingle ? '' : ` ${counted(figures.bad, 'time')}${within}`;
      return {
        parts: [
          { route: readableOperation(place) },
          ` ${place.startsWith(SAGA) ? 'stopped' : 'failed'}${times}`,
          ...because(reason),
        ],
      };
    }
    if (reason === undefined)
      return { parts: [size || 'an error', ...placed(' in', place), { text: discriminator, around: [' (', ')'] }] };
    if (!isSingle) return { parts: [size, ...placed(' in', place), ...because(reason), ...behind(reason)] };
    if (reason.thrown !== undefined) {
      return { parts: [...(place === undefined ? [] : [{ route: place }, ' ']), 'threw ', { text: reason.thrown }] };
    }
    const where = placed(reason.isUpstream ? ', in' : ' in', place);
    return { parts: [...reasonParts(reason), ...where, ...behind(reason)] };
  },
};

/** Stands for no error: `undefined` can be thrown as well. */
const NONE = Symbol('no error');

// A loop: a closure would be allocated for every run, also for good ones.
function firstUnexpected(errors: readonly unknown[], caller: Caller | undefined): unknown {
  for (const error of errors) if (!isExpectedError(error, caller)) return error;
  return NONE;
}

/** How operations of sagas begin: one that fails has stopped. */
const SAGA = 'saga:';

function isErrorClass(value: unknown): value is ErrorClass {
  return errorClass(value) === undefined;
}

function labelOf(types: readonly ErrorClass[], nameOf: (type: ErrorClass) => string): string {
  return types.map(nameOf).toSorted().join(',');
}

/** An error of a chain, and the class of a rule that it is an instance of. */
interface ClassMatch {
  readonly type: ErrorClass;
  readonly error: unknown;
  /** Whether the error is of that very class, and not of one derived from it. */
  readonly isOwn: boolean;
}

function deepestMatch(errors: readonly unknown[], types: readonly ErrorClass[]): ClassMatch | undefined {
  if (types.length === 0) return undefined;
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
