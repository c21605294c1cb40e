import type { Duration } from '../time/duration.js';
import type { AlertShape } from './alert-shape.js';

/** When an incident starts and when it ends. */
export interface IncidentPolicy {
  /** How many bad samples within `within` make an incident; for rules that count. @defaultValue `1` */
  readonly count?: number;
  /** The time in which `count` bad samples must fall. @defaultValue `'5m'` */
  readonly within?: Duration;
  /** How long the trouble must last before an alert is raised. Leave it at zero for pages: the windows already confirm (SRE Workbook, chapter 5). @defaultValue `0` */
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
