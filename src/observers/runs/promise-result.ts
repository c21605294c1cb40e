import { types } from 'node:util';

/**
 * Whether a value is a promise like those of `async` functions, of any realm: not of a subclass, and without properties of its own. Only
 * such a promise can be replaced by a derived one: the two differ in nothing but their identity. Runs no code of the application.
 */
export function isPlainPromise(value: unknown): value is Promise<unknown> {
  // `isPromise()` is false for a proxy of a promise.
  if (!types.isPromise(value)) return false;
  // Symbols do not count: Node keeps the async context under them.
  if (Object.getOwnPropertyNames(value).length > 0) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (typeof prototype !== 'object' || prototype === null || types.isProxy(prototype)) return false;
  const base: unknown = Object.getPrototypeOf(prototype);
  // A subclass has one more prototype. A lazy query is often such a subclass, and its own `then` would start it.
  return typeof base === 'object' && base !== null && Object.getPrototypeOf(base) === null;
}

/**
 * Follows a promise to its end.
 *
 * @param fulfilled gives the value that the returned promise is fulfilled with: the same, or one that stands for it
 * @returns a promise that ends as `promise` does, just after `fulfilled` or `rejected` was called. It has to replace `promise`: a reaction
 *   marks a promise as handled, so Node can report a rejection that the application ignores only for the derived one. If both were in use,
 *   a rejection would be reported twice, or not at all.
 */
export function follow<T extends Promise<unknown>>(
  promise: T,
  fulfilled: (value: unknown) => unknown,
  rejected: (error: unknown) => void,
): T;
export function follow(
  promise: Promise<unknown>,
  fulfilled: (value: unknown) => unknown,
  rejected: (error: unknown) => void,
): Promise<unknown> {
  // Not `promise.then()`: the application may have replaced that.
  return Promise.prototype.then.call(promise, fulfilled, (error: unknown) => {
    rejected(error);
    throw error;
  });
}

/**
 * Whether a result may still run: query builders run when they are awaited, Observables when they are subscribed to, and a subclass of
 * Promise may do the same. What such work returns says nothing about how it ends.
 */
export function runsLater(result: unknown): boolean {
  if ((typeof result !== 'object' && typeof result !== 'function') || result === null) return false;
  if (types.isPromise(result)) return true;
  try {
    return [Reflect.get(result, 'then'), Reflect.get(result, 'subscribe')].some((way) => typeof way === 'function');
  } catch {
    return true; // awaiting it would throw what the getter throws
  }
}
