import type { AlertShape } from './alert-shape.js';
import { onErrorRate } from './kinds/error-rate.js';
import type { AlertRule } from './rule-kinds.js';

/**
 * What a service watches that says nothing else: more than 1% of its requests failing over 10 minutes, or none succeeding any more.
 *
 * A module without `rules` uses these. Name them to put others beside them. An error rate is P2, and P1 if nothing succeeds, unless
 * `defaults.priority` says otherwise.
 *
 * @example `rules: [...recommendedRules(), onStatus(503)]`
 */
export function recommendedRules(): AlertRule[] {
  const suggested: AlertShape = { priority: ({ incident }) => (incident?.isDown === true ? 'P1' : 'P2') };
  return [{ ...onErrorRate(0.01, { window: '10m' }), suggested }];
}
