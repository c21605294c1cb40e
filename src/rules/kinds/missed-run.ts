import type { HeadlinePart } from '../../text/headline.js';
import { clockMinute } from '../../time/utc-time.js';
import { formatDuration, parseDuration, type Duration } from '../../time/duration.js';
import { counted } from '../../text/count.js';
import { namedPlace } from '../../text/operation.js';
import type { AlertShape } from '../alert-shape.js';
import type { MissedRun } from '../outcome.js';
import { COUNTED, countOf, EVERY_RULE } from '../policy.js';
import type { RuleKind } from '../rule-kind.js';
import type { RuleOptions } from '../rule-options.js';
import { ruleKey, type AnyRule } from '../rule.js';

/** Scheduled runs that do not start in time are bad. */
export interface MissedRunRule extends AnyRule<'missedRun'> {
  /** How late a run may start, in milliseconds. Absent: as long as its schedule allows. */
  readonly grace?: number | undefined;
}

/** Work that is not done has no victims yet, but nothing else tells of it. */
export const TIMING_PRIORITY: AlertShape = { priority: 'P3' };

/**
 * An incident of a job that runs once a week lasts until its next run: it must not count as stale before. One of a job that was deleted
 * meanwhile ends this way.
 */
export const TIMING_STALE_AFTER = '8d';

/** The rule of the module's `missedRuns`. @param grace how late a run may start. @defaultValue depends on the schedule */
export function missedRunRule(grace?: Duration): MissedRunRule {
  const options: RuleOptions = {};
  return {
    kind: 'missedRun',
    key: ruleKey('missedRun', undefined, options),
    label: 'missed',
    grace: parseDuration(grace),
    options,
    suggested: TIMING_PRIORITY,
    problems: [],
  };
}

/** Everything that makes the kind of rule "missed run". A run that starts, also one that is called by hand, ends its incident. */
export const missedRunKind: RuleKind<MissedRunRule> = {
  defaults: { ...EVERY_RULE, ...COUNTED, staleAfter: TIMING_STALE_AFTER },
  precedence: 0,
  coversOtherKinds: false,
  readsErrors: false,
  needsInterceptor: false,
  namesErrorClass: false,
  needsStatus: false,
  isAboutTiming: true,
  isUsable: ({ grace }) => grace === undefined || typeof grace === 'number',
  measure: ({ options }) => countOf(options),
  judge:
    () =>
    ({ timing }) =>
      timing?.state === 'missed' ? 'bad' : timing?.state === 'started' ? 'good' : 'ignored',
  headline: (_rule, { place, figures, within, isSingle, example }) => {
    const missed = example?.timing?.state === 'missed' ? example.timing : undefined;
    const name: HeadlinePart = { route: missed?.job ?? namedPlace(place) ?? 'a job' };
    if (missed === undefined) return { parts: [name, ' did not run'] };
    if (!isSingle) {
      const last = `, last due ${clockMinute(missed.due)} UTC`;
      return { parts: [name, ` did not run ${counted(figures.bad, 'time')}${within}${last}${reasonOf(missed)}`] };
    }
    const due = `: due ${clockMinute(missed.due)} UTC, ${formatDuration(missed.late)} ago`;
    return { parts: [name, ` did not run${due}${reasonOf(missed)}`] };
  },
};

function reasonOf({ blockedFor, underWaySince }: MissedRun): string {
  if (underWaySince !== undefined) return `, the run of ${clockMinute(underWaySince)} is still going`;
  return blockedFor === undefined ? '' : `, event loop blocked for ${formatDuration(blockedFor)}`;
}

/** Whether a rule is about missed runs. */
export function isMissedRunRule(rule: AnyRule): rule is MissedRunRule {
  return rule.kind === 'missedRun';
}
