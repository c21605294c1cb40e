import { types } from 'node:util';

import { withPlaceholders } from './placeholders.js';
import { RepeatLimit } from './repeat-limit.js';
import { cutAt } from './text-cut.js';

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

/** What distinguishes two lines stands in their beginning. UTF-16 units. */
const COMPARED = 1_000;

/**
 * A log that writes messages of one kind at most once in 15 minutes: those that differ only in numbers and names. For lines that a
 * program may cause with every call.
 *
 * @param now gives monotonic milliseconds
 */
export function withoutRepeats(log: Log, now: () => number): Log {
  const limit = new RepeatLimit();
  const once = (level: keyof Log) => (message: string) => {
    if (limit.admits(`${level} ${withPlaceholders(cutAt(message, COMPARED))}`, now())) log[level](message);
  };
  return { log: once('log'), warn: once('warn'), error: once('error') };
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
