import type { LazyModuleLoader } from '@nestjs/core';

type Load = LazyModuleLoader['load'];

/**
 * Calls back after each module that the application loads lazily, which adds classes to the application. It replaces the function that
 * loads them, on the application's own loader.
 *
 * @param loaded must not throw
 * @returns a function that undoes it
 */
export function afterLazyLoading(loader: LazyModuleLoader, loaded: () => void): () => void {
  const own = Object.getOwnPropertyDescriptor(loader, 'load');
  const original = Reflect.get(loader, 'load');
  let isStopped = false;
  const load: Load = async (...given) => {
    const reference = await Reflect.apply(original, loader, given);
    if (!isStopped) loaded();
    return reference;
  };
  Object.defineProperty(loader, 'load', { value: load, writable: true, configurable: true, enumerable: true });
  return () => {
    isStopped = true;
    // Another library may have replaced it since: what it has keeps working.
    if (Object.getOwnPropertyDescriptor(loader, 'load')?.value !== load) return;
    if (own === undefined) Reflect.deleteProperty(loader, 'load');
    else Object.defineProperty(loader, 'load', own);
  };
}
