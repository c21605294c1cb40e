import { parseDuration, type Duration } from '../../time/duration.js';
import { duration } from '../../validation/checks.js';
import { show, type Problem } from '../../validation/problem.js';
import { readOptions } from '../../validation/schema.js';
import type { LatencyRuleOptions } from '../rule-options.js';
import { LatencyRuleOptionsSchema } from '../rule-options.schema.js';
import { ruleKey, type LatencyRule } from '../rule.js';

/**
 * A rule about runs that take too long.
 *
 * Without a name there is one latency rule for a handler: a nearer threshold takes the place of a farther one.
 *
 * @param threshold a run that takes longer is bad; a number is milliseconds
 * @example `onLatency('2s')`, `onLatency(2000, { share: 0.05, window: '5m' })`
 */
export function onLatency(threshold: Duration, options: LatencyRuleOptions = {}): LatencyRule {
  const { options: own = {}, problems } = readOptions(LatencyRuleOptionsSchema, options);
  const complaint = duration(threshold);
  return {
    kind: 'latency',
    key: ruleKey('latency', undefined, own),
    label: labelOf(threshold),
    threshold: parseDuration(threshold) ?? 0,
    options: own,
    problems: [
      ...(complaint === undefined ? [] : [{ path: 'threshold', message: complaint }]),
      ...problems,
      ...problemsOfMeasure(own),
    ],
  };
}

/** A rule judges a share of the runs or a number of them; of two, one would be ignored. */
function problemsOfMeasure({ share, count }: LatencyRuleOptions): readonly Problem[] {
  if (share === undefined || count === undefined) return [];
  return [
    {
      path: 'count',
      message:
        'cannot stand beside `share`: remove `count` to judge a share of the runs in `window`, or `share` to count slow runs',
    },
  ];
}

function labelOf(threshold: Duration): string {
  if (typeof threshold === 'number') return `${threshold}ms`;
  return typeof threshold === 'string' ? threshold.trim() : show(threshold);
}
