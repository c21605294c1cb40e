import type { Monitor } from '../../incidents/monitor.js';
import type { RunTiming } from '../../rules/outcome.js';
import type { EntryPoint, Method } from './entry-point.js';
import type { Schedule } from './schedules/schedule.js';

/** The most missed runs that are reported at once: more say nothing new, and each costs a look at the calendar. */
const MOST_AT_ONCE = 100;
const LONGEST_GRACE = 60_000;
/** Timers of a busy process are often late by some hundred milliseconds. */
const SHORTEST_GRACE = 1_000;

/** A moment on both clocks, in milliseconds. */
export interface Moment {
  /** Monotonic. */
  readonly now: number;
  /** Since 1970. */
  readonly wall: number;
  /** How late the watch noticed this moment: how long nothing could run in this process. */
  readonly late: number;
}

/** What a job is watched by. */
export interface JobRules {
  readonly method: Method;
  readonly entryPoint: EntryPoint;
  /** What its failures are called as well: `cron ReportsService.nightly`. */
  readonly title: string;
  /** The name that the application gave it. */
  readonly name?: string | undefined;
  /** Whether it runs again and again by a schedule. */
  readonly isRecurring: boolean;
  /** Whether it skips its next runs while one is under way. */
  readonly waitsForCompletion: boolean;
  /** Takes missed runs. Absent: no rule is about them. */
  readonly missed?: Monitor | undefined;
  /** How late a run may start, in milliseconds. Absent: depends on the schedule. */
  readonly grace?: number | undefined;
  /** Take overdue runs, each after this many milliseconds; without a limit, once the next run has started. */
  readonly limits: readonly { readonly limit: number | undefined; readonly monitor: Monitor }[];
}

/** A run that is under way. */
export interface Run {
  /** The instance that runs: a class may be provided several times, and each runs its own jobs. */
  readonly self: unknown;
  readonly startedAt: number;
  readonly startedWall: number;
  /** When another run started beside it. */
  overlappedAt: number | undefined;
  overlappedWall: number | undefined;
  /** The limits that it has exceeded. */
  readonly exceeded: Set<Monitor>;
}

/** One job: when it is due, and which runs are under way. It does nothing by itself. */
export class WatchedJob {
  readonly rules: JobRules;
  readonly #runs = new Set<Run>();
  #schedule: Schedule | undefined;
  #version: unknown;
  /** Since 1970. */
  #due: number | undefined;
  #grace = LONGEST_GRACE;
  /** Whether the job was active when its due time had come; `undefined` before. */
  #wasActive: boolean | undefined;

  constructor(rules: JobRules) {
    this.rules = rules;
  }

  /** Whether it has a schedule that is not known yet, and a rule that needs it. */
  get needsSchedule(): boolean {
    return this.#schedule === undefined && this.rules.isRecurring && this.rules.missed !== undefined;
  }

  /** The schedule is known: runs are expected from now on. */
  follow(schedule: Schedule, wall: number): void {
    this.#schedule = schedule;
    this.expectFrom(wall);
  }

