import type { Duration } from '../time/duration.js';
import type { AlertShape } from './alert-shape.js';
import type { ErrorClass } from './error-class.js';

/** When an incident starts and when it ends. */
export interface IncidentPolicy {
  /** How many bad samples within `within` make an incident; for rules that count. @defaultValue `1` */
  readonly count?: number;
  /** The time in which `count` bad samples must fall. @defaultValue `'5m'` */
  readonly within?: Duration;
  /** How long the trouble must last before anybody is told. Leave it at zero for pages: the windows already confirm (SRE Workbook, chapter 5). @defaultValue `0` */
  readonly for?: Duration;
  /** How many samples a ratio needs before it means anything. @defaultValue `20` */
  readonly minSamples?: number;
  /** How long all must be well before the alert is closed. @defaultValue `'5m'`; `'15m'` for exceptions */
  readonly keepFiringFor?: Duration;
  /** The trouble is over when the measure falls below this share of what started it. @defaultValue `0.5` */
  readonly recoveryRatio?: number;
  /** Whether the alert is closed when the trouble is over. @defaultValue `true` */
  readonly autoClose?: boolean;
  /** After how long without any sample an alert is closed as stale. @defaultValue `'24h'` */
  readonly staleAfter?: Duration;
}

/**
 * How the alerts of a task under `watch()` look, and when its incidents start and end. Without `keepFiringFor`, the first success ends
 * an incident that does not flap.
 */
export type WatchOptions = AlertShape & IncidentPolicy;

/** What every rule can say: how its alert looks, when it starts and ends, its name, and whether it is on. */
export type RuleOptions = AlertShape &
  IncidentPolicy & {
    /** Takes the place of the matcher in the rule's key, so that two rules of a kind can stand side by side. */
    readonly name?: string;
    /** `false` turns the rule off, whatever other levels say. @defaultValue `true` */
    readonly enabled?: boolean;
  };

/** Options of a latency rule. */
export type LatencyRuleOptions = RuleOptions & {
  /** Makes it a matter of ratio: bad when more than this share of the runs in `window` is too slow. Without it every slow run counts. */
  readonly share?: number;
  /** The window of `share`. @defaultValue `'5m'` */
  readonly window?: Duration;
};

/** Options of an exception rule. */
export type ExceptionRuleOptions = RuleOptions & {
  /** Errors that this rule leaves alone: those that are, or are caused by, one of these classes. */
  readonly except?: readonly ErrorClass[];
};

/** Options of an error rate rule. */
export type ErrorRateRuleOptions = RuleOptions & {
  /** The window over which the rate is taken; a twelfth of it confirms that the trouble goes on. @defaultValue `'10m'` */
  readonly window?: Duration;
  /** How many runs must have failed, so that a quiet service does not page for one failure. @defaultValue `10` */
  readonly minBad?: number;
};

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
