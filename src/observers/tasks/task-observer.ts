import type { IncidentEngine } from '../../incidents/incident-engine.js';
import type { Monitor } from '../../incidents/monitor.js';
import type { AlertShape } from '../../rules/alert-shape.js';
import type { ObservedOutcome } from '../../rules/outcome.js';
import type { RuleBook } from '../../rules/rule-book.js';
import { usablePolicy } from '../../rules/usable-policy.js';
import { activeTrace } from '../../telemetry/active-trace.js';
import type { Clock } from '../../time/clock.js';
import { follow, isPlainPromise, runsLater } from './promise-result.js';

/** Tasks are named by code, so there are few. Names made of data would fill the memory; what is beyond shares one monitor. */
const MOST_TASKS = 1_000;
/** Nobody reads more warnings than this, and names made of data must not fill the memory. */
const MOST_WARNINGS = 100;
const SUCCESS: readonly unknown[] = [];

/** What a caller of `watch()` wants: how alerts look, and anything that may hold a policy. */
export interface TaskWishes {
  /** Asked only when the work fails. */
  readonly shape: () => AlertShape;
  /** Looked at only when the task ends for the first time. */
  readonly policy: unknown;
}

/** Watches work that the application names: a run that fails is an incident, the next success its end, unless its options say otherwise. */
export class TaskObserver {
  readonly #clock: Clock;
  readonly #engine: IncidentEngine;
  readonly #rules: RuleBook;
  readonly #warn: (message: string) => void;
  readonly #tasks = new Map<string, Monitor>();
  /** The tasks whose end cannot be seen, as far as they were warned about. */
  readonly #warned = new Set<string>();

  /** @param warn logs what cannot be observed, and failures of the observer itself, which are faults of this library */
  constructor(clock: Clock, engine: IncidentEngine, rules: RuleBook, warn: (message: string) => void) {
    this.#warn = warn;
    this.#clock = clock;
    this.#engine = engine;
    this.#rules = rules;
  }

  /**
   * Runs work and returns what it returns, or throws what it throws.
   *
   * @param wishes what the caller wants for alerts about this task
   * @returns for a plain promise, one that ends the same way; for everything else, the same value
   */
  watch<T>(name: string, work: () => T, wishes: TaskWishes): T {
    const startedAt = this.#clock.now();
    const end = (errors: readonly unknown[]): void => this.#end(name, wishes, startedAt, errors);
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
        () => end(SUCCESS),
        (error) => end([error]),
      );
    }
    if (runsLater(result)) this.#unseen(name);
    else end(SUCCESS);
    return result;
  }

  // It runs beside the application's own work: what fails here must not become the work's failure.
  #end(name: string, wishes: TaskWishes, startedAt: number, errors: readonly unknown[]): void {
    try {
      const monitor = this.#monitorFor(name, wishes);
      // The alerts look as the latest run wants them to; the policy is that of the first run.
      if (errors.length > 0) monitor.reshape(this.#rules.ruleForTask(wishes.shape()).shape);
      const now = this.#clock.now();
      const outcome: ObservedOutcome = {
        kind: 'task',
        operation: monitor.operation,
        durationMs: now - startedAt,
        errors,
        handled: false,
        trace: errors.length > 0 ? activeTrace() : undefined,
      };
      monitor.record(outcome, now);
    } catch (error) {
      this.#warn(`A task could not be observed; please report this: ${stackOf(error)}`);
    }
  }

  #unseen(name: string): void {
    if (this.#warned.has(name) || this.#warned.size >= MOST_WARNINGS) return;
    this.#warned.add(name);
    this.#warn(
      `watch() cannot see how '${name}' ends: it returned a query, an Observable or a promise that is no plain one. ` +
        'Wait for it inside, e.g. with `async () => await query`. (Logged once.)',
    );
  }

  #monitorFor(given: string, wishes: TaskWishes): Monitor {
    const name = this.#tasks.has(given) || this.#tasks.size < MOST_TASKS ? given : '(other tasks)';
    let monitor = this.#tasks.get(name);
    if (monitor === undefined) {
      const { policy, problems } = usablePolicy(wishes.policy);
      for (const { path, message } of problems) this.#warn(`watch(): ${path} of '${name}' ${message}. Ignoring it.`);
      // Each call gives a rule of its own, so that no two tasks share their windows.
      monitor = this.#engine.monitor([this.#rules.ruleForTask(policy)], `task:${name}`);
      this.#tasks.set(name, monitor);
    }
    return monitor;
  }
}

/** For a fault of this library: its stack, unless even that cannot be read. */
function stackOf(error: unknown): string {
  try {
    return error instanceof Error ? (error.stack ?? error.message) : 'unknown';
  } catch {
    return 'unknown';
  }
}
