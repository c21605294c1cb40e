import { declareRule } from '../rules/declaration.js';
import { onErrorRate, type ErrorRateRuleOptions } from '../rules/kinds/error-rate.js';

/**
 * Alerts when more than this share of runs fails, or when no run succeeds any more. On a controller, its handlers are counted together.
 *
 * @param ratio the share above which it fires: `0.01` is 1%
 * @throws OpsgenieConfigurationError when the class is defined, if an argument is wrong
 * @example `@AlertOnErrorRate(0.01, { priority: 'P2' })`
 */
export function AlertOnErrorRate(ratio: number, options?: ErrorRateRuleOptions): ClassDecorator & MethodDecorator {
  return declareRule('@AlertOnErrorRate()', onErrorRate(ratio, options));
}
