import type { ModulesContainer } from '@nestjs/core';

import { readProperty } from '../../../text/guarded-read.js';
import { classesOf } from '../../application-classes.js';
import { metadata, type Method } from '../entry-point.js';
import { cronSchedule } from './cron-schedule.js';
import { intervalSchedule } from './interval-schedule.js';
import type { Schedule } from './schedule.js';

/** The part of `SchedulerRegistry` of `@nestjs/schedule` that is read here. */
interface SchedulerRegistry {
  getCronJobs(): ReadonlyMap<unknown, unknown>;
  getIntervals(): readonly unknown[];
}

const CRON_OPTIONS = 'SCHEDULE_CRON_OPTIONS';
const INTERVAL_OPTIONS = 'SCHEDULE_INTERVAL_OPTIONS';

/** How `@nestjs/schedule` names a job to which the application gives no name. */
const RANDOM_NAME = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

/** Finds the schedules of jobs in the registry of `@nestjs/schedule`, without importing the package. */
export class JobRegistry {
  readonly #modules: ModulesContainer;

  constructor(modules: ModulesContainer) {
    this.#modules = modules;
  }

  /**
   * The schedules of those jobs that are registered by now; more may be later. The library registers its jobs while the application
   * starts, and never those of providers that are made for each request.
   */
  schedulesOf(methods: Iterable<Method>): ReadonlyMap<Method, Schedule> {
    const schedules = new Map<Method, Schedule>();
    const registry = this.#registry();
    if (registry === undefined) return schedules;
    const singletons = this.#singletons();
    for (const method of methods) {
      const schedule = singletons.has(method.type) ? scheduleOf(method, registry) : undefined;
      if (schedule !== undefined) schedules.set(method, schedule);
    }
    return schedules;
  }

  #registry(): SchedulerRegistry | undefined {
    for (const { providers } of this.#modules.values()) {
      for (const [token, wrapper] of providers) {
        if (typeof token !== 'function' || token.name !== 'SchedulerRegistry') continue;
        const instance: unknown = wrapper.instance;
        if (isRegistry(instance)) return instance;
      }
    }
    return undefined;
  }

  #singletons(): ReadonlySet<object> {
    const found = new Set<object>();
    for (const { controllers, providers } of this.#modules.values()) {
      for (const wrappers of [controllers, providers]) {
        for (const [token, wrapper] of wrappers) {
          if (wrapper.isDependencyTreeStatic())
            for (const type of classesOf(new Map([[token, wrapper]]))) found.add(type);
        }
      }
    }
    return found;
  }
}

/** Whether a job runs again and again. */
export function isRecurring({ method }: Method): boolean {
  return [CRON_OPTIONS, INTERVAL_OPTIONS].some((key) => metadata(key, method) !== undefined);
}

/** Whether a job skips runs that are due while one is under way. */
export function waitsForCompletion({ method }: Method): boolean {
  return readProperty(metadata(CRON_OPTIONS, method), 'waitForCompletion') === true;
}

function isRegistry(instance: unknown): instance is SchedulerRegistry {
  return ['getCronJobs', 'getIntervals'].every((method) => typeof readProperty(instance, method) === 'function');
}

function scheduleOf({ method }: Method, registry: SchedulerRegistry): Schedule | undefined {
  const name = metadata('SCHEDULER_NAME', method);
  const cron = metadata(CRON_OPTIONS, method);
  if (cron !== undefined) {
    const jobs = [...registry.getCronJobs()].flatMap(([key, job]) => {
      const isIts = name === undefined ? isUnnamed(key) && isTimeOf(job, cron) : key === name;
      return isIts && typeof job === 'object' && job !== null ? [job] : [];
    });
    return jobs.length === 0 ? undefined : cronSchedule(jobs);
  }
  const interval = metadata(INTERVAL_OPTIONS, method);
  if (interval === undefined) return undefined;
  // Timers say nothing of themselves: while any without a name is deleted, it may be this one.
  const known = registry.getIntervals().filter((key) => (name === undefined ? isUnnamed(key) : key === name));
  if (known.length === 0) return undefined;
  return intervalSchedule(readProperty(interval, 'timeout'), () => {
    const present = new Set(registry.getIntervals());
    return known.every((key) => present.has(key));
  });
}

function isUnnamed(key: unknown): boolean {
  return typeof key === 'string' && RANDOM_NAME.test(key);
}

/** Whether a job has the schedule that a decorator gave: what is known of a job without a name. */
function isTimeOf(job: unknown, options: unknown): boolean {
  const time = readProperty(job, 'cronTime');
  const source = readProperty(time, 'source');
  const given = readProperty(options, 'cronTime');
  const isSame = typeof given === 'string' ? source === given : Number(source) === Number(given);
  if (!isSame) return false;
  const [zone, offset] = [readProperty(options, 'timeZone'), readProperty(options, 'utcOffset')];
  // Without a zone, the job has that of the process.
  return (zone === undefined || zone === readProperty(time, 'timeZone')) && offset === readProperty(time, 'utcOffset');
}