  /** Expects the first run after this time, and none that was due before. */
  expectFrom(wall: number): void {
    this.#version = this.#schedule?.version;
    this.#due = this.#schedule?.nextAfter(wall);
    this.#wasActive = undefined;
    if (this.#due !== undefined) this.#grace = this.#graceAt(this.#due);
  }

  /** A run starts. */
  started(self: unknown, at: Moment): Run {
    this.check(at);
    const { now, wall } = at;
    for (const other of this.#runs) {
      if (other.self !== self) continue;
      other.overlappedAt ??= now;
      other.overlappedWall = wall;
    }
    const run: Run = {
      self,
      startedAt: now,
      startedWall: wall,
      overlappedAt: undefined,
      overlappedWall: undefined,
      exceeded: new Set(),
    };
    this.#runs.add(run);
    if (this.#schedule?.isRelative === true || (this.#due !== undefined && this.#due <= wall)) this.expectFrom(wall);
    this.#report(this.rules.missed, { state: 'started' }, now);
    return run;
  }

  /** A run has ended, well or not. */
  ended(run: Run, at: Moment): void {
    this.#runs.delete(run);
    this.#checkRun(run, at, true);
    for (const monitor of run.exceeded) {
      const isOver = [...this.#runs].every((other) => !other.exceeded.has(monitor));
      if (isOver) this.#report(monitor, { state: 'ended' }, at.now);
    }
  }

  /** Reports what is missing or overdue by now. */
  check(at: Moment): void {
    for (const run of this.#runs) this.#checkRun(run, at, false);
    this.#checkSchedule(at);
  }

  /** When to check next, in monotonic milliseconds; `Infinity` if never. */
  nextCheck({ now, wall }: Moment): number {
    let next = Infinity;
    if (this.#due !== undefined) {
      const time = this.#wasActive === undefined ? this.#due : this.#due + this.#grace;
      next = now + Math.max(0, time - wall);
    }
    for (const run of this.#runs) next = Math.min(next, this.#nextCheckOf(run));
    return next;
  }

  #nextCheckOf(run: Run): number {
    const times = this.rules.limits.map(({ limit, monitor }) =>
      run.exceeded.has(monitor) ? Infinity : this.#exceedsAt(run, limit),
    );
    return Math.min(Infinity, ...times);
  }

  #exceedsAt({ startedAt, overlappedAt = Infinity }: Run, limit: number | undefined): number {
    return limit === undefined ? overlappedAt + this.#grace : startedAt + limit;
  }

  #checkSchedule({ now, wall, late }: Moment): void {
    const schedule = this.#schedule;
    if (schedule === undefined) return;
    // Where the application changed it, what was due by the old one is not any more.
    if (schedule.version !== this.#version) this.expectFrom(wall);
    for (let times = 0; this.#due !== undefined && this.#due <= wall; times++) {
      this.#wasActive ??= schedule.isActive;
      if (this.#due + this.#grace > wall) return;
      if (times >= MOST_AT_ONCE) return this.expectFrom(wall);
      const due = this.#due;
      const isExpected = this.#wasActive && schedule.isActive && !this.#isStuck;
      if (isExpected) {
        this.#report(this.rules.missed, this.#missed(schedule, due, wall, late), now);
      }
      this.expectFrom(due);
    }
  }

  /** Whether a run is reported that does not end: what is missed because of it is no news. */
  get #isStuck(): boolean {
    return [...this.#runs].some(({ exceeded }) => exceeded.size > 0);
  }

  #missed(schedule: Schedule, due: number, wall: number, late: number): RunTiming {
    const isWaiting = this.rules.waitsForCompletion;
    const earlier = isWaiting ? [...this.#runs].find(({ startedWall }) => startedWall < due) : undefined;
    return {
      state: 'missed',
      job: this.rules.title,
      jobName: this.rules.name,
      schedule: schedule.text,
      due,
      late: wall - due,
      blockedFor: late > this.#grace ? late : undefined,
      underWaySince: earlier?.startedWall,
    };
  }

  #checkRun(run: Run, { now, wall }: Moment, isOver: boolean): void {
    for (const { limit, monitor } of this.rules.limits) {
      if (run.exceeded.has(monitor) || now < this.#exceedsAt(run, limit)) continue;
      run.exceeded.add(monitor);
      const { startedAt, startedWall, overlappedWall } = run;
      const lasted = now - startedAt;
      const timing: RunTiming = {
        state: 'overdue',
        job: this.rules.title,
        jobName: this.rules.name,
        startedAt: Math.min(startedWall, wall),
        lasted,
        limit,
        overlappedAt: overlappedWall,
        isOver,
      };
      this.#report(monitor, timing, now);
    }
  }

  #graceAt(due: number): number {
    if (this.rules.grace !== undefined) return this.rules.grace;
    const next = this.#schedule?.nextAfter(due);
    const half = next === undefined ? LONGEST_GRACE : (next - due) / 2;
    return Math.max(SHORTEST_GRACE, Math.min(LONGEST_GRACE, half));
  }

  #report(monitor: Monitor | undefined, timing: RunTiming, now: number): void {
    const { entryPoint, method } = this.rules;
    monitor?.record(
      {
        kind: entryPoint.kind,
        operation: monitor.operation,
        controller: method.type.name,
        handler: String(method.name),
        errors: [],
        handled: false,
        caller: entryPoint.caller,
        timing,
      },
      now,
    );
  }
}
