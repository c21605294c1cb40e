import { hostname } from 'node:os';

import type { LoggerService } from '@nestjs/common';

import { resolveDelivery, type DeliveryOptions, type DeliverySettings } from './delivery/delivery-options.js';
import { problemsOfFleet, resolveFleet, type FleetOptions, type ResolvedFleet } from './options/fleet-options.js';
import { PLATFORMS, type AlertPlatform } from './platforms/opsgenie/alert-platforms.js';
import { isLocalAddress } from './platforms/opsgenie/base-url.js';
import {
  missingInHeartbeat,
  resolveHeartbeat,
  type ModuleHeartbeatOptions,
  type ResolvedHeartbeat,
} from './options/heartbeat-options.js';
import type { ObserveOptions } from './options/observe-options.js';
import type { MissedRunsOptions } from './options/missed-runs-options.js';
import { isBlank, missingKey } from './options/api-key-option.js';
import { ModuleOptionsSchema } from './options/module-options.schema.js';
import { resolveHealth, type HealthLimits, type ProcessHealthOptions } from './options/process-health-options.js';
import { problemsOfRules } from './rules/rule-problems.js';
import { warningsAbout } from './options/option-warnings.js';
import type { RedactOptions } from './options/redact-options.js';
import {
  namesOfTargets,
  problemsOfMirror,
  problemsOfTargets,
  resolveMirror,
  resolveTargets,
  type KeyedPlatform,
  type MirrorOptions,
  type ResolvedMirror,
  type TargetOptions,
} from './options/target-options.js';
import type { AlertContext, AlertShape, DetailValue } from './rules/alert-shape.js';
import { problemsOfTargetNames } from './rules/known-target.js';
import { layShape } from './rules/layer.js';
import { recommendedRules, rulesInFleet } from './rules/recommended-rules.js';
import type { IncidentPolicy } from './rules/rule-options.js';
import type { AlertRule } from './rules/rule-kinds.js';
import { hasOwn, isList } from './text/guarded-read.js';
import { OpsgenieConfigurationError } from './validation/problem.js';
import { readOptions } from './validation/schema.js';

