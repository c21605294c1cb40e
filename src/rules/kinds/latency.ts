import { counted, formatCount } from '../../text/count.js';
import { namedPlace, runOf } from '../../text/operation.js';
import { percent, sharePercent } from '../../text/percent.js';
import { formatAgainst, formatDuration, parseDuration, type Duration } from '../../time/duration.js';
import { Check, duration, oneOf, share } from '../../validation/checks.js';
import { show, type ConfigurationProblem } from '../../validation/problem.js';
import { readOptions } from '../../validation/schema.js';
import { placed } from '../../text/headline.js';
import { COUNTED, countOf, EVERY_RULE, RATIO, ratioOf, windowPair } from '../policy.js';
import type { RuleKind } from '../rule-kind.js';
import type { RuleOptions } from '../rule-options.js';
import { RuleOptionsSchema } from '../rule-options.schema.js';
import { ruleKey, type AnyRule } from '../rule.js';
import { speedOf, waitOf } from '../verdict.js';
import { waitHeadline } from './wait-headline.js';

/** Options of a latency rule. */
export type LatencyRuleOptions = RuleOptions & {
  /** Measures a ratio: it fires when more than this share of the runs in `window` is too slow. Without it every slow run counts. */
  readonly share?: number;
  /** The window of `share`. @defaultValue `'5m'` */
  readonly window?: Duration;
  /**
   * What is measured: how long a `'run'` takes; or how long the jobs of a queue `'wait'` for a worker once they are due, without a `delay`
   * that was asked for. Where there is no queue, a rule about waiting has no effect in the module's `rules`, and as a decorator it stops
   * the start. @defaultValue `'run'`
   */
  readonly of?: 'run' | 'wait';
};

/** Runs that take longer than a threshold are bad. */
export interface LatencyRule extends AnyRule<'latency', LatencyRuleOptions> {
  /** In milliseconds. */
  readonly threshold: number;
}

/** What class-validator checks of {@link LatencyRuleOptions}. */
class LatencyRuleOptionsSchema extends RuleOptionsSchema implements Record<keyof LatencyRuleOptions, unknown> {
  @Check(share) share: unknown;
  @Check(duration) window: unknown;
  @Check(oneOf(['run', 'wait'])) of: unknown;
}

/**
 * A rule about runs that take too long.
 *
 * Without a name there is one latency rule for a handler: a nearer threshold replaces a farther one. One about waiting jobs stands beside it.
 *
 * @param threshold a run that takes longer is bad; a number is milliseconds
 * @example `onLatency('2s')`, `onLatency(2000, { share: 0.05, window: '5m' })`, `onLatency('5m', { of: 'wait' })`
 */
export function onLatency(threshold: Duration, options: LatencyRuleOptions = {}): LatencyRule {
  const { options: own = {}, problems } = readOptions(LatencyRuleOptionsSchema, options);
  const complaint = duration(threshold);
  return {
    kind: 'latency',
    key: ruleKey('latency', isAboutWaiting(own) ? 'wait' : undefined, own),
    label: `${isAboutWaiting(own) ? 'wait-' : ''}${labelOf(threshold)}`,
    threshold: parseDuration(threshold) ?? 0,
    options: own,
    problems: [
      ...(complaint === undefined ? [] : [{ path: 'threshold', message: complaint }]),
      ...problems,
      ...problemsOfMeasure(own),
    ],
  };
}

/** Everything that makes the kind of rule "latency". */
export const latencyKind: RuleKind<LatencyRule> = {
  defaults: { ...EVERY_RULE, ...COUNTED, ...RATIO, window: '5m' },
  precedence: 3,
  coversOtherKinds: false,
  readsErrors: true,
  needsInterceptor: false,
  namesErrorClass: false,
  needsStatus: false,
  needsQueue: ({ options }) => isAboutWaiting(options),
  isUsable: ({ threshold }) => typeof threshold === 'number',
  measure: ({ options }) =>
    options.share === undefined ? countOf(options) : ratioOf(options, [windowPair(options.window, options.share)]),
  judge: ({ threshold, options }) =>
    isAboutWaiting(options) ? (outcome) => waitOf(outcome, threshold) : (outcome) => speedOf(outcome, threshold),
  headline: ({ threshold, options }, facts) => {
    if (isAboutWaiting(options)) return waitHeadline(threshold, options, facts);
    const { place, figures, within, isSingle, example } = facts;
    const limit = formatDuration(threshold);
    const named = namedPlace(place);
    const { bad, total } = figures;
    if (options.share !== undefined) {
      const slow = `${sharePercent(bad, total, options.share)} of ${runOf(place)}s over ${limit}`;
      const size = `(${formatCount(bad)} of ${formatCount(total)}, limit ${percent(options.share)})`;
      return { parts: [`${slow} ${size}`, ...placed(' on', named)] };
    }
    if (!isSingle) {
      const size = `${counted(bad, runOf(place))} over ${limit}${within}`;
      return { parts: [size, ...placed(' on', named)] };
    }
    const took = `took ${formatAgainst(example?.durationMs ?? threshold, threshold)} (limit ${limit})`;
    return { parts: named === undefined ? [took] : [{ route: named }, ` ${took}`] };
  },
};

function isAboutWaiting({ of }: LatencyRuleOptions): boolean {
  return of === 'wait';
}

/** A rule judges a share of the runs or a number of them; of two, one would be ignored. */
function problemsOfMeasure({ share: ofRuns, count }: LatencyRuleOptions): readonly ConfigurationProblem[] {
  if (ofRuns === undefined || count === undefined) return [];
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
