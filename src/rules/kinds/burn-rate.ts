import { show } from '../../validation/problem.js';
import { readOptions } from '../../validation/schema.js';
import { percent } from '../percent.js';
import type { BurnRateRuleOptions } from '../rule-options.js';
import { BurnRateRuleOptionsSchema } from '../rule-options.schema.js';
import { ruleKey, type BurnRateRule } from '../rule.js';

/**
 * A rule about an objective: it fires when the error budget is spent too fast (SRE Workbook, chapter 5).
 *
 * It is the quietest of the rules, and blind by design to trouble that spends little of the budget.
 *
 * @param objective the share of runs that must go well: `0.999` is 99.9%
 * @example `onBurnRate(0.999)`, `onBurnRate(0.99, { latency: '300ms' })`
 */
export function onBurnRate(objective: number, options: BurnRateRuleOptions = {}): BurnRateRule {
  const { options: own = {}, problems } = readOptions(BurnRateRuleOptionsSchema, options);
  const sound = typeof objective === 'number' && objective > 0 && objective < 1;
  return {
    kind: 'burnRate',
    key: ruleKey('burnRate', undefined, own),
    label: percent(objective),
    objective,
    options: own,
    problems: [
      ...(sound
        ? []
        : [
            {
              path: 'objective',
              message: `must be a share above 0 and below 1, e.g. 0.999 for 99.9%; got ${show(objective)}`,
            },
          ]),
      ...problems,
    ],
  };
}