/** The options of `OpsgenieModule.forRoot()`. */
export interface OpsgenieModuleOptions {
  /** The key of an API integration. Required unless the module is off or dry; trimmed; never logged. */
  readonly apiKey?: string | undefined;
  /** Where alerts go. @defaultValue `'opsgenie'` */
  readonly platform?: AlertPlatform | undefined;
  /** Takes the place of the platform's address, for a sandbox or a proxy; a path in it is kept. */
  readonly baseUrl?: string | undefined;
  /**
   * Further keys by name, such as one for each team: the key of a team's integration pages that team. `target: 'payments'` in a rule, in
   * `@AlertDefaults()`, in `defaults` or in `raise()` says which alerts are sent with it. Each has an outbox and a journal of its own.
   *
   * @defaultValue none
   * @example `{ payments: { apiKey: process.env.PAYMENTS_API_KEY } }`
   */
  readonly targets?: Readonly<Record<string, TargetOptions>> | undefined;
  /**
   * A second platform that receives a copy of every alert, so that both can be compared before a move. What happens there has no effect on
   * the first: receipts, `onDropped`, health and heartbeats speak for that. @defaultValue none
   *
   * @example `{ platform: 'jsm', apiKey: process.env.JSM_API_KEY, priority: 'P5' }`
   */
  readonly mirror?: MirrorOptions | undefined;
  /** Off: nothing is watched, `raise()` answers `disabled`, nothing leaves. @defaultValue `NODE_ENV !== 'test'` */
  readonly enabled?: boolean | undefined;
  /** Everything runs, but messages are logged instead of sent. @defaultValue `false` */
  readonly dryRun?: boolean | undefined;
  /** The name of the application. It stands in every alias. @defaultValue `nest-service-<hostname>`, with a warning */
  readonly service?: string | undefined;
  /** Where it runs. It stands in every alias. @defaultValue `NODE_ENV`, else `'local'` */
  readonly environment?: string | undefined;
  /** The version that runs; it goes into the details of every alert. */
  readonly version?: string | undefined;
  /** The rules that hold for all handlers. @defaultValue `recommendedRules()` */
  readonly rules?: readonly AlertRule[] | undefined;
  /** What holds for every alert of which nothing else is said. */
  readonly defaults?: (AlertShape & IncidentPolicy) | undefined;
  /** Links in every alert; rules and decorators add to them. See {@link AlertShape.links}. */
  readonly links?: AlertShape['links'] | undefined;
  /**
   * Paths of requests that are not observed, for what no decorator reaches: middleware, mounted routers, static files. A `*` at the end
   * stands for any rest. @defaultValue none
   *
   * @example `['/metrics', '/static/*']`
   */
  readonly ignore?: readonly string[] | undefined;
  /** Request headers that are copied into the details. @defaultValue none */
  readonly forwardHeaders?: readonly string[] | undefined;
  /** Whether stacks go into descriptions. @defaultValue `true` */
  readonly includeStack?: boolean | undefined;
  readonly redact?: RedactOptions | undefined;
  /** Adds details to every alert. If it throws, that is logged and the alert goes out without them. */
  readonly enrich?: ((context: AlertContext) => Readonly<Record<string, DetailValue>>) | undefined;
  /** Kinds of runs outside HTTP that are not observed: `{ queues: false }`. @defaultValue all are observed */
  readonly observe?: ObserveOptions | undefined;
  /**
   * Alerts on jobs of `@nestjs/schedule` that did not start in time, or that have not ended. `false` turns both off; `@MaxRuntime()` works
   * all the same. @defaultValue on, P3 unless `defaults.priority` says otherwise
   */
  readonly missedRuns?: false | MissedRunsOptions | undefined;
  /** A heartbeat of the platform, or its name, that is pinged while event loop and alerts are well. @defaultValue none */
  readonly heartbeat?: string | ModuleHeartbeatOptions | undefined;
  readonly delivery?: DeliveryOptions | undefined;
  /**
   * Several processes of this service judge together and alert once, over Redis or Valkey. Without it each process judges its own traffic.
   *
   * @defaultValue none
   *
   * @example `{ redis: 'redis://localhost:6379' }`
   */
  readonly fleet?: FleetOptions | undefined;
  /**
   * Alerts on errors that nothing caught, just before they end the process, and on a start that fails once the options are known. How
   * the process ends stays as it is, but for a delay of at most 2 seconds. @defaultValue `false`
   */
  readonly processErrors?: boolean | undefined;
  /**
   * Alerts while the event loop is blocked, and while the heap is nearly full; P2 unless `defaults.priority` says otherwise. They close
   * themselves. A process that is blocked for good, or killed, reports nothing: use an external check as well. @defaultValue off
   *
   * @example `{ eventLoopDelay: { p99: '200ms', for: '1m' }, heap: { share: 0.9, for: '5m' } }`
   */
  readonly processHealth?: ProcessHealthOptions | undefined;
  /** Where the module logs; `false` for nowhere. @defaultValue Nest's `Logger` */
  readonly logger?: LoggerService | false | undefined;
}

/** {@link OpsgenieModuleOptions} with every value in place. */
export interface ResolvedOptions extends KeyedPlatform {
  readonly targets: ReadonlyMap<string, KeyedPlatform>;
  readonly mirror: ResolvedMirror | undefined;
  readonly enabled: boolean;
  /** Why the module is off; absent if it is on. */
  readonly offBecause: string | undefined;
  readonly dryRun: boolean;
  readonly service: string;
  readonly environment: string;
  readonly version: string | undefined;
  readonly rules: readonly AlertRule[];
  readonly defaults: AlertShape & IncidentPolicy;
  readonly ignore: readonly string[];
  readonly forwardHeaders: readonly string[];
  readonly includeStack: boolean;
  readonly redact: RedactOptions;
  readonly enrich: OpsgenieModuleOptions['enrich'];
  readonly observe: ObserveOptions;
  readonly missedRuns: OpsgenieModuleOptions['missedRuns'];
  readonly heartbeat: ResolvedHeartbeat | undefined;
  readonly delivery: DeliverySettings;
  readonly fleet: ResolvedFleet | undefined;
  readonly processErrors: boolean;
  readonly processHealth: HealthLimits;
  readonly logger: LoggerService | false | undefined;
  /** What is not wrong, but should be known; logged at boot. */
  readonly warnings: readonly string[];
}

