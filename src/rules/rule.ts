import type { ConfigurationProblem } from '../validation/problem.js';
import type { AlertKind } from './alert-shape.js';
import type { RuleOptions } from './rule-options.js';

/** What rules of all kinds have in common. Each kind adds its matcher. Rules are plain data, so that copying one loses nothing. */
export interface AnyRule<Kind extends AlertKind = AlertKind, Options extends RuleOptions = RuleOptions> {
  readonly kind: Kind;
  /** Identifies the rule when levels are merged: its kind with its matcher or its name. */
  readonly key: string;
  /** The matcher in words: `5XX`, `2s`, `PaymentProviderDown`, `1%`. It stands in the alias. */
  readonly label: string;
  readonly options: Options;
  /** What comes with a recommended rule; the module's `defaults` win over it. */
  readonly suggested?: RuleOptions;
  /** What comes with it besides where several processes judge together; the module's `defaults` win over it. */
  readonly suggestedInFleet?: RuleOptions;
  /** What is wrong with the arguments. The decorators and the module refuse a rule that has any. */
  readonly problems: readonly ConfigurationProblem[];
}

/** A rule's key: two rules of a kind stand side by side when their matchers or their names differ. */
export function ruleKey(kind: AlertKind, matcher: string | undefined, { name }: RuleOptions): string {
  // A name that is not a string is one of the rule's problems.
  const distinction = typeof name === 'string' ? name : matcher;
  return distinction === undefined ? kind : `${kind}:${distinction}`;
}
