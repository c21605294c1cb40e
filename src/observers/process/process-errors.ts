import { attempt, onProcessEnd } from './process-end.js';
import { currentWatcher, setWatcher, type ProcessWatcher } from './process-watchers.js';

/** What is to be done when the process fails. */
export interface ProcessErrorHandlers {
  /** Nothing caught an error. The process ends next, unless the application handles that itself. */
  readonly uncaught: (error: unknown, origin: NodeJS.UncaughtExceptionOrigin) => void;
  /** The process ends with an exit code that is not 0, and the application never was up. */
  readonly startFailed: (exitCode: number) => void;
  /** The process ends as soon as this returns. */
  readonly ending: () => void;
  /** The process is watched no longer. */
  readonly stopped: () => void;
  /** The application is up, and another has begun to watch in the meantime. */
  readonly replaced: () => void;
}

/**
 * Sees the process fail, and changes nothing about it: `uncaughtExceptionMonitor` is the one event for uncaught errors that Node
 * does not take for a handler (Node, "Process", `'uncaughtExceptionMonitor'`). It comes for unhandled rejections as well, wherever
 * they end the process. A listener for `unhandledRejection` would keep the process alive, so there is none.
 */
export class ProcessErrors implements ProcessWatcher {
  readonly #handlers: ProcessErrorHandlers;
  #isUp = false;
  #unwatchEnd: (() => void) | undefined;
  #failed = false;
  #wasReplaced = false;

  constructor(handlers: ProcessErrorHandlers) {
    this.#handlers = handlers;
  }

  /**
   * Begins to watch. The application counts as one that starts until it is {@link up}.
   *
   * @returns whether it does; not while one of another application watches that is up. One that never came up gives way, for a start
   * that failed may be tried again
   */
  start(): boolean {
    const other = currentWatcher();
    if (other?.isUp === true) return false;
    if (other !== undefined) attempt(() => other.giveWay());
    setWatcher(this);
    process.on('uncaughtExceptionMonitor', this.#onUncaught);
    this.#unwatchEnd = onProcessEnd({ exit: (exitCode) => this.#onExit(exitCode) });
    return true;
  }

  /** Whether the application is up. */
  get isUp(): boolean {
    return this.#isUp;
  }

  /** The application is up: whatever ends it from now on is no failed start, also while it shuts down. */
  up(): void {
    this.#isUp = true;
    if (!this.#wasReplaced) return;
    this.#wasReplaced = false;
    this.#handlers.replaced();
  }

  /** Watches no longer, for another does. */
  giveWay(): void {
    this.#wasReplaced = true;
    this.stop();
  }

  /** Watches no longer. */
  stop(): void {
    const unwatchEnd = this.#unwatchEnd;
    if (unwatchEnd === undefined) return;
    this.#unwatchEnd = undefined;
    if (currentWatcher() === this) setWatcher(undefined);
    process.off('uncaughtExceptionMonitor', this.#onUncaught);
    unwatchEnd();
    this.#handlers.stopped();
  }

  readonly #onUncaught = (error: unknown, origin: NodeJS.UncaughtExceptionOrigin): void => {
    this.#failed = true;
    attempt(() => this.#handlers.uncaught(error, origin));
  };

  /** Runs after an uncaught error as well, and when a handler of the application ends the process itself. */
  #onExit(exitCode: number): void {
    if (!this.#failed) {
      if (exitCode === 0 || this.#isUp) return;
      attempt(() => this.#handlers.startFailed(exitCode));
    }
    attempt(() => this.#handlers.ending());
  }
}
