import { types } from 'node:util';

/** Where the delivery tells people of trouble; Nest's `LoggerService` fits. */
export interface Log {
  log(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** A log as an application supplies it; its methods may be async. */
type SuppliedLog = { readonly [Method in keyof Log]: (message: string) => unknown };

/** Wraps a log that the application supplies, so that its failure does not become ours. */
export function guardedLog(log: SuppliedLog): Log {
  const guard = (write: (message: string) => unknown) => (message: string) => {
    try {
      const written = write(message);
      // Nobody waits for it, and a rejection would end the application.
      if (types.isPromise(written)) void Promise.prototype.then.call(written, undefined, () => undefined);
    } catch {
      // There is nobody left to tell.
    }
  };
  return {
    log: guard((message) => log.log(message)),
    warn: guard((message) => log.warn(message)),
    error: guard((message) => log.error(message)),
  };
}
