import { counted } from '../../text/count.js';
import { namedPlace } from '../../text/operation.js';
import type { HeadlinePart } from '../../text/headline.js';
import { formatAgainst, formatDuration, parseDuration, type Duration } from '../../time/duration.js';
import { clockMinute } from '../../time/utc-time.js';
import { duration } from '../../validation/checks.js';
import { show } from '../../validation/problem.js';
import { readOptions } from '../../validation/schema.js';
import type { OverdueRun } from '../outcome.js';
import { COUNTED, countOf, EVERY_RULE } from '../policy.js';
import type { RuleKind } from '../rule-kind.js';
import type { RuleOptions } from '../rule-options.js';
import { RuleOptionsSchema } from '../rule-options.schema.js';
import { ruleKey, type AnyRule } from '../rule.js';
import { TIMING_PRIORITY, TIMING_STALE_AFTER } from './missed-run.js';

/** Runs that are under way for longer than they may are bad. */
export interface MaxRuntimeRule extends AnyRule<'maxRuntime'> {
  /** In milliseconds. Absent: a run may take until the next one of the same job starts. */
  readonly limit?: number | undefined;
}

/**
 * A rule about runs that do not end in time. Without a name there is one for a method: a nearer limit replaces a farther one.
 *
 * @param limit how long a run may take; a number is milliseconds
 */
export function maxRuntimeRule(limit: Duration, options: RuleOptions = {}): MaxRuntimeRule {
  const { options: own = {}, problems } = readOptions(RuleOptionsSchema, options);
  const complaint = duration(limit);
  return {
    kind: 'maxRuntime',
    key: ruleKey('maxRuntime', undefined, own),
    label: typeof limit === 'number' ? `${limit}ms` : typeof limit === 'string' ? limit.trim() : show(limit),
    limit: parseDuration(limit) ?? 0,
    options: own,
    suggested: TIMING_PRIORITY,
    problems: [...(complaint === undefined ? [] : [{ path: 'limit', message: complaint }]), ...problems],
  };
}

/** The rule of jobs without a limit of their own. */
export function overlapRule(): MaxRuntimeRule {
  const key = ruleKey('maxRuntime', undefined, {});
  return { kind: 'maxRuntime', key, label: 'overlap', options: {}, suggested: TIMING_PRIORITY, problems: [] };
}

/** Everything that makes the kind of rule "maximum runtime". Its incident ends when no run is overdue any more, however they ended. */
export const maxRuntimeKind: RuleKind<MaxRuntimeRule> = {
  defaults: { ...EVERY_RULE, ...COUNTED, staleAfter: TIMING_STALE_AFTER },
  precedence: 1,
  coversOtherKinds: false,
  readsErrors: false,
  needsInterceptor: false,
  namesErrorClass: false,
  needsStatus: false,
  isAboutTiming: true,
  isUsable: ({ limit }) => limit === undefined || typeof limit === 'number',
  measure: ({ options }) => countOf(options),
  judge:
    () =>
    ({ timing }) =>
      timing?.state === 'overdue' ? 'bad' : timing?.state === 'ended' ? 'good' : 'ignored',
  headline: (_rule, { place, figures, within, isSingle, example }) => {
    const overdue = example?.timing?.state === 'overdue' ? example.timing : undefined;
    const name: HeadlinePart = { route: overdue?.job ?? namedPlace(place) ?? 'a job' };
    if (overdue === undefined) return { parts: [name, ' has not ended in time'] };
    if (!isSingle) {
      const runs = counted(figures.bad, 'run');
      const what = overdue.limit === undefined ? 'overlapped others' : `over ${formatDuration(overdue.limit)}`;
      return { parts: [name, `: ${runs} ${what}${within}`] };
    }
    return { parts: [name, singleText(overdue)] };
  },
};

function singleText({ startedAt, lasted, limit, overlappedAt, isOver }: OverdueRun): string {
  const start = clockMinute(startedAt);
  if (limit === undefined) {
    const next = overlappedAt === undefined ? '' : ` when that of ${clockMinute(overlappedAt)} started`;
    return ` overlaps itself: the run of ${start} UTC had not ended${next}`;
  }
  if (isOver) return ` ran for ${formatAgainst(lasted, limit)} (limit ${formatDuration(limit)})`;
  const beside = overlappedAt === undefined ? '' : ', others have started beside it';
  return ` is stuck: started ${start} UTC, not ended after ${formatDuration(limit)}${beside}`;
}

/** Whether a rule is about runs that do not end in time. */
export function isMaxRuntimeRule(rule: AnyRule): rule is MaxRuntimeRule {
  return rule.kind === 'maxRuntime';
}
