import { parseDuration, type Duration } from '../time/duration.js';
import type { AlertShape } from './alert-shape.js';
import type { ErrorNames } from './error-names.js';
import type { AnyRuleOptions } from './layer.js';
import type { Rule } from './rule.js';
import type { Outcome } from './outcome.js';
import { causeOf, discriminatorOf, judgeOf, specificityOf, taskJudge, type Judge } from './verdict.js';

/** What a rule covers: its samples are counted together. */
export type Scope = 'service' | 'controller' | 'handler';

/** A window with the one that confirms it, and the share of bad samples above which both speak of trouble. */
export interface WindowPair {
  /** Milliseconds. */
  readonly long: number;
  /** Milliseconds. */
  readonly short: number;
  readonly threshold: number;
}

/** What is measured to know whether there is trouble. */
export type Measure =
  | { readonly type: 'count'; readonly count: number; readonly within: number }
  | {
      readonly type: 'ratio';
      readonly pairs: readonly WindowPair[];
      readonly minSamples: number;
      readonly minBad: number;
    };

/** An {@link IncidentPolicy} with every value in place; durations in milliseconds. */
export interface Policy {
  readonly measure: Measure;
  readonly for: number;
  readonly keepFiringFor: number;
  readonly recoveryRatio: number;
  readonly autoClose: boolean;
  readonly staleAfter: number;
  /** How many good samples show that all is well: several, or for tasks, which are too rare to wait for more, the `first-success`. */
  readonly recovery: 'sustained' | 'first-success';
  /** Whether trouble that does not flap ends without waiting for `keepFiringFor`. */
  readonly closesAtOnce: boolean;
}

/** A rule as it holds for one handler, ready for use on every request. */
export interface CompiledRule {
  /** The nearest rule of its key, with the options of all levels. */
  readonly rule: Rule;
  readonly scope: Scope;
  readonly policy: Policy;
  /** How its alerts look. */
  readonly shape: AlertShape;
  readonly judge: Judge;
  /** What a bad outcome has in common with others of its kind; it completes the alias. */
  readonly discriminate: (outcome: Outcome) => string;
  /** How precisely the rule speaks of a bad outcome, within its kind. */
  readonly specificity: (outcome: Outcome) => number;
  /** What a bad outcome is put down to. */
  readonly cause: (outcome: Outcome) => string;
}

/** The confirm window is this part of the long one (SRE Workbook, chapter 5, recommends 1/12). */
const CONFIRM_PART = 12;

const EVERY_RULE = {
  for: 0,
  keepFiringFor: '5m',
  recoveryRatio: 0.5,
  autoClose: true,
  staleAfter: '24h',
  priority: 'P4',
} as const satisfies AnyRuleOptions;
const COUNTED = { count: 1, within: '5m' } as const satisfies AnyRuleOptions;
const RATIO = { minSamples: 20, minBad: 10 } as const satisfies AnyRuleOptions;

/** What holds for a kind of rule where nobody says anything else. */
export const BUILT_IN: Readonly<Record<Rule['kind'], AnyRuleOptions>> = {
  status: { ...EVERY_RULE, ...COUNTED },
  latency: { ...EVERY_RULE, ...COUNTED, ...RATIO, window: '5m' },
  // An error that was mended is often seen again within minutes, at the next deploy or retry.
  exception: { ...EVERY_RULE, ...COUNTED, keepFiringFor: '15m' },
  errorRate: { ...EVERY_RULE, ...RATIO, window: '10m' },
  burnRate: {
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
};

/**
 * Makes a rule ready for use.
 *
 * @param options what all levels together say, {@link BUILT_IN} among them
 * @param names tells classes of errors apart that have one name
 */
export function compileRule(
  rule: Rule,
  options: AnyRuleOptions,
  scope: Scope,
  names: ErrorNames,
  { recovery, closesAtOnce }: Pick<Policy, 'recovery' | 'closesAtOnce'> = {
    recovery: 'sustained',
    closesAtOnce: false,
  },
): CompiledRule {
  // What a farther level said is part of the rule: the errors that it excepts, say.
  const whole: Rule = { ...rule, options };
  return {
    rule: whole,
    scope,
    policy: {
      measure: measureOf(rule, options),
      for: milliseconds(options.for),
      keepFiringFor: milliseconds(options.keepFiringFor),
      recoveryRatio: options.recoveryRatio ?? EVERY_RULE.recoveryRatio,
      autoClose: options.autoClose ?? EVERY_RULE.autoClose,
      staleAfter: milliseconds(options.staleAfter),
      recovery,
      closesAtOnce,
    },
    shape: options,
    judge: recovery === 'first-success' ? taskJudge : judgeOf(whole),
    discriminate: (outcome) => discriminatorOf(whole, outcome, names),
    specificity: (outcome) => specificityOf(whole, outcome),
    cause: (outcome) => causeOf(outcome, names),
  };
}

function measureOf(rule: Rule, options: AnyRuleOptions): Measure {
  const pairs = pairsOf(rule, options);
  if (pairs.length > 0) {
    return {
      type: 'ratio',
      pairs,
      minSamples: options.minSamples ?? RATIO.minSamples,
      minBad: options.minBad ?? RATIO.minBad,
    };
  }
  return { type: 'count', count: options.count ?? COUNTED.count, within: milliseconds(options.within) };
}

function pairsOf(rule: Rule, options: AnyRuleOptions): WindowPair[] {
  switch (rule.kind) {
    case 'errorRate':
      return [windowPair(options.window, undefined, rule.ratio)];
    case 'burnRate':
      return (options.pairs ?? []).map((pair) => windowPair(pair.long, pair.short, pair.factor * (1 - rule.objective)));
    case 'latency':
      return options.share === undefined ? [] : [windowPair(options.window, undefined, options.share)];
    case 'status':
    case 'exception':
      return [];
  }
}

function windowPair(long: Duration | undefined, short: Duration | undefined, threshold: number): WindowPair {
  const longest = milliseconds(long);
  return { long: longest, short: short === undefined ? longest / CONFIRM_PART : milliseconds(short), threshold };
}

function milliseconds(duration: Duration | undefined): number {
  return parseDuration(duration) ?? 0;
}
