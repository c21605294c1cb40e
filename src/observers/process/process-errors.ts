import type { ProcessState } from '../observer.js';
import { attempt, onProcessEnd } from './process-end.js';
import { currentWatcher, setWatcher, type ProcessWatcher } from './process-watchers.js';
import { watchStartError } from './start-error.js';

/** Called when the process fails. */
export interface ProcessErrorHandlers {
  /** Nothing caught an error. The process ends next, unless the application handles that itself. `isUp`: whether it was up. */
  readonly uncaught: (error: unknown, origin: NodeJS.UncaughtExceptionOrigin, state: ProcessState) => void;
  /** The process ends with a non-zero exit code before the application was up. `error`: why, if that was seen. */
  readonly startFailed: (exitCode: number, uptime: number, error: unknown) => void;
  /** The process ends as soon as this returns. */
  readonly ending: () => void;
  /** The process is no longer watched. */
  readonly stopped: () => void;
  /** The application is up, but another one has taken over the watch in the meantime. */
  readonly replaced: () => void;
}

/**
 * Sees the process fail without changing how: `uncaughtExceptionMonitor` is the only event for uncaught errors whose listeners Node
 * does not count as handlers (Node, "Process", `'uncaughtExceptionMonitor'`). It is also emitted for unhandled rejections that end the
 * process. A listener for `unhandledRejection` would keep the process alive, so there is none.
 */
export class ProcessErrors implements ProcessWatcher {
  readonly #handlers: ProcessErrorHandlers;
  #isUp = false;
  #startError: unknown;
  #unwatchEnd: (() => void) | undefined;
  #unwatchStart: (() => void) | undefined;
  #failed = false;
  #wasReplaced = false;

  constructor(handlers: ProcessErrorHandlers) {
    this.#handlers = handlers;
  }

  /**
   * Begins to watch. Until {@link up} is called, the application counts as starting.
   *
   * @returns whether it watches: not if another application that is up is watching already. A watcher whose application never came up
   * gives way, because a failed start may be retried
   */
  start(): boolean {
    const other = currentWatcher();
    if (other?.isUp === true) return false;
    if (other !== undefined) attempt(() => other.giveWay());
    setWatcher(this);
    process.on('uncaughtExceptionMonitor', this.#onUncaught);
    this.#unwatchEnd = onProcessEnd({ exit: (exitCode) => this.#onExit(exitCode) });
    this.#unwatchStart = watchStartError((error) => this.cannotStart(error));
    return true;
  }

  /** Whether the application is up. */
  get isUp(): boolean {
    return this.#isUp;
  }

  /** A part of the start failed. That need not be the end: the application may try another port. */
  cannotStart(error: unknown): void {
    if (!this.#isUp) this.#startError = error;
  }

  /** The application is up: what ends the process from now on, even during the shutdown, is not a failed start. */
  up(): void {
    this.#isUp = true;
    this.#startError = undefined;
    this.#unwatchStart?.();
    if (!this.#wasReplaced) return;
    this.#wasReplaced = false;
    this.#handlers.replaced();
  }

  /** Stops watching, because another watcher takes over. */
  giveWay(): void {
    this.#wasReplaced = true;
    this.stop();
  }

  /** Stops watching. */
  stop(): void {
    const unwatchEnd = this.#unwatchEnd;
    if (unwatchEnd === undefined) return;
    this.#unwatchEnd = undefined;
    if (currentWatcher() === this) setWatcher(undefined);
    process.off('uncaughtExceptionMonitor', this.#onUncaught);
    this.#unwatchStart?.();
    unwatchEnd();
    this.#handlers.stopped();
  }

  readonly #onUncaught = (error: unknown, origin: NodeJS.UncaughtExceptionOrigin): void => {
    this.#failed = true;
    attempt(() => this.#handlers.uncaught(error, origin, { isUp: this.#isUp, mayGoOn: mayGoOn(), uptime: uptime() }));
  };

  /** Also runs after an uncaught error, and when a handler of the application ends the process itself. */
  #onExit(exitCode: number): void {
    if (!this.#failed) {
      if (exitCode === 0 || this.#isUp) return;
      attempt(() => this.#handlers.startFailed(exitCode, uptime(), this.#startError));
    }
    attempt(() => this.#handlers.ending());
  }
}

function uptime(): number {
  return process.uptime() * 1_000;
}

function mayGoOn(): boolean {
  return process.listenerCount('uncaughtException') > 0 || process.hasUncaughtExceptionCaptureCallback();
}
