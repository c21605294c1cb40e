import { attempt, onProcessEnd } from './process-end.js';

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
}

/** Who watches the process: one at most, for it has one end, however many modules there are. */
const watching = new Set<ProcessErrors>();

/**
 * Sees the process fail, and changes nothing about it: `uncaughtExceptionMonitor` is the one event for uncaught errors that Node
 * does not take for a handler (Node, "Process", `'uncaughtExceptionMonitor'`). It comes for unhandled rejections as well, wherever
 * they end the process. A listener for `unhandledRejection` would keep the process alive, so there is none.
 */
export class ProcessErrors {
  readonly #handlers: ProcessErrorHandlers;
  #isUp = false;
  #unwatchEnd: (() => void) | undefined;
  #failed = false;

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
    for (const other of watching) {
      if (other.#isUp) return false;
      other.stop();
    }
    watching.add(this);
    process.on('uncaughtExceptionMonitor', this.#onUncaught);
    this.#unwatchEnd = onProcessEnd({ exit: (exitCode) => this.#onExit(exitCode) });
    return true;
  }

  /** The application is up: whatever ends it from now on is no failed start, also while it shuts down. */
  up(): void {
    this.#isUp = true;
  }

  /** Watches no longer. */
  stop(): void {
    if (!watching.delete(this)) return;
    process.off('uncaughtExceptionMonitor', this.#onUncaught);
    this.#unwatchEnd?.();
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
