import { share } from '../../validation/checks.js';
import { readOptions } from '../../validation/schema.js';
import { percent } from '../percent.js';
import type { ErrorRateRuleOptions } from '../rule-options.js';
import { ErrorRateRuleOptionsSchema } from '../rule-options.schema.js';
import { ruleKey, type ErrorRateRule } from '../rule.js';

/**
 * A rule about the share of runs that fail: answered with 5XX, or ended by an unexpected error.
 *
 * It covers what it is written on: the whole service in the module's `rules`, a controller, or a handler. It also fires when
 * nothing succeeds any more, which finds an outage where there is too little traffic for a ratio.
 *
 * @param ratio the share above which it fires: `0.01` is 1%
 * @example `onErrorRate(0.01)`, `onErrorRate(0.05, { window: '5m', priority: 'P2' })`
 */
export function onErrorRate(ratio: number, options: ErrorRateRuleOptions = {}): ErrorRateRule {
  const { options: own = {}, problems } = readOptions(ErrorRateRuleOptionsSchema, options);
  const complaint = share(ratio);
  return {
    kind: 'errorRate',
    key: ruleKey('errorRate', undefined, own),
    label: percent(ratio),
    ratio,
    options: own,
    problems: [...(complaint === undefined ? [] : [{ path: 'ratio', message: complaint }]), ...problems],
  };
}
