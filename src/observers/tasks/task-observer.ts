import { types } from 'node:util';

import type { IncidentEngine } from '../../incidents/incident-engine.js';
import type { Monitor } from '../../incidents/monitor.js';
import type { AlertShape } from '../../rules/alert-shape.js';
import type { CompiledRule } from '../../rules/compiled-rule.js';
import type { Outcome } from '../../rules/outcome.js';
import type { RuleBook } from '../../rules/rule-book.js';
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
  readonly #tasks = new Map<string, WatchedTask>();

  constructor(clock: Clock, engine: IncidentEngine, rules: RuleBook) {
    this.#clock = clock;
    this.#engine = engine;
    this.#rules = rules;
  }

  /** Runs work and hands on, untouched, what it returns or throws. */
  watch<T>(name: string, work: () => T, shape: AlertShape): T {
    const startedAt = this.#clock.now();
    const end = (errors: readonly unknown[]): void => this.#end(name, shape, startedAt, errors);
    let result: T;
    try {
      result = work();
    } catch (error) {
      end([error]);
      throw error;
    }
    // Other thenables, such as query builders, run when they are waited for: that is up to the application.
    if (types.isPromise(result)) {
      result.then(
        () => end(SUCCESS),
        (error: unknown) => end([error]),
      );
    } else {
      end(SUCCESS);
    }
    return result;
  }

  #end(name: string, shape: AlertShape, startedAt: number, errors: readonly unknown[]): void {
    const operation = `task:${this.#tasks.has(name) || this.#tasks.size < MOST_TASKS ? name : '(other tasks)'}`;
    const task = this.#taskFor(operation, shape);
    const outcome: Outcome = {
      operation,
      durationMs: this.#clock.now() - startedAt,
      errors,
      handled: false,
      aborted: false,
      unrouted: false,
    };
    task.rule.shape = this.#rules.ruleForTask(shape).shape;
    task.monitor.record(outcome);
  }

  #taskFor(operation: string, shape: AlertShape): WatchedTask {
    let task = this.#tasks.get(operation);
    if (task === undefined) {
      const rule = { ...this.#rules.ruleForTask(shape) };
      task = { rule, monitor: this.#engine.monitor([rule], operation) };
      this.#tasks.set(operation, task);
    }
    return task;
  }
}
