import type { Monitor } from '../../incidents/monitor.js';
import type { CompiledRule } from '../../rules/compiled-rule.js';
import { isMaxRuntimeRule } from '../../rules/kinds/max-runtime.js';
import { isMissedRunRule } from '../../rules/kinds/missed-run.js';
import { readableOperation } from '../../text/operation.js';
import type { Timer } from '../../time/clock.js';
import type { ObservedApplication } from '../observed-application.js';
import type { ObserverContext } from '../observer.js';
import { metadata, type EntryPoint, type Method } from './entry-point.js';
import { isRecurring, JobRegistry, waitsForCompletion } from './schedules/job-registry.js';
import { WatchedJob, type JobRules, type Moment } from './watched-job.js';

/** The application may change schedules at any time: they are looked at once in this time. Milliseconds. */
const LOOK_EVERY = 60_000;
/** Until all jobs are registered they are looked for more often. Milliseconds. */
const SEARCH_EVERY = 1_000;
const MOST_SEARCHES = 60;
/** A clock that was set, not one that is corrected bit by bit. Milliseconds. */
const CLOCK_WAS_SET = 1_000;

/**
 * Finds scheduled runs that did not start, and runs that do not end. Only inside this process: one that is not running, or that has lost
 * a job in a release, reports nothing.
 *
 * It sets one timer for all jobs.
 */
export class MissedRuns {
  readonly #context: ObserverContext;
  readonly #jobs: WatchedJob[] = [];
  #registry: JobRegistry | undefined;
  #searches = 0;
  #timer: Timer | undefined;
  /** When the timer is due, in monotonic milliseconds. */
  #wakesAt = Infinity;
  /** By how much the wall clock is ahead of the monotonic one. */
  #ahead: number;

  constructor(context: ObserverContext) {
    this.#context = context;
    this.#ahead = context.clock.wall() - context.clock.now();
  }

  /** Watches the runs of a method by these rules, which are all about the times of runs. */
  watch(method: Method, entryPoint: EntryPoint, rules: readonly CompiledRule[]): WatchedJob {
    const monitorOf = (rule: CompiledRule): Monitor =>
      this.#context.incidents.monitor([rule], entryPoint.operation, method.type.name);
    let missed: Pick<JobRules, 'missed' | 'grace'> = {};
    const limits: { readonly limit: number | undefined; readonly monitor: Monitor }[] = [];
    for (const compiled of rules) {
      const { rule } = compiled;
      const monitor = monitorOf(compiled);
      if (isMissedRunRule(rule)) missed = { missed: monitor, grace: rule.grace };
      if (isMaxRuntimeRule(rule)) limits.push({ limit: rule.limit, monitor });
    }
    const name = metadata('SCHEDULER_NAME', method.method);
    const job = new WatchedJob({
      method,
      entryPoint,
      title: readableOperation(entryPoint.operation),
      name: typeof name === 'string' && name.trim() !== '' ? name : undefined,
      isRecurring: isRecurring(method),
      waitsForCompletion: waitsForCompletion(method),
      limits,
      ...missed,
    });
    this.#jobs.push(job);
    return job;
  }

  /** The application has started, but may not have registered its jobs yet: expects runs from now on. */
  start({ modules }: ObservedApplication): void {
    if (this.#jobs.length === 0) return;
    this.#registry = new JobRegistry(modules);
    this.#wakeIn(0);
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#wakesAt = Infinity;
    this.#jobs.length = 0;
  }

  /**
   * A run of a job starts. Never throws.
   *
   * @param self the instance that runs
   * @returns a function to be called when the run has ended, well or not
   */
  started(job: WatchedJob, self: unknown): () => void {
    let end = (): void => undefined;
    this.#guard(() => {
      const run = job.started(self, this.#moment());
      this.#wakeFor(job);
      end = () => this.#guard(() => job.ended(run, this.#moment()));
    });
    return end;
  }

  #moment(): Moment {
    const { clock } = this.#context;
    const now = clock.now();
    const wall = clock.wall();
    const ahead = wall - now;
    const wasSet = Math.abs(ahead - this.#ahead) > CLOCK_WAS_SET;
    this.#ahead = ahead;
    // The times in between never were, or come again.
    if (wasSet) for (const job of this.#jobs) job.expectFrom(wall);
    return { now, wall, late: Math.max(0, now - this.#wakesAt) };
  }

  #wake(): void {
    const at = this.#moment();
    this.#timer = undefined;
    this.#wakesAt = Infinity;
    this.#findSchedules(at);
    for (const job of this.#jobs) this.#guard(() => job.check(at));
    let next = at.now + (this.#isSearching ? SEARCH_EVERY : LOOK_EVERY);
    for (const job of this.#jobs) next = Math.min(next, job.nextCheck(at));
    this.#wakeIn(next - at.now);
  }

  get #isSearching(): boolean {
    return this.#searches < MOST_SEARCHES && this.#jobs.some(({ needsSchedule }) => needsSchedule);
  }

  #findSchedules({ wall }: Moment): void {
    const waiting = new Map(this.#jobs.filter((job) => job.needsSchedule).map((job) => [job.rules.method, job]));
    if (waiting.size === 0 || this.#registry === undefined) return;
    this.#searches += 1;
    this.#guard(() => {
      const found = this.#registry?.schedulesOf(waiting.keys()) ?? [];
      for (const [method, schedule] of found) waiting.get(method)?.follow(schedule, wall);
    });
  }

  /** A run has started, which may be overdue before the next look. */
  #wakeFor(job: WatchedJob): void {
    const at = this.#moment();
    if (this.#timer !== undefined && job.nextCheck(at) < this.#wakesAt) this.#wakeIn(job.nextCheck(at) - at.now);
  }

  #wakeIn(delay: number): void {
    const { clock } = this.#context;
    this.#timer?.cancel();
    this.#wakesAt = clock.now() + Math.max(0, delay);
    this.#timer = clock.after(Math.max(0, delay), () => this.#wake());
  }

  #guard(action: () => void): void {
    this.#context.faults.guard('The times of a job could not be observed', action);
  }
}
