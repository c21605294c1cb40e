/** Takes how a thenable ended. */
export interface ThenableWatcher {
  /** @returns the value, or one that stands for it */
  fulfilled(value: unknown): unknown;
  failed(error: unknown): void;
}

const THEN = 'then';

/** A method `then`, as `await` calls it. */
type Then = (fulfilled: (value: unknown) => unknown, rejected: (error: unknown) => unknown) => unknown;

/**
 * Watches the first time that a query, or another object with a method `then`, is awaited. It is not started before.
 *
 * Only for what a handler returns: a library awaits it and does nothing else with it.
 *
 * @returns something else to await, which ends in the same way; or `undefined` for a value that is no thenable
 */
export function watchThenable(source: unknown, watcher: ThenableWatcher): object | undefined {
  const then = thenOf(source);
  if (then === undefined) return undefined;
  let isAwaited = false;
  const watched: Then = (fulfilled, rejected) => {
    if (isAwaited) return Reflect.apply(then, source, [fulfilled, rejected]);
    isAwaited = true;
    try {
      return Reflect.apply(then, source, [
        (value: unknown) => fulfilled(watcher.fulfilled(value)),
        (error: unknown) => {
          watcher.failed(error);
          return rejected(error);
        },
      ]);
    } catch (error) {
      watcher.failed(error);
      throw error;
    }
  };
  const standIn = {};
  Reflect.set(standIn, THEN, watched);
  return standIn;
}

function thenOf(value: unknown): Then | undefined {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return undefined;
  try {
    const then: unknown = Reflect.get(value, THEN);
    return typeof then === 'function' ? (then as Then) : undefined;
  } catch {
    // Awaiting it throws what the getter throws: whoever awaits it sees that.
    return undefined;
  }
}
