import { types } from 'node:util';

import type { IncidentEngine } from '../../incidents/incident-engine.js';
import type { Monitor } from '../../incidents/monitor.js';
import type { AlertShape } from '../../rules/alert-shape.js';
import type { CompiledRule } from '../../rules/compiled-rule.js';
import type { Outcome } from '../../rules/outcome.js';
import type { RuleBook } from '../../rules/rule-book.js';
import { activeTrace } from '../../telemetry/active-trace.js';
import type { Clock } from '../../time/clock.js';

/** Tasks are named by code, so there are few. Names made of data would fill the memory; what is beyond shares one monitor. */
const MOST_TASKS = 1_000;
const SUCCESS: readonly unknown[] = [];

/** A task as it is watched. Its alerts look as the latest run wants them to. */
interface WatchedTask {
  readonly monitor: Monitor;
  readonly rule: CompiledRule & { shape: AlertShape };
}

/** Watches work that the application names: a run that fails is an incident, the next success its end. */
export class TaskObserver {
  readonly #clock: Clock;
  readonly #engine: IncidentEngine;
  readonly #rules: RuleBook;
  readonly #warn: (message: string) => void;
  readonly #tasks = new Map<string, WatchedTask>();

  /** @param warn told if the observer itself fails, which is a fault of this library */
  constructor(clock: Clock, engine: IncidentEngine, rules: RuleBook, warn: (message: string) => void) {
    this.#warn = warn;
    this.#clock = clock;
    this.#engine = engine;
    this.#rules = rules;
  }

  /**
   * Runs work and hands on, untouched, what it returns or throws.
   *
   * @param shape gives the wishes for the alert; asked only when the work fails
   */
  watch<T>(name: string, work: () => T, shape: () => AlertShape): T {
    const startedAt = this.#clock.now();
    const end = (errors: readonly unknown[]): void => this.#end(name, shape, startedAt, errors);
    let result: T;
    try {
      result = work();
    } catch (error) {
      end([error]);
      throw error;
    }
    if (types.isPromise(result)) {
      result.then(
        () => end(SUCCESS),
        (error: unknown) => end([error]),
      );
    } else if (!runsLater(result)) {
      end(SUCCESS);
    }
    return result;
  }

  // It runs beside the application's own work: what fails here must not become the work's failure.
  #end(name: string, shape: () => AlertShape, startedAt: number, errors: readonly unknown[]): void {
    try {
      const task = this.#taskFor(name);
      if (errors.length > 0) task.rule.shape = this.#rules.ruleForTask(shape()).shape;
      const now = this.#clock.now();
      const outcome: Outcome = {
        operation: task.monitor.operation,
        durationMs: now - startedAt,
        errors,
        handled: false,
        aborted: false,
        unrouted: false,
        trace: errors.length > 0 ? activeTrace() : undefined,
      };
      task.monitor.record(outcome, now);
    } catch (error) {
      this.#warn(
        `A task could not be observed; please report this: ${error instanceof Error ? error.stack : 'unknown'}`,
      );
    }
  }

  #taskFor(given: string): WatchedTask {
    const name = this.#tasks.has(given) || this.#tasks.size < MOST_TASKS ? given : '(other tasks)';
    let task = this.#tasks.get(name);
    if (task === undefined) {
      const rule = { ...this.#rules.ruleForTask({}) };
      task = { rule, monitor: this.#engine.monitor([rule], `task:${name}`) };
      this.#tasks.set(name, task);
    }
    return task;
  }
}

/** Query builders run when they are waited for, and Observables when somebody subscribes: what they return says nothing of how that ends. */
function runsLater(result: unknown): boolean {
  if ((typeof result !== 'object' && typeof result !== 'function') || result === null) return false;
  try {
    return [Reflect.get(result, 'then'), Reflect.get(result, 'subscribe')].some((way) => typeof way === 'function');
  } catch {
    return false;
  }
}
