import type { Problem } from '../validation/problem.js';
import type { ErrorClass } from './error-class.js';
import type {
  BurnRateRuleOptions,
  ErrorRateRuleOptions,
  ExceptionRuleOptions,
  LatencyRuleOptions,
  RuleOptions,
} from './rule-options.js';
import type { StatusRange } from './status-matcher.js';

interface RuleBase<Options> {
  /** What the rule is recognised by when levels are merged: its kind with its matcher or its name. */
  readonly key: string;
  /** The matcher in words: `5XX`, `2s`, `PaymentProviderDown`, `1%`. It stands in the alias. */
  readonly label: string;
  readonly options: Options;
  /** What is wrong with the arguments. The decorators and the module refuse a rule that has any. */
  readonly problems: readonly Problem[];
}

/** Responses with certain statuses are bad. */
export interface StatusRule extends RuleBase<RuleOptions> {
  readonly kind: 'status';
  readonly ranges: readonly StatusRange[];
}

/** Runs that take longer than a threshold are bad. */
export interface LatencyRule extends RuleBase<LatencyRuleOptions> {
  readonly kind: 'latency';
  /** In milliseconds. */
  readonly threshold: number;
}

/** Runs that throw are bad. */
export interface ExceptionRule extends RuleBase<ExceptionRuleOptions> {
  readonly kind: 'exception';
  /** The classes that the rule names; none means every unexpected error. */
  readonly types: readonly ErrorClass[];
}

/** More than a share of the runs failing is bad. */
export interface ErrorRateRule extends RuleBase<ErrorRateRuleOptions> {
  readonly kind: 'errorRate';
  readonly ratio: number;
}

/** Spending an error budget too fast is bad. */
export interface BurnRateRule extends RuleBase<BurnRateRuleOptions> {
  readonly kind: 'burnRate';
  readonly objective: number;
}

/** A rule, made by `onStatus()` and its kin for the module's `rules`, or by a decorator. */
export type Rule = StatusRule | LatencyRule | ExceptionRule | ErrorRateRule | BurnRateRule;

/** A rule's key: two rules of a kind stand side by side when their matchers or their names differ. */
export function ruleKey(kind: Rule['kind'], matcher: string | undefined, { name }: RuleOptions): string {
  // What is no string is a problem of the rule.
  const distinction = typeof name === 'string' ? name : matcher;
  return distinction === undefined ? kind : `${kind}:${distinction}`;
}

/**
 * Whether two rules are one where levels are merged: of the same kind, and with the same matcher or name. Classes of errors are the same
 * only if they are the same class; their names are no more than labels.
 */
export function isSameRule(one: Rule, other: Rule): boolean {
  if (one.key !== other.key) return false;
  if (one.kind !== 'exception' || other.kind !== 'exception') return true;
  if (one.options.name !== undefined || other.options.name !== undefined) return true;
  return one.types.length === other.types.length && one.types.every((type) => other.types.includes(type));
}