/** Every option has its check. */
const SCHEMA: new () => Record<keyof OpsgenieModuleOptions, unknown> = ModuleOptionsSchema;

/**
 * Checks the options and fills in the defaults. Both `forRoot()` and `forRootAsync()` come here.
 *
 * @throws OpsgenieConfigurationError that names everything that is wrong, at once
 */
export function resolveOptions(given: OpsgenieModuleOptions): ResolvedOptions {
  const { options, problems: ownProblems } = readOptions(SCHEMA, given);
  if (options === undefined) throw new OpsgenieConfigurationError('OpsgenieModule', ownProblems);
  const problems = [...ownProblems];
  const enabled = options.enabled ?? process.env['NODE_ENV'] !== 'test';
  const dryRun = options.dryRun ?? false;
  const sends = enabled && !dryRun;
  if (sends && isBlank(options.apiKey))
    problems.push({ path: 'apiKey', message: missingKey(options.apiKey, "turn the module off with 'enabled: false'") });
  problems.push(...missingInHeartbeat(options.heartbeat, options.platform ?? 'opsgenie'));
  problems.push(...problemsOfFleet(options.fleet));
  if (isList(options.rules)) problems.push(...problemsOfRules(options.rules));
  problems.push(...problemsOfTargets(options.targets, sends));
  problems.push(...problemsOfTargetNames(options, namesOfTargets(options.targets)));
  const own = ownKey(options);
  problems.push(...problemsOfMirror(options.mirror, own, sends));
  if (problems.length > 0) throw new OpsgenieConfigurationError('OpsgenieModule', problems);
  const { baseUrl, platform } = own;
  const rules = options.rules ?? recommendedRules();
  return {
    ...own,
    targets: resolveTargets(options.targets, own),
    mirror: resolveMirror(options.mirror),
    enabled,
    offBecause: enabled ? undefined : options.enabled === undefined ? 'NODE_ENV=test' : 'enabled: false',
    dryRun,
    service: options.service?.trim() ?? `nest-service-${hostname()}`,
    environment: options.environment?.trim() ?? (process.env['NODE_ENV'] || 'local'),
    version: options.version,
    rules: options.fleet === undefined ? rules : rulesInFleet(rules),
    defaults: layShape(options.links === undefined ? {} : { links: options.links }, options.defaults ?? {}),
    ignore: options.ignore ?? [],
    forwardHeaders: options.forwardHeaders ?? [],
    includeStack: options.includeStack ?? true,
    redact: options.redact ?? {},
    enrich: options.enrich,
    observe: options.observe ?? {},
    missedRuns: options.missedRuns,
    heartbeat: resolveHeartbeat(options.heartbeat),
    delivery: resolveDelivery(options.delivery),
    fleet: resolveFleet(options.fleet),
    processErrors: options.processErrors ?? false,
    processHealth: resolveHealth(options.processHealth),
    logger: options.logger,
    warnings: warningsAbout(
      options,
      { title: PLATFORMS[platform].title, isReal: !dryRun && !isLocalAddress(baseUrl) },
      process.env,
    ),
  };
}

/** The module's own key. Wrong values stay what they are; they are problems of their own. */
function ownKey({ apiKey, baseUrl, platform = 'opsgenie' }: OpsgenieModuleOptions): KeyedPlatform {
  const address = hasOwn(PLATFORMS, platform) ? PLATFORMS[platform].baseUrl : '';
  return { apiKey: trimmed(apiKey) ?? '', platform, baseUrl: trimmed(baseUrl) ?? address };
}

function trimmed(text: unknown): string | undefined {
  return typeof text === 'string' ? text.trim() : undefined;
}
