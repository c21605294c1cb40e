import { ExceptionsZone } from '@nestjs/core/errors/exceptions-zone.js';

import { isObject, readProperty } from '../../text/guarded-read.js';

/**
 * Sees the error of a failed start, which Nest logs before it ends the process with exit code 1. Nest has no event for it, so its handler is
 * wrapped until the application is up. Where that is not found, a failed start is reported without its reason.
 *
 * @param see must not throw
 * @returns a function that undoes it
 */
export function watchStartError(see: (error: unknown) => void): () => void {
  const handler = readProperty(ExceptionsZone, 'exceptionHandler');
  const handle = readProperty(handler, 'handle');
  if (!isObject(handler) || typeof handle !== 'function') return () => undefined;
  const watched = function (this: unknown, ...given: readonly unknown[]): unknown {
    see(given[0]);
    return Reflect.apply(handle, this, given);
  };
  Reflect.set(handler, 'handle', watched);
  return () => {
    // Another wrapper around this one stays: it calls what it has found.
    if (readProperty(handler, 'handle') === watched) Reflect.set(handler, 'handle', handle);
  };
}
