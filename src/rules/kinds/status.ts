import type { Problem } from '../../validation/problem.js';
import { isList } from '../../text/guarded-read.js';
import { plainCopy } from '../../validation/plain-copy.js';
import { readOptions } from '../../validation/schema.js';
import type { RuleOptions } from '../rule-options.js';
import { RuleOptionsSchema } from '../rule-options.schema.js';
import { ruleKey, type StatusRule } from '../rule.js';
import { parseStatusMatcher, type StatusMatcher, type StatusRange } from '../status-matcher.js';

/**
 * A rule about the status that goes over the wire.
 *
 * @param match one status, a class, a range with both ends included, or a list of these (a list is never a range)
 * @example `onStatus('5XX')`, `onStatus([500, 503], { priority: 'P1' })`, `onStatus('500-503')`
 */
export function onStatus(match: StatusMatcher | readonly StatusMatcher[], options: RuleOptions = {}): StatusRule {
  const { options: own = {}, problems: problemsOfOptions } = readOptions(RuleOptionsSchema, options);
  const copy = plainCopy(match);
  const matchers: readonly unknown[] = isList(copy) ? copy : [copy];
  const ranges: StatusRange[] = [];
  const problems: Problem[] =
    matchers.length === 0 ? [{ path: 'match', message: 'must name at least one status' }] : [];
  for (const matcher of matchers) {
    const range = parseStatusMatcher(matcher);
    if (typeof range === 'string') problems.push({ path: 'match', message: range });
    else ranges.push(range);
  }
  // In an order of its own: [503, 500] on a handler speaks of the rule [500, 503] of the module.
  const label = [...new Set(ranges.map((range) => range.label))].toSorted().join(',');
  return {
    kind: 'status',
    key: ruleKey('status', label, own),
    label,
    ranges,
    options: own,
    problems: [...problems, ...problemsOfOptions],
  };
}
