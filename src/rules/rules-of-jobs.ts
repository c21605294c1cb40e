import 'reflect-metadata';

import type { Duration } from '../time/duration.js';
import { maxRuntimeRule, overlapRule } from './kinds/max-runtime.js';
import { missedRunRule } from './kinds/missed-run.js';
import type { AnyRule } from './rule.js';

/** The key under which `@nestjs/schedule` keeps what kind of job a method is. */
export const SCHEDULER_TYPE = 'SCHEDULER_TYPE';

/** Whether a method is a job of `@nestjs/schedule`. */
export function isScheduled(method: object): boolean {
  return Reflect.hasMetadata(SCHEDULER_TYPE, method);
}

/** The module's rules about scheduled jobs. @param wishes its `missedRuns`; `false` turns them off */
export function rulesOfJobs(
  wishes: false | { readonly grace?: Duration | undefined; readonly maxRuntime?: Duration | undefined } = {},
): readonly AnyRule[] {
  if (wishes === false) return [];
  const { grace, maxRuntime } = wishes;
  return [missedRunRule(grace), maxRuntime === undefined ? overlapRule() : maxRuntimeRule(maxRuntime)];
}
