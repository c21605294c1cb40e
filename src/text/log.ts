import { types } from 'node:util';

/** The log for delivery problems; Nest's `LoggerService` fits. */
export interface Log {
  log(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** A log supplied by the application; its methods may be async. */
type SuppliedLog = { readonly [Method in keyof Log]: (message: string) => unknown };

/** A log whose messages pass through a function first. */
export function logWithText(log: Log, text: (message: string) => string): Log {
  return {
    log: (message) => log.log(text(message)),
    warn: (message) => log.warn(text(message)),
    error: (message) => log.error(text(message)),
  };
}

/** Wraps the application's log and contains its failures. */
export function guardedLog(log: SuppliedLog): Log {
  const guard = (write: (message: string) => unknown) => (message: string) => {
    try {
      const written = write(message);
      // Nothing awaits it, and an unhandled rejection would end the application.
      if (types.isPromise(written)) void Promise.prototype.then.call(written, undefined, () => undefined);
    } catch {
      // No channel is left to report this.
    }
  };
  return {
    log: guard((message) => log.log(message)),
    warn: guard((message) => log.warn(message)),
    error: guard((message) => log.error(message)),
  };
}
