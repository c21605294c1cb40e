import { declareRule } from '../rules/declaration.js';
import { maxRuntimeRule } from '../rules/kinds/max-runtime.js';
import type { RuleOptions } from '../rules/rule-options.js';
import type { Duration } from '../time/duration.js';

/**
 * Alerts while a run of a job, listener, handler of messages or any other method takes longer than it may: it is stuck, and has not
 * failed. The alert closes itself when the run ends. On a class it applies to all its jobs. Handlers of HTTP routes are not observed
 * this way: use `@AlertOnLatency()` there.
 *
 * It takes the place of the check for overlaps of a scheduled job: a limit beyond the job's period allows runs side by side.
 *
 * @param limit how long a run may take; a number is milliseconds
 * @throws OpsgenieConfigurationError when the class is defined, if an argument is wrong
 * @example `@MaxRuntime('20m')`, `@MaxRuntime('1h', { priority: 'P1' })`
 */
export function MaxRuntime(limit: Duration, options?: RuleOptions): ClassDecorator & MethodDecorator {
  return declareRule('@MaxRuntime()', maxRuntimeRule(limit, options));
}
