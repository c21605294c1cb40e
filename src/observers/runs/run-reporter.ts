import { isObservable } from 'rxjs';

import { isRetriable } from '../../rules/expected-error.js';
import type { ObservedOutcome } from '../../rules/outcome.js';
import { activeTrace } from '../../telemetry/active-trace.js';
import type { ObserverContext } from '../observer.js';
import type { AnyMethod } from './method-wrapper.js';
import type { ObservedMethod } from './observed-method.js';
import { watchStream } from './observed-stream.js';
import { follow, isPlainPromise } from './promise-result.js';

const NO_ERRORS: readonly unknown[] = [];

/** Runs observed methods, and reports how each run ended. The application gets what it would get without it, at the same time. */
export class RunReporter {
  readonly #context: ObserverContext;
  #running = 0;
  #idle: (() => void)[] = [];

  constructor(context: ObserverContext) {
    this.#context = context;
  }

  /** Runs a method, and returns what it returns or throws what it throws. */
  run(observed: ObservedMethod, method: AnyMethod, self: unknown, args: unknown[]): unknown {
    const startedAt = this.#context.clock.now();
    this.#running += 1;
    let result: unknown;
    try {
      result = Reflect.apply(method, self, args);
    } catch (error) {
      this.#end(observed, startedAt, [error]);
      throw error;
    }
    if (isPlainPromise(result)) {
      return follow(
        result,
        (value) => this.#returned(observed, startedAt, value),
        (error) => this.#end(observed, startedAt, [error]),
      );
    }
    return this.#returned(observed, startedAt, result);
  }

  /** Waits until no run is under way, at most `patience` milliseconds. */
  async settled(patience: number): Promise<void> {
    if (this.#running === 0) return;
    await new Promise<void>((resolve) => {
      const timer = this.#context.clock.after(patience, resolve);
      this.#idle.push(() => {
        timer.cancel();
        resolve();
      });
    });
  }

  /** @returns the value itself, or for a stream that a library reads, one that gives the same */
  #returned(observed: ObservedMethod, startedAt: number, value: unknown): unknown {
    const { kind } = observed.entryPoint;
    // Only what a handler returns: the application's own code may need the very object, a subject for example.
    if ((kind !== 'rpc' && kind !== 'ws') || !isObservable(value)) {
      this.#end(observed, startedAt, NO_ERRORS);
      return value;
    }
    // Nobody waits for the second value of a stream.
    const startOf = (values: number): number | undefined => (values > 1 ? undefined : startedAt);
    return watchStream(value, {
      ended: (values) => this.#end(observed, startOf(values), NO_ERRORS),
      failed: (error, values) => this.#end(observed, startOf(values), [error]),
      left: () => this.#over(),
    });
  }

  // It runs within the application's own work: what fails here must not become the work's failure.
  #end(observed: ObservedMethod, startedAt: number | undefined, errors: readonly unknown[]): void {
    this.#over();
    const { clock, faults } = this.#context;
    faults.guard('A run could not be observed', () => {
      const { entryPoint, method, monitor } = observed;
      const now = clock.now();
      const hasFailed = errors.length > 0;
      const outcome: ObservedOutcome = {
        kind: entryPoint.kind,
        operation: monitor.operation,
        controller: method.type.name,
        handler: String(method.name),
        durationMs: startedAt === undefined || !entryPoint.hasLatency ? undefined : now - startedAt,
        errors,
        handled: false,
        caller: entryPoint.caller,
        willRetry: hasFailed && entryPoint.kind === 'rpc' && isRetriable(errors[0]),
        trace: hasFailed ? activeTrace() : undefined,
      };
      monitor.record(outcome, now);
    });
  }

  #over(): void {
    this.#running -= 1;
    if (this.#running > 0) return;
    const waiting = this.#idle;
    this.#idle = [];
    for (const resolve of waiting) resolve();
  }
}
