import { parseDuration, type Duration } from '../time/duration.js';
import { DEFAULT_PRIORITY } from '../text/priority.js';
import type { RuleOptions } from './rule-options.js';

/** A window with the one that confirms it, and the share of bad samples above which both indicate trouble. */
export interface WindowPair {
  /** Milliseconds. */
  readonly long: number;
  /** Milliseconds. */
  readonly short: number;
  readonly threshold: number;
}

/** What is measured to know whether there is trouble: bad samples within a time, or their share of all samples. */
export type Measure =
  | { readonly type: 'count'; readonly count: number; readonly within: number }
  | {
      readonly type: 'ratio';
      readonly pairs: readonly WindowPair[];
      readonly minSamples: number;
      readonly minBad: number;
      /** An incident opens only if as much fails in these last milliseconds as before. Absent: whether it does or not. */
      readonly latest?: number | undefined;
    };

/** An incident policy with every value in place; durations in milliseconds. */
export interface Policy {
  readonly measure: Measure;
  readonly for: number;
  readonly keepFiringFor: number;
  readonly recoveryRatio: number;
  readonly autoClose: boolean;
  readonly staleAfter: number;
  /**
   * How many good samples prove a recovery: several; or for tasks, which run too rarely to wait for more, the `first-success`; or `never`
   * any number, for what has stopped for good.
   */
  readonly recovery: 'sustained' | 'first-success' | 'never';
  /** Whether trouble that does not flap ends without waiting for `keepFiringFor`. */
  readonly closesAtOnce: boolean;
}

/** The defaults of every kind of rule. */
export const EVERY_RULE = {
  for: 0,
  keepFiringFor: '5m',
  recoveryRatio: 0.5,
  autoClose: true,
  staleAfter: '24h',
  priority: DEFAULT_PRIORITY,
} as const satisfies RuleOptions;

/** The defaults of rules that count bad samples. */
export const COUNTED = { count: 1, within: '5m' } as const satisfies RuleOptions;

/** The defaults of rules that measure the share of bad samples. */
export const RATIO = { minSamples: 20, minBad: 10 } as const;

/** The confirm window is this part of the long one (SRE Workbook, chapter 5, recommends 1/12). */
const CONFIRM_PART = 12;

/** Counts bad samples within a time. */
export function countOf({ count, within }: RuleOptions): Measure {
  return { type: 'count', count: count ?? COUNTED.count, within: milliseconds(within) };
}

/** Measures the share of bad samples in several windows. */
export function ratioOf(
  {
    minSamples,
    minBad,
    latest,
  }: { readonly minSamples?: number; readonly minBad?: number; readonly latest?: Duration },
  pairs: readonly WindowPair[],
): Measure {
  return {
    type: 'ratio',
    pairs,
    minSamples: minSamples ?? RATIO.minSamples,
    minBad: minBad ?? RATIO.minBad,
    latest: parseDuration(latest),
  };
}

/** @param short the window that confirms the long one. @defaultValue a twelfth of the long one */
export function windowPair(long: Duration | undefined, threshold: number, short?: Duration): WindowPair {
  const longest = milliseconds(long);
  return { long: longest, short: short === undefined ? longest / CONFIRM_PART : milliseconds(short), threshold };
}

/** Everything of a policy that does not depend on the kind of the rule. */
export function timesOf(options: RuleOptions): Omit<Policy, 'measure' | 'recovery' | 'closesAtOnce'> {
  return {
    for: milliseconds(options.for),
    keepFiringFor: milliseconds(options.keepFiringFor),
    recoveryRatio: options.recoveryRatio ?? EVERY_RULE.recoveryRatio,
    autoClose: options.autoClose ?? EVERY_RULE.autoClose,
    staleAfter: milliseconds(options.staleAfter),
  };
}

function milliseconds(duration: Duration | undefined): number {
  return parseDuration(duration) ?? 0;
}
