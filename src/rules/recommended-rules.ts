import type { AlertShape } from './alert-shape.js';
import { onErrorRate, type SharedErrorRateOptions } from './kinds/error-rate.js';
import type { AlertRule } from './rule-kinds.js';

/**
 * Where several processes judge together, they see enough to find small trouble that lasts (0.35% over an hour, confirmed by 5 minutes), and
 * to wait until a blip is over: the trouble has to last for 15 seconds, and to go on when the alert is raised.
 */
const IN_FLEET = {
  for: '15s',
  latest: '6s',
  slow: { ratio: 0.0035, window: '1h' },
} as const satisfies SharedErrorRateOptions;

/**
 * What a service watches that says nothing else: more than 1% of its requests failing over 10 minutes, or none succeeding any more.
 *
 * A module without `rules` uses these. Name them to put others beside them. An error rate is P2, and P1 if nothing succeeds, unless
 * `defaults.priority` says otherwise.
 *
 * With the option `fleet` they are about the requests of all processes together: also more than 0.35% failing over an hour, and nothing that
 * is over within 15 seconds. One process that is far worse than all together raises the alert as well (`fleet.outlier`).
 *
 * @example `rules: [...recommendedRules(), onStatus(503)]`
 */
export function recommendedRules(): AlertRule[] {
  const suggested: AlertShape = { priority: ({ incident }) => (incident?.isDown === true ? 'P1' : 'P2') };
  return [{ ...onErrorRate(0.01, { window: '10m' }), suggested, suggestedInFleet: IN_FLEET }];
}

/** Rules as they hold where several processes judge together. */
export function rulesInFleet(rules: readonly AlertRule[]): readonly AlertRule[] {
  return rules.map((rule) => {
    if (rule.suggestedInFleet === undefined) return rule;
    return { ...rule, suggested: { ...rule.suggested, ...rule.suggestedInFleet } };
  });
}
