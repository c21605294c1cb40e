import { declareRule } from '../rules/declaration.js';
import { onLatency, type LatencyRuleOptions } from '../rules/kinds/latency.js';
import type { Duration } from '../time/duration.js';

/**
 * Alerts when a handler takes longer than a threshold. A threshold on the handler overrides one on the controller or module.
 *
 * With `{ of: 'wait' }` it alerts when jobs of a queue wait longer than that for a worker.
 *
 * @param threshold a number is milliseconds
 * @throws OpsgenieConfigurationError when the class is defined, if an argument is wrong
 * @example `@AlertOnLatency(2000)`, `@AlertOnLatency('2s', { share: 0.05, window: '5m' })`
 */
export function AlertOnLatency(threshold: Duration, options?: LatencyRuleOptions): ClassDecorator & MethodDecorator {
  return declareRule('@AlertOnLatency()', onLatency(threshold, options));
}
