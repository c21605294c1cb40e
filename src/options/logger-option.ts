import { readProperty } from '../text/guarded-read.js';
import type { Complaint } from '../validation/checks.js';
import { show } from '../validation/problem.js';

/** Checks the option `logger`. */
export const logger: Complaint = (value) => {
  const isLogger =
    typeof value === 'object' &&
    ['log', 'warn', 'error'].every((method) => typeof readProperty(value, method) === 'function');
  return value === false || isLogger ? undefined : `must be false or a LoggerService; got ${show(value)}`;
};
