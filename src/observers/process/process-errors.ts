/** What is to be done when the process fails. */
export interface ProcessErrorHandlers {
  /** Nothing caught an error. The process ends next, unless the application handles that itself. */
  readonly uncaught: (error: unknown, origin: NodeJS.UncaughtExceptionOrigin) => void;
  /** The process ends with an exit code that is not 0, and the application never was up. */
  readonly startFailed: (exitCode: number) => void;
  /** The process ends as soon as this returns. */
  readonly ending: () => void;
  /** Whether the application is up. */
  readonly isUp: () => boolean;
}

/** A process has one end, however many modules watch it. */
let isWatched = false;

/**
 * Sees the process fail, and changes nothing about it: `uncaughtExceptionMonitor` is the one event for uncaught errors that Node
 * does not take for a handler (Node, "Process", `'uncaughtExceptionMonitor'`). It comes for unhandled rejections as well, wherever
 * they end the process. A listener for `unhandledRejection` would keep the process alive, so there is none.
 */
export class ProcessErrors {
  readonly #handlers: ProcessErrorHandlers;
  #isWatching = false;
  #failed = false;

  constructor(handlers: ProcessErrorHandlers) {
    this.#handlers = handlers;
  }

  /** Begins to watch. @returns whether it does; another may watch already */
  start(): boolean {
    if (isWatched) return false;
    isWatched = true;
    this.#isWatching = true;
    process.on('uncaughtExceptionMonitor', this.#onUncaught);
    process.on('exit', this.#onExit);
    return true;
  }

  /** Watches no longer. */
  stop(): void {
    if (!this.#isWatching) return;
    this.#isWatching = false;
    isWatched = false;
    process.off('uncaughtExceptionMonitor', this.#onUncaught);
    process.off('exit', this.#onExit);
  }

  readonly #onUncaught = (error: unknown, origin: NodeJS.UncaughtExceptionOrigin): void => {
    this.#failed = true;
    attempt(() => this.#handlers.uncaught(error, origin));
  };

  /** Runs after an uncaught error as well, and when a handler of the application ends the process itself. */
  readonly #onExit = (exitCode: number): void => {
    if (!this.#failed) {
      if (exitCode === 0 || this.#handlers.isUp()) return;
      attempt(() => this.#handlers.startFailed(exitCode));
    }
    attempt(() => this.#handlers.ending());
  };
}

/** An error here would take the place of the one that ends the process, in its output and its exit code. */
function attempt(action: () => void): void {
  try {
    action();
  } catch {
    // The process has a better reason to end.
  }
}
