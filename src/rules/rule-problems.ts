import { listOf, type Complaint } from '../validation/checks.js';
import { isRule, isSameRule } from './is-rule.js';
import { show, type ConfigurationProblem } from '../validation/problem.js';

/** A list of rules. */
export const ruleList: Complaint = listOf((value) =>
  isRule(value) ? undefined : `must be a rule from a builder such as onStatus() or onErrorRate(); got ${show(value)}`,
);

/** What is wrong with the arguments of rules, and which rules are given twice. What is no rule is skipped. */
export function problemsOfRules(rules: readonly unknown[]): ConfigurationProblem[] {
  return rules.flatMap((rule, index) => {
    if (!isRule(rule)) return [];
    const path = `rules[${index}]`;
    const own = rule.problems.map((problem): ConfigurationProblem => ({ ...problem, path: `${path}.${problem.path}` }));
    const isRepeated = rules.slice(0, index).some((earlier) => isRule(earlier) && isSameRule(earlier, rule));
    return isRepeated
      ? [...own, { path, message: `has the key ${show(rule.key)} of an earlier rule; give one of them a name` }]
      : own;
  });
}
