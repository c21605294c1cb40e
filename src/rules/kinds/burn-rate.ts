import { formatCount } from '../../text/count.js';
import { isList, isRecord, listLength } from '../../text/guarded-read.js';
import { percent, sharePercent } from '../../text/percent.js';
import { formatDuration, parseDuration, type Duration } from '../../time/duration.js';
import { Check, duration, listOf } from '../../validation/checks.js';
import { show } from '../../validation/problem.js';
import { readOptions } from '../../validation/schema.js';
import { namedPlace } from '../../text/operation.js';
import { because, placed } from '../../text/headline.js';
import { EVERY_RULE, RATIO, ratioOf, windowPair } from '../policy.js';
import type { Figures } from '../headline.js';
import type { RuleKind } from '../rule-kind.js';
import type { RuleOptions } from '../rule-options.js';
import { RuleOptionsSchema } from '../rule-options.schema.js';
import { ruleKey, type AnyRule } from '../rule.js';
import { downHeadline } from './down-headline.js';
import { availabilityJudge, hasFailed, hasSucceeded, speedOf } from '../verdict.js';

/** A pair of windows of a burn rate rule (SRE Workbook, chapter 5, "multiwindow, multi-burn-rate alerts"). */
export interface BurnPair {
  /** The window over which the burn rate is taken. */
  readonly long: Duration;
  /** The window that confirms that it still burns. @defaultValue a twelfth of `long` */
  readonly short?: Duration;
  /** How many times faster than the objective allows the budget must burn. */
  readonly factor: number;
}

/** Options of a burn rate rule. */
export type BurnRateRuleOptions = RuleOptions & {
  /** Makes the objective one of latency: a run that is slower than this spends budget, one that fails is left to other rules. */
  readonly latency?: Duration;
  /** The windows; the alert fires when one pair agrees. @defaultValue 20 over 10 min with 50 s, 14.4 over 1 h with 5 min, and 6 over 6 h with 30 min */
  readonly pairs?: readonly BurnPair[];
};

/** Spending an error budget too fast is bad. */
export interface BurnRateRule extends AnyRule<'burnRate', BurnRateRuleOptions> {
  readonly objective: number;
}

/** What class-validator checks of {@link BurnRateRuleOptions}. */
class BurnRateRuleOptionsSchema extends RuleOptionsSchema implements Record<keyof BurnRateRuleOptions, unknown> {
  @Check(duration) latency: unknown;
  @Check(burnPairs) pairs: unknown;
}

/**
 * A rule about an objective: it fires when the error budget is spent too fast (SRE Workbook, chapter 5).
 *
 * It is the quietest of the rules, and blind by design to trouble that spends little of the budget.
 *
 * @param objective the share of runs that must go well: `0.999` is 99.9%
 * @example `onBurnRate(0.999)`, `onBurnRate(0.99, { latency: '300ms' })`
 */
export function onBurnRate(objective: number, options: BurnRateRuleOptions = {}): BurnRateRule {
  const { options: own = {}, problems } = readOptions(BurnRateRuleOptionsSchema, options);
  const isShare = typeof objective === 'number' && objective > 0 && objective < 1;
  const complaint = `must be a share above 0 and below 1, e.g. 0.999 for 99.9%; got ${show(objective)}`;
  return {
    kind: 'burnRate',
    key: ruleKey('burnRate', undefined, own),
    label: typeof objective === 'number' ? percent(objective) : show(objective),
    objective,
    options: own,
    problems: [...(isShare ? [] : [{ path: 'objective', message: complaint }]), ...problems],
  };
}

/** Everything that makes the kind of rule "burn rate". */
export const burnRateKind: RuleKind<BurnRateRule> = {
  defaults: {
    ...EVERY_RULE,
    ...RATIO,
    // The two pairs that page of the SRE Workbook's table 5-8, and a faster one: without it an outage is found in a minute instead of
    // a quarter of one, and twice as many incidents are missed (npm run bench:quality).
    pairs: [
      { long: '10m', short: '50s', factor: 20 },
      { long: '1h', short: '5m', factor: 14.4 },
      { long: '6h', short: '30m', factor: 6 },
    ],
  },
  precedence: 2,
  coversOtherKinds: true,
  readsErrors: true,
  needsInterceptor: true,
  namesErrorClass: false,
  needsStatus: false,
  isUsable: ({ objective }) => typeof objective === 'number',
  measure: ({ objective, options }) => {
    const { pairs = [] } = options;
    return ratioOf(
      options,
      pairs.map(({ long, short, factor }) => windowPair(long, factor * (1 - objective), short)),
    );
  },
  judge: ({ options }) => {
    const threshold = parseDuration(options.latency);
    if (threshold === undefined) return availabilityJudge;
    return (outcome) => {
      if (hasFailed(outcome)) return 'ignored';
      const speed = speedOf(outcome, threshold);
      return speed === 'good' && !hasSucceeded(outcome) ? 'ignored' : speed;
    };
  },
  meaning: ({ objective }, figures) => {
    const rate = burnRate(objective, figures);
    return rate > 1 ? `At this rate 30 days of error budget last ${roughly(BUDGET_PERIOD / rate)}.` : undefined;
  },
  headline: ({ objective, options }, facts) => {
    const { figures, place, reason } = facts;
    const slow = options.latency === undefined ? undefined : formatDuration(parseDuration(options.latency) ?? 0);
    if (figures.down !== undefined && slow === undefined) return downHeadline(facts, figures.down);
    const share = sharePercent(figures.bad, figures.total, figures.limit);
    const burnt = `error budget burns ${formatFactor(burnRate(objective, figures))}x too fast`;
    const what = slow === undefined ? `${share} failing` : `${share} over ${slow}`;
    return {
      parts: [`${burnt}, ${what}`, ...placed(' on', namedPlace(place)), ...(slow === undefined ? because(reason) : [])],
    };
  },
};

/** The time for which a budget is reckoned (SRE Workbook, chapter 5). Milliseconds. */
const BUDGET_PERIOD = 30 * 24 * 3_600_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** How many times faster than the objective allows the budget burns. */
function burnRate(objective: number, { bad, total }: Figures): number {
  return bad / total / (1 - objective);
}

/** `21 h`, `4 h 40 min`, `43 min`: as precise as a decision needs it. */
function roughly(milliseconds: number): string {
  const unit = milliseconds >= 10 * HOUR ? HOUR : MINUTE;
  return formatDuration(Math.max(1, Math.round(milliseconds / unit)) * unit);
}

/** Two digits are enough for how urgent it is; a burn rate of 1 is what the objective allows. */
function formatFactor(factor: number): string {
  return Number.isFinite(factor) ? formatCount(Number(factor.toPrecision(2))) : '0';
}

function burnPairs(value: unknown): string | undefined {
  if (listLength(value) === 0 && isList(value)) return 'must hold at least one { long, short?, factor }';
  return listOf(burnPair)(value);
}

function burnPair(value: unknown): string | undefined {
  if (!isRecord(value)) return `must be { long, short?, factor }; got ${show(value)}`;
  const { long, short, factor } = value;
  const longWindow = duration(long);
  if (longWindow !== undefined) return `has a long window that ${longWindow}`;
  const shortWindow = short === undefined ? undefined : duration(short);
  if (shortWindow !== undefined) return `has a short window that ${shortWindow}`;
  const isShorter = short === undefined || (parseDuration(short) ?? 0) < (parseDuration(long) ?? 0);
  if (!isShorter) return 'must have a short window that is shorter than the long one';
  return typeof factor === 'number' && factor > 0 ? undefined : `must have a factor above zero; got ${show(factor)}`;
}
