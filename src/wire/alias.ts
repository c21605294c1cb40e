import { LIMITS } from './limits.js';

/** Whether the platform can know an alert by this alias: the address of an alert is made of it, so half a character will not do. */
export function isAlias(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= LIMITS.alias && !/[\uD800-\uDFFF]/u.test(value);
}
