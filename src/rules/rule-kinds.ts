import type { AlertKind } from './alert-shape.js';
import { burnRateKind, type BurnRateRule } from './kinds/burn-rate.js';
import { errorRateKind, type ErrorRateRule } from './kinds/error-rate.js';
import { exceptionKind, type ExceptionRule } from './kinds/exception.js';
import { latencyKind, type LatencyRule } from './kinds/latency.js';
import { maxRuntimeKind, type MaxRuntimeRule } from './kinds/max-runtime.js';
import { missedRunKind, type MissedRunRule } from './kinds/missed-run.js';
import { processHealthKind, type ProcessHealthRule } from './kinds/process-health.js';
import { statusKind, type StatusRule } from './kinds/status.js';
import type { RuleKind } from './rule-kind.js';

/** A rule for the module's `rules`, made by `onStatus()`, `onLatency()`, `onException()`, `onErrorRate()` or `onBurnRate()`. */
export type AlertRule =
  | StatusRule
  | LatencyRule
  | ExceptionRule
  | ErrorRateRule
  | BurnRateRule
  | MissedRunRule
  | MaxRuntimeRule
  | ProcessHealthRule;

/** Another name of {@link AlertRule}. */
export type Rule = AlertRule;

/** All kinds of rules by name. Everything that is known of a kind stands in its file; no other file names one. */
export const RULE_KINDS: Readonly<Record<AlertKind, RuleKind>> = {
  status: statusKind,
  latency: latencyKind,
  exception: exceptionKind,
  errorRate: errorRateKind,
  burnRate: burnRateKind,
  missedRun: missedRunKind,
  maxRuntime: maxRuntimeKind,
  processHealth: processHealthKind,
} satisfies { readonly [Kind in AlertKind]: RuleKind<Extract<AlertRule, { kind: Kind }>> };
