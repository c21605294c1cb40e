import { ErrorNames } from '../../../src/rules/error-names.js';
import type { ObservedOutcome } from '../../../src/rules/outcome.js';
import { RULE_KINDS, type AlertRule } from '../../../src/rules/rule-kinds.js';
import type { Judge } from '../../../src/rules/verdict.js';

/** The judge of a rule on its own, without other levels. */
export function judgeOf(rule: AlertRule): Judge {
  return RULE_KINDS[rule.kind].judge(rule);
}

export function discriminatorOf(rule: AlertRule, outcome: ObservedOutcome, names = new ErrorNames()): string {
  return RULE_KINDS[rule.kind].discriminator?.(rule, outcome, names) ?? rule.label;
}

export function specificityOf(rule: AlertRule, outcome: ObservedOutcome): number {
  return RULE_KINDS[rule.kind].specificity?.(rule, outcome) ?? 0;
}
