import 'reflect-metadata';

export type { OpsgenieModuleAsyncOptions, OpsgenieOptionsFactory } from './options/async-options.js';
export { OpsgenieModule } from './opsgenie.module.js';
export type { OpsgenieModuleOptions } from './opsgenie.options.js';
export type { ObserveOptions } from './options/observe-options.js';
export type { FleetOptions, FleetRedis } from './options/fleet-options.js';
export type { JsmHeartbeatAccess, ModuleHeartbeatOptions } from './options/heartbeat-options.js';
export type { MissedRunsOptions } from './options/missed-runs-options.js';
export type { EventLoopDelayOptions, HeapOptions, ProcessHealthOptions } from './options/process-health-options.js';
export type { RedactOptions } from './options/redact-options.js';
export type { MirrorOptions, TargetOptions } from './options/target-options.js';
export { OPSGENIE_CLOCK } from './pipeline/tokens.js';
export { OpsgenieService } from './opsgenie.service.js';
export type { ActionOptions, MuteOptions } from './options/service-options.js';
export type { FleetStats } from './fleet/fleet-stats.js';
export type { OpsgenieStats } from './pipeline/statistics.js';

export { AlertDefaults } from './decorators/alert-defaults.decorator.js';
export { AlertOnBurnRate } from './decorators/alert-on-burn-rate.decorator.js';
export { AlertOnErrorRate } from './decorators/alert-on-error-rate.decorator.js';
export { AlertOnException } from './decorators/alert-on-exception.decorator.js';
export { AlertOnLatency } from './decorators/alert-on-latency.decorator.js';
export { AlertOnStatus } from './decorators/alert-on-status.decorator.js';
export { Heartbeat } from './decorators/heartbeat.decorator.js';
export { MaxRuntime } from './decorators/max-runtime.decorator.js';
export { SkipAlerts } from './decorators/skip-alerts.decorator.js';

export { onBurnRate, type BurnPair, type BurnRateRuleOptions } from './rules/kinds/burn-rate.js';
export { onErrorRate, type ErrorRateRuleOptions } from './rules/kinds/error-rate.js';
export type { CountedAttempts } from './rules/counted-attempts.js';
export { onException, type ExceptionRuleOptions } from './rules/kinds/exception.js';
export { onLatency, type LatencyRuleOptions } from './rules/kinds/latency.js';
export { onStatus, type StatusClass, type StatusMatcher } from './rules/kinds/status.js';
export { recommendedRules } from './rules/recommended-rules.js';

export type {
  AlertContext,
  AlertKind,
  AlertShape,
  DetailValue,
  IncidentFacts,
  Resolvable,
} from './rules/alert-shape.js';
export type { ErrorClass } from './rules/error-class.js';
export type {
  Caller,
  HealthReading,
  HttpFacts,
  MissedRun,
  ObservedOutcome,
  OutcomeKind,
  OverdueRun,
  RequestFacts,
  RunTiming,
  TraceIds,
} from './rules/outcome.js';
export type { EffectiveRule } from './rules/effective-rule.js';
export type { HeartbeatOptions } from './rules/heartbeat.js';
export type { IncidentPolicy, RuleOptions, WatchOptions } from './rules/rule-options.js';
export type { AlertRule, Rule } from './rules/rule-kinds.js';

export type { ManualAlert } from './alerts/shape/manual-alert.js';
export type { AlertMessage, Message } from './alerts/message.js';
export type { DeliveryOptions, JournalOptions, OnDropped } from './delivery/delivery-options.js';
export type { DeliveryStats, DropCause, FlushReport } from './delivery/delivery-stats.js';
export type { CheckFinding, CheckOptions, PlatformCall, PlatformCheck, TestAlert } from './platforms/platform.js';
export type { AlertPlatform } from './platforms/opsgenie/alert-platforms.js';
export type { AlertReceipt, DeliveryResult, ReceiptOutcome } from './delivery/receipt.js';
export type { ActiveIncident } from './incidents/incident.js';
export type { Duration } from './time/duration.js';
export { OpsgenieConfigurationError, type ConfigurationProblem } from './validation/problem.js';
export type { AlertActionPayload, CreateAlertPayload } from './alerts/message.js';
export type { Priority } from './text/priority.js';
export type { Responder } from './rules/alert-shape.js';
