import type { Monitor } from '../../incidents/monitor.js';
import type { AlertShape } from '../../rules/alert-shape.js';
import type { ObservedOutcome } from '../../rules/outcome.js';
import { usablePolicy } from '../../rules/usable-policy.js';
import { activeTrace } from '../../telemetry/active-trace.js';
import type { Observer, ObserverContext } from '../observer.js';
import { follow, isPlainPromise, runsLater } from './promise-result.js';
import { RunsUnderWay } from './runs-under-way.js';

/** Tasks are named by code, so there are few. Names made of data would fill the memory: tasks beyond this number share one monitor. */
const MOST_TASKS = 1_000;
/** More warnings would not be read, and names made of data must not fill the memory. */
const MOST_WARNINGS = 100;
const SUCCESS: readonly unknown[] = [];

/** What a caller of `watch()` asks for: how alerts look, and a value that may contain a policy. */
export interface TaskWishes {
  /** Called only when the work fails. */
  readonly shape: () => AlertShape;
  /** Read only when the task ends for the first time. */
  readonly policy: unknown;
}

/** Observes work that the application names: a failed run opens an incident and the next success closes it, unless the options say otherwise. */
export class TaskObserver implements Observer {
  /** Each import has its own: a task is observed by the service that runs it. */
  readonly isExclusive = false;
  readonly #context: ObserverContext;
  readonly #underWay: RunsUnderWay;
  readonly #tasks = new Map<string, Monitor>();
  /** The tasks whose end cannot be seen and that a warning was logged for. */
  readonly #warned = new Set<string>();

  constructor(context: ObserverContext) {
    this.#context = context;
    this.#underWay = new RunsUnderWay(context.clock);
  }

  idle(patience: number): Promise<boolean> {
    return this.#underWay.idle(patience);
  }

  /**
   * Runs work and returns what it returns, or throws what it throws.
   *
   * @param wishes what the caller wants for alerts about this task
   * @returns for a plain promise, one that ends the same way; for everything else, the same value
   */
  watch<T>(name: string, work: () => T, wishes: TaskWishes): T {
    const startedAt = this.#now();
    this.#underWay.started();
    const end = (errors: readonly unknown[]): void => {
      this.#underWay.ended();
      this.#end(name, wishes, startedAt, errors);
    };
    let result: T;
    try {
      result = work();
    } catch (error) {
      end([error]);
      throw error;
    }
    if (isPlainPromise(result)) {
      return follow(
        result,
        (value) => {
          end(SUCCESS);
          return value;
        },
        (error) => end([error]),
      );
    }
    if (runsLater(result)) {
      this.#underWay.ended();
      this.#unseen(name);
    } else end(SUCCESS);
    return result;
  }

  #now(): number {
    const { clock, faults } = this.#context;
    try {
      return clock.now();
    } catch (error) {
      faults.report('A task could not be observed', error);
      return 0;
    }
  }

  // It runs within the application's own work: what fails here must not become the work's failure.
  #end(name: string, wishes: TaskWishes, startedAt: number, errors: readonly unknown[]): void {
    const { clock, faults, rules } = this.#context;
    faults.guard('A task could not be observed', () => {
      const monitor = this.#monitorFor(name, wishes);
      // The alerts look as the latest run wants them to; the policy is that of the first run.
      if (errors.length > 0) monitor.reshape(rules.ruleForTask(wishes.shape()).shape);
      const now = clock.now();
      const outcome: ObservedOutcome = {
        kind: 'task',
        caller: 'none',
        operation: monitor.operation,
        durationMs: now - startedAt,
        errors,
        handled: false,
        trace: errors.length > 0 ? activeTrace() : undefined,
      };
      monitor.record(outcome, now);
    });
  }

  #unseen(name: string): void {
    if (this.#warned.has(name) || this.#warned.size >= MOST_WARNINGS) return;
    this.#warned.add(name);
    this.#context.log.error(
      `watch() cannot see how '${name}' ends: it returned a query, an Observable or a promise that is not a plain one. ` +
        'Wait for it inside, e.g. with `async () => await query`. (Logged once.)',
    );
  }

  #monitorFor(given: string, wishes: TaskWishes): Monitor {
    const name = this.#tasks.has(given) || this.#tasks.size < MOST_TASKS ? given : '(other tasks)';
    let monitor = this.#tasks.get(name);
    if (monitor === undefined) {
      const { policy, problems } = usablePolicy(wishes.policy);
      const { incidents, log, rules } = this.#context;
      for (const { path, message } of problems) log.error(`watch(): ${path} of '${name}' ${message}. Ignoring it.`);
      // Each call gives a rule of its own, so that no two tasks share their windows.
      monitor = incidents.monitor([rules.ruleForTask(policy)], `task:${name}`);
      this.#tasks.set(name, monitor);
    }
    return monitor;
  }
}
