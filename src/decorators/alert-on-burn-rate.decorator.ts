import { declareRule } from '../rules/declaration.js';
import { onBurnRate, type BurnRateRuleOptions } from '../rules/kinds/burn-rate.js';

/**
 * Alerts when an error budget is spent too fast (SRE Workbook, chapter 5). On a controller, its handlers are counted together.
 *
 * @param objective the share of runs that must succeed: `0.999` is 99.9%
 * @throws OpsgenieConfigurationError when the class is defined, if an argument is wrong
 * @example `@AlertOnBurnRate(0.999)`, `@AlertOnBurnRate(0.99, { latency: '300ms' })`
 */
export function AlertOnBurnRate(objective: number, options?: BurnRateRuleOptions): ClassDecorator & MethodDecorator {
  return declareRule('@AlertOnBurnRate()', onBurnRate(objective, options));
}
