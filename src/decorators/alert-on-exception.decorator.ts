import { declareRule } from '../rules/declaration.js';
import type { ErrorClass } from '../rules/error-class.js';
import { exceptionRule, type ExceptionRuleOptions } from '../rules/kinds/exception.js';

/**
 * Alerts when a handler throws an unexpected error: not an `HttpException` below 500, nor an error that a filter answered below 500.
 *
 * @throws OpsgenieConfigurationError when the class is defined, if an argument is wrong
 * @example `@AlertOnException()`, `@AlertOnException({ priority: 'P2' })`
 */
export function AlertOnException(options?: ExceptionRuleOptions): ClassDecorator & MethodDecorator;
/**
 * Alerts when a handler throws an error that is, or is caused by, an instance of one of these classes, whatever the response status.
 *
 * @throws OpsgenieConfigurationError when the class is defined, if an argument is wrong
 * @example `@AlertOnException(PaymentProviderDown, { priority: 'P1' })`
 */
export function AlertOnException(
  types: ErrorClass | readonly ErrorClass[],
  options?: ExceptionRuleOptions,
): ClassDecorator & MethodDecorator;
export function AlertOnException(
  first?: ErrorClass | readonly ErrorClass[] | ExceptionRuleOptions,
  second?: ExceptionRuleOptions,
): ClassDecorator & MethodDecorator {
  return declareRule('@AlertOnException()', exceptionRule(first, second));
}
