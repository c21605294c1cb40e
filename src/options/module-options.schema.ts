import { DeliveryOptionsSchema } from '../delivery/delivery-options.schema.js';
import { PLATFORMS } from '../platforms/opsgenie/alert-platforms.js';
import { complainAboutBaseUrl } from '../platforms/opsgenie/base-url.js';
import { ignoredPath } from '../rules/ignored-paths.js';
import { ShapeAndPolicySchema } from '../rules/rule-options.schema.js';
import { ruleList } from '../rules/rule-problems.js';
import {
  callable,
  Check,
  CheckNested,
  flag,
  linkRecord,
  listOf,
  oneOf,
  resolvable,
  text,
} from '../validation/checks.js';
import { show } from '../validation/problem.js';
import { apiKey } from './api-key-option.js';
import { FleetOptionsSchema } from './fleet-options.js';
import { heartbeatShorthand, ModuleHeartbeatOptionsSchema } from './heartbeat-options.js';
import { logger } from './logger-option.js';
import { MissedRunsOptionsSchema } from './missed-runs-options.js';
import { ObserveOptionsSchema } from './observe-options.js';
import { OPTION_HINTS } from './option-hints.js';
import { ProcessHealthOptionsSchema } from './process-health-options.js';
import { RedactOptionsSchema } from './redact-options.js';
import { MirrorOptionsSchema, targetRecord } from './target-options.js';

/** The validation schema of the module's options. */
export class ModuleOptionsSchema {
  static readonly hints = OPTION_HINTS;
  static readonly uncopied = ['logger'];
  static readonly nested = {
    defaults: ShapeAndPolicySchema,
    redact: RedactOptionsSchema,
    observe: ObserveOptionsSchema,
    missedRuns: MissedRunsOptionsSchema,
    heartbeat: ModuleHeartbeatOptionsSchema,
    delivery: DeliveryOptionsSchema,
    fleet: FleetOptionsSchema,
    processHealth: ProcessHealthOptionsSchema,
    mirror: MirrorOptionsSchema,
  };

  static readonly shorthands = {
    missedRuns: (value: unknown) => (value === false ? undefined : `must be false or an object; got ${show(value)}`),
    heartbeat: heartbeatShorthand,
  };

  @Check(apiKey) apiKey: unknown;
  @Check(oneOf(Object.keys(PLATFORMS))) platform: unknown;
  @Check(complainAboutBaseUrl) baseUrl: unknown;
  @Check(targetRecord) targets: unknown;
  @CheckNested() mirror: unknown;
  @Check(flag) enabled: unknown;
  @Check(flag) dryRun: unknown;
  @Check(text) service: unknown;
  @Check(text) environment: unknown;
  @Check(text) version: unknown;
  @Check(ruleList) rules: unknown;
  @CheckNested() defaults: unknown;
  @Check(resolvable(linkRecord)) links: unknown;
  @Check(listOf(ignoredPath)) ignore: unknown;
  @Check(listOf(text)) forwardHeaders: unknown;
  @Check(flag) includeStack: unknown;
  @CheckNested() redact: unknown;
  @Check(callable) enrich: unknown;
  @CheckNested() observe: unknown;
  @CheckNested() missedRuns: unknown;
  @CheckNested() heartbeat: unknown;
  @CheckNested() delivery: unknown;
  @CheckNested() fleet: unknown;
  @Check(flag) processErrors: unknown;
  @CheckNested() processHealth: unknown;
  @Check(logger) logger: unknown;
}
