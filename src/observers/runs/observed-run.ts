import { isObservable, type Observable } from 'rxjs';

import type { RunKind } from './entry-point.js';
import type { RunEnd } from './method-wrapper.js';
import type { ObservedMethod } from './observed-method.js';
import { watchStream } from './observed-stream.js';
import { watchThenable } from './observed-thenable.js';
import { follow, isPlainPromise } from './promise-result.js';

const NO_ERRORS: readonly unknown[] = [];

/** Kinds of handlers whose result goes to a library, which subscribes to an Observable. */
const SUBSCRIBED: ReadonlySet<RunKind> = new Set<RunKind>(['rpc', 'ws']);
/** Kinds of handlers whose result goes to a library, which awaits it: also a query, which only then runs. */
const AWAITED: ReadonlySet<RunKind> = new Set<RunKind>(['rpc', 'ws', 'schedule', 'events', 'queues', 'cli']);

/** Takes what happens to runs. Its methods never throw. */
export interface RunRecorder {
  /** Nothing has to wait for a run any more. */
  over(): void;
  /**
   * @param startedAt monotonic milliseconds
   * @param isTimed whether someone has waited since then
   */
  record(observed: ObservedMethod, startedAt: number, errors: readonly unknown[], isTimed: boolean): void;
}

/** One run of an observed method. The application gets what it would get without it, at the same time. */
export class ObservedRun implements RunEnd {
  readonly #recorder: RunRecorder;
  readonly #observed: ObservedMethod;
  readonly #startedAt: number;
  readonly #over: (() => void) | undefined;

  /** @param over called when nothing has to wait for it any more; must not throw */
  constructor(recorder: RunRecorder, observed: ObservedMethod, startedAt: number, over?: () => void) {
    this.#recorder = recorder;
    this.#observed = observed;
    this.#startedAt = startedAt;
    this.#over = over;
  }

  threw(error: unknown): void {
    this.#end([error]);
  }

  returned(result: unknown): unknown {
    if (!isPlainPromise(result)) return this.#gave(result);
    return follow(
      result,
      (value) => this.#gave(value),
      (error) => this.#end([error]),
    );
  }

  /** @returns the value itself, or for what a library subscribes to or awaits, something that gives the same */
  #gave(value: unknown): unknown {
    const { kind } = this.#observed.entryPoint;
    // Not what other methods return: the application's own code may need the very object, a subject for example.
    if (SUBSCRIBED.has(kind) && isStream(value)) return this.#stream(value);
    const awaited = AWAITED.has(kind)
      ? watchThenable(value, {
          fulfilled: (result) => this.#gave(result),
          failed: (error) => this.#end([error]),
        })
      : undefined;
    if (awaited !== undefined) return awaited;
    // GraphQL takes an error that is returned, as filters do, for one that is thrown.
    this.#end(kind === 'graphql' && value instanceof Error ? [value] : NO_ERRORS);
    return value;
  }

  #stream(stream: Observable<unknown>): Observable<unknown> {
    // It may never end, and nothing has to wait for it.
    this.#release();
    const record = (errors: readonly unknown[], values: number): void => {
      // No one waits for the second value of a stream.
      this.#recorder.record(this.#observed, this.#startedAt, errors, values <= 1);
    };
    return watchStream(stream, {
      ended: (values) => record(NO_ERRORS, values),
      failed: (error, values) => record([error], values),
      left: () => undefined,
    });
  }

  #end(errors: readonly unknown[]): void {
    this.#release();
    this.#recorder.record(this.#observed, this.#startedAt, errors, true);
  }

  #release(): void {
    this.#over?.();
    this.#recorder.over();
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
