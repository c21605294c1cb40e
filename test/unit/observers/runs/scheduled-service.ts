import 'reflect-metadata';

import { ModulesContainer } from '@nestjs/core';
import { CronTime } from 'cron';
import { vi } from 'vitest';

import { resolveHealth } from '../../../../src/options/process-health-options.js';
import { FaultLog } from '../../../../src/observers/fault-log.js';
import type { ObservedApplication } from '../../../../src/observers/observed-application.js';
import { entryPointOf } from '../../../../src/observers/runs/entry-points.js';
import { MissedRuns } from '../../../../src/observers/runs/missed-runs.js';
import { rulesOfJobs } from '../../../../src/rules/rules-of-jobs.js';
import { RuleBook } from '../../../../src/rules/rule-book.js';
import { SimulatedService, type Settings } from '../../incidents/simulated-service.js';

/** What the registry of `@nestjs/schedule` keeps of a cron job. */
export class FakeJob {
  isActive = true;

  constructor(public cronTime: CronTime) {}

  stop(): void {
    this.isActive = false;
  }

  start(): void {
    this.isActive = true;
  }

  setTime(time: CronTime): void {
    this.cronTime = time;
  }
}

/** The registry of `@nestjs/schedule`, as far as it is read. */
class SchedulerRegistry {
  readonly jobs = new Map<string, FakeJob>();
  readonly intervals = new Set<string>();

  getCronJobs(): Map<string, FakeJob> {
    return this.jobs;
  }

  getIntervals(): string[] {
    return [...this.intervals];
  }
}

/** A method whose runs are watched, as the scheduler or the application itself calls it. */
export interface Job {
  run(self?: object): unknown;
}

/** A service with scheduled jobs on a virtual clock: real rules, real watch, real texts; only the scheduler is simulated. */
export class ScheduledService extends SimulatedService {
  readonly registry = new SchedulerRegistry();
  readonly faults: string[] = [];
  readonly #book: RuleBook;
  readonly #watch: MissedRuns;
  readonly #modules = new ModulesContainer();
  readonly #providers = new Map<unknown, unknown>();

  constructor(missedRuns?: Parameters<typeof rulesOfJobs>[0], settings: Settings = {}) {
    super([], settings);
    this.#book = new RuleBook([], settings.defaults ?? {}, rulesOfJobs(missedRuns));
    const faults = new FaultLog((line) => this.faults.push(line));
    const silent = { log: () => undefined, warn: () => undefined, error: () => undefined };
    this.#watch = new MissedRuns({
      clock: this.clock,
      rules: this.#book,
      incidents: this.engine,
      process: { start() {}, uncaught() {}, startFailed() {}, sendNow() {}, stop() {} },
      heartbeats: { ping: () => undefined, ensure: () => undefined },
      settings: { ignore: [], processErrors: false, observe: {}, heartbeat: undefined, processHealth: resolveHealth() },
      log: silent,
      faults,
    });
    this.#provide(SchedulerRegistry, this.registry);
    this.#modules.set('app', { providers: this.#providers, controllers: new Map() } as never);
  }

  /** A job of a class, with the metadata of its decorator. */
  job(type: new () => object, name: string): Job {
    const method: unknown = Reflect.get(type.prototype as object, name);
    if (typeof method !== 'function') throw new TypeError(`${type.name} has no method ${name}.`);
    this.#provide(type, new type());
    const found = { type, name, method };
    const entryPoint = entryPointOf(found);
    if (entryPoint === undefined) throw new TypeError(`${name} is no job.`);
    const rules = this.#book.rulesForTiming(type, method, { isOwnOnly: false, isScheduled: true });
    const watched = this.#watch.watch(found, entryPoint, rules);
    const own = new type();
    const run = (self: object): unknown => {
      const end = this.#watch.started(watched, self);
      const result: unknown = Reflect.apply(method, self, []);
      if (result instanceof Promise) return result.finally(end);
      end();
      return result;
    };
    return { run: (self = own) => run(self) };
  }

  /** The application has started. */
  start(): void {
    this.#watch.start({ modules: this.#modules } as ObservedApplication);
  }

  stop(): void {
    this.#watch.stop();
  }

  /** Registers a cron job. */
  cron(key: string, source: string, timeZone?: string): FakeJob {
    const job = new FakeJob(new CronTime(source, timeZone ?? 'UTC'));
    this.registry.jobs.set(key, job);
    return job;
  }

  /** Nothing runs for a while: timers that are due meanwhile run at the end, in their order. */
  block(milliseconds: number): void {
    const { clock } = this;
    const [end, wallAtEnd] = [clock.now() + milliseconds, clock.wall() + milliseconds];
    vi.spyOn(clock, 'now').mockReturnValue(end);
    vi.spyOn(clock, 'wall').mockReturnValue(wallAtEnd);
    clock.advance(milliseconds);
    vi.restoreAllMocks();
  }

  #provide(token: unknown, instance: object): void {
    this.#providers.set(token, { metatype: token, instance, isDependencyTreeStatic: () => true });
  }
}
