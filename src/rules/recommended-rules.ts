import { onErrorRate } from './kinds/error-rate.js';
import type { AlertRule } from './rule-kinds.js';

/**
 * What a service watches that says nothing else: more than 1% of its requests failing over 10 minutes, or none succeeding any more.
 *
 * A module without `rules` uses these. Name them to put others beside them.
 *
 * @example `rules: [...recommendedRules(), onStatus(503)]`
 */
export function recommendedRules(): AlertRule[] {
  return [onErrorRate(0.01, { window: '10m' })];
}
