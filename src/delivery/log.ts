/** Where the delivery tells people of trouble; Nest's `LoggerService` fits. */
export interface Log {
  log(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** Wraps a log that the application supplies, so that its failure does not become ours. */
export function guardedLog(log: Log): Log {
  const guard = (write: (message: string) => void) => (message: string) => {
    try {
      write(message);
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
