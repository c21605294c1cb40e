import { isObservable, type Observable } from 'rxjs';

import { isRetriable } from '../../rules/expected-error.js';
import type { ObservedOutcome } from '../../rules/outcome.js';
import { activeTrace } from '../../telemetry/active-trace.js';
import type { ObserverContext } from '../observer.js';
import type { RunKind } from './entry-point.js';
import type { AnyMethod } from './method-wrapper.js';
import type { ObservedMethod } from './observed-method.js';
import { watchStream } from './observed-stream.js';
import { watchThenable } from './observed-thenable.js';
import { follow, isPlainPromise } from './promise-result.js';

const NO_ERRORS: readonly unknown[] = [];

/** Kinds of handlers whose result goes to a library, which subscribes to an Observable. */
const SUBSCRIBED: ReadonlySet<RunKind> = new Set<RunKind>(['rpc', 'ws']);
/** Kinds of handlers whose result goes to a library, which awaits it: also a query, which only then runs. */
const AWAITED: ReadonlySet<RunKind> = new Set<RunKind>(['rpc', 'ws', 'schedule', 'events', 'queues', 'cli']);

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

  /** Notes that a run starts which the caller runs. @returns when, for {@link ended} */
  started(): number {
    this.#running += 1;
    return this.#context.clock.now();
  }

  /** Reports the end of a run that {@link started}. @param errors what it failed with; empty if it succeeded */
  ended(observed: ObservedMethod, startedAt: number, errors: readonly unknown[]): void {
    this.#end(observed, startedAt, errors);
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

  /** Reports that a guard threw, so that the method did not run. */
  refused(observed: ObservedMethod, error: unknown): void {
    this.#record(observed, undefined, [error], true);
  }

  /** @returns the value itself, or for what a library subscribes to or awaits, something that gives the same */
  #returned(observed: ObservedMethod, startedAt: number, value: unknown): unknown {
    const { kind } = observed.entryPoint;
    // Not what other methods return: the application's own code may need the very object, a subject for example.
    if (SUBSCRIBED.has(kind) && isStream(value)) return this.#stream(observed, startedAt, value);
    const awaited = AWAITED.has(kind)
      ? watchThenable(value, {
          fulfilled: (result) => this.#returned(observed, startedAt, result),
          failed: (error) => this.#end(observed, startedAt, [error]),
        })
      : undefined;
    if (awaited !== undefined) return awaited;
    // GraphQL takes an error that is returned for one that is thrown.
    this.#end(observed, startedAt, kind === 'graphql' && value instanceof Error ? [value] : NO_ERRORS);
    return value;
  }

  #stream(observed: ObservedMethod, startedAt: number, stream: Observable<unknown>): Observable<unknown> {
    // It may never end, and nothing has to wait for it.
    this.#over();
    const end = (errors: readonly unknown[], values: number): void => {
      // Nobody waits for the second value of a stream.
      this.#record(observed, values > 1 ? undefined : startedAt, errors);
    };
    return watchStream(stream, {
      ended: (values) => end(NO_ERRORS, values),
      failed: (error, values) => end([error], values),
      left: () => undefined,
    });
  }

  #end(observed: ObservedMethod, startedAt: number, errors: readonly unknown[]): void {
    this.#over();
    this.#record(observed, startedAt, errors);
  }

  // It runs within the application's own work: what fails here must not become the work's failure.
  #record(
    observed: ObservedMethod,
    startedAt: number | undefined,
    errors: readonly unknown[],
    refused?: boolean,
  ): void {
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
        refused,
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

function isStream(value: unknown): value is Observable<unknown> {
  try {
    return isObservable(value);
  } catch {
    // It cannot even be looked at.
    return false;
  }
}
