import { formatCount } from '../../text/count.js';
import { isPopulation, namedPlace } from '../../text/operation.js';
import { percent, sharePercent } from '../../text/percent.js';
import { formatDuration, type Duration } from '../../time/duration.js';
import { Check, duration, share, wholeNumber } from '../../validation/checks.js';
import { show } from '../../validation/problem.js';
import { readOptions } from '../../validation/schema.js';
import { because, placed } from '../../text/headline.js';
import { EVERY_RULE, RATIO, ratioOf, windowPair } from '../policy.js';
import type { RuleKind } from '../rule-kind.js';
import type { RuleOptions } from '../rule-options.js';
import { RuleOptionsSchema } from '../rule-options.schema.js';
import { countedAttempts, type CountedAttempts } from '../counted-attempts.js';
import { ruleKey, type AnyRule } from '../rule.js';
import { availabilityJudge } from '../verdict.js';
import { downHeadline } from './down-headline.js';

/** Options of an error rate rule. */
export type ErrorRateRuleOptions = RuleOptions & {
  /** The window over which the rate is taken; a twelfth of it confirms that the trouble goes on. @defaultValue `'10m'` */
  readonly window?: Duration;
  /** How many runs must have failed, so that a quiet service does not page for one failure. @defaultValue `10` */
  readonly minBad?: number;
  /**
   * Which failures of a queue's jobs count: those of the jobs, once no attempt is left, or `'all'` failed attempts. Runs of anything else
   * have no attempts. @defaultValue `'final'`
   */
  readonly attempts?: CountedAttempts;
};

/** What the recommended rule of a fleet says besides: its processes see enough together to tell small trouble, and trouble that is over. */
export type SharedErrorRateOptions = ErrorRateRuleOptions & {
  /** A lower share over a longer window that is trouble as well. @defaultValue none */
  readonly slow?: { readonly ratio: number; readonly window: Duration };
  /** An incident opens only if as much fails in this last time as before. @defaultValue whether it does or not */
  readonly latest?: Duration;
};

/** More than a share of the runs failing is bad. */
export interface ErrorRateRule extends AnyRule<'errorRate', ErrorRateRuleOptions> {
  readonly ratio: number;
}

/** What class-validator checks of {@link ErrorRateRuleOptions}. */
class ErrorRateRuleOptionsSchema extends RuleOptionsSchema implements Record<keyof ErrorRateRuleOptions, unknown> {
  @Check(duration) window: unknown;
  @Check(wholeNumber(1, 1_000_000)) minBad: unknown;
  @Check(countedAttempts) attempts: unknown;
}

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
    label: typeof ratio === 'number' ? percent(ratio) : show(ratio),
    ratio,
    options: own,
    problems: [...(complaint === undefined ? [] : [{ path: 'ratio', message: complaint }]), ...problems],
  };
}

/** Everything that makes the kind of rule "error rate". */
export const errorRateKind: RuleKind<ErrorRateRule> = {
  defaults: { ...EVERY_RULE, ...RATIO, window: '10m' },
  precedence: 2,
  coversOtherKinds: true,
  readsErrors: true,
  needsInterceptor: true,
  namesErrorClass: false,
  needsStatus: false,
  isUsable: ({ ratio }) => typeof ratio === 'number',
  countsAttempts: ({ options }) => options.attempts === 'all',
  measure: ({ ratio, options }) => {
    const all: SharedErrorRateOptions = options;
    const pairs = [windowPair(all.window, ratio)];
    return ratioOf(all, all.slow === undefined ? pairs : [...pairs, windowPair(all.slow.window, all.slow.ratio)]);
  },
  judge: () => availabilityJudge,
  headline: (_rule, facts) => {
    const { bad, total, window, limit, recent, down } = facts.figures;
    if (down !== undefined) return downHeadline(facts, down);
    const over = sharePercent(bad, total, limit);
    const now = recent === undefined ? over : sharePercent(recent.bad, recent.total, limit);
    const most = limit === undefined ? '' : `limit ${percent(limit)}`;
    const { place } = facts;
    const noun = isPopulation(place) ? ` of ${place}` : '';
    const named = namedPlace(place);
    const where = placed(named?.startsWith('/') === true ? ' in' : ' on', named);
    const parts =
      now === over || facts.place !== undefined
        ? [`${over}${noun} failing`, ...where, ` (${formatCount(bad)} of ${formatCount(total)}, ${most})`]
        : [`${now} failing now, ${over} over ${formatDuration(window)} (${most})`];
    return { parts: [...parts, ...because(facts.reason)] };
  },
};
