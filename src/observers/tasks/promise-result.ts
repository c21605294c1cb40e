import { types } from 'node:util';

/**
 * Whether a value is a promise as `async` functions make it, of any realm: no subclass, and no properties of its own. Only of such a
 * promise a derived one can take the place: nothing but its identity tells the two apart. Runs no code of the application.
 */
export function isPlainPromise(value: unknown): value is Promise<unknown> {
  // A proxy of a promise is not one.
  if (!types.isPromise(value)) return false;
  // Symbols are those of Node, which keeps the async context there.
  if (Object.getOwnPropertyNames(value).length > 0) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (typeof prototype !== 'object' || prototype === null || types.isProxy(prototype)) return false;
  const base: unknown = Object.getPrototypeOf(prototype);
  // A subclass has one prototype more. A lazy query is often one, and its own `then` would start it.
  return typeof base === 'object' && base !== null && Object.getPrototypeOf(base) === null;
}

/**
 * Follows a promise to its end.
 *
 * @returns a promise that ends as `promise` does, just after `fulfilled` or `rejected` was called. It has to take the place of `promise`:
 *   a reaction marks a promise as handled, so an end that the application ignores can come to light only on the derived one. If both were
 *   in use, each rejection would be reported once too often, or not at all.
 */
export function follow<T extends Promise<unknown>>(
  promise: T,
  fulfilled: () => void,
  rejected: (error: unknown) => void,
): T;
export function follow(
  promise: Promise<unknown>,
  fulfilled: () => void,
  rejected: (error: unknown) => void,
): Promise<unknown> {
  // Not `promise.then()`: the application may have replaced that.
  return Promise.prototype.then.call(
    promise,
    (value: unknown) => {
      fulfilled();
      return value;
    },
    (error: unknown) => {
      rejected(error);
      throw error;
    },
  );
}

/**
 * Query builders run when they are waited for, Observables when they are subscribed to, and a subclass of Promise may do the same: what
 * work returns says nothing about how it ends.
 */
export function runsLater(result: unknown): boolean {
  if ((typeof result !== 'object' && typeof result !== 'function') || result === null) return false;
  if (types.isPromise(result)) return true;
  try {
    return [Reflect.get(result, 'then'), Reflect.get(result, 'subscribe')].some((way) => typeof way === 'function');
  } catch {
    return true; // waiting for it would end in what the getter throws
  }
}
