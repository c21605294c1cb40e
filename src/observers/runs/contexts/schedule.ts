import { SCHEDULER_TYPE } from '../../../rules/rules-of-jobs.js';
import { metadata, placeOf, type Context } from '../entry-point.js';

/** `SchedulerType` of `@nestjs/schedule`. */
const NAMES: Readonly<Record<number, string>> = { 1: 'cron', 2: 'timeout', 3: 'interval' };

/** Jobs of `@nestjs/schedule`. Named by class and method: the name of a job may be random, or data. */
export const schedule: Context = (method) => {
  const type = metadata(SCHEDULER_TYPE, method.method);
  const name = typeof type === 'number' ? NAMES[type] : undefined;
  if (name === undefined) return undefined;
  return { kind: 'schedule', operation: `${name}:${placeOf(method)}`, caller: 'none', hasLatency: true, isRare: true };
};
