import { declareRule } from '../rules/declaration.js';
import { onStatus, type StatusMatcher } from '../rules/kinds/status.js';
import type { RuleOptions } from '../rules/rule-options.js';

/**
 * Alerts when a response is sent with one of these statuses. On a controller it applies to all its handlers.
 *
 * @param match one status, a class, a range with both ends included, or a list of these
 * @throws OpsgenieConfigurationError when the class is defined, if an argument is wrong
 * @example `@AlertOnStatus('5XX')`, `@AlertOnStatus([402, 503], { priority: 'P1' })`
 */
export function AlertOnStatus(
  match: StatusMatcher | readonly StatusMatcher[],
  options?: RuleOptions,
): ClassDecorator & MethodDecorator {
  return declareRule('@AlertOnStatus()', onStatus(match, options));
}
