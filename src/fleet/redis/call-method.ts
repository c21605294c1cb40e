/**
 * Calls a method of an object of a client package, which not every version has. Never throws; a promise that it returns is not awaited.
 *
 * @returns whether there is such a method
 */
export function callMethod(target: object, name: string, ...args: unknown[]): boolean {
  const method: unknown = Reflect.get(target, name);
  if (typeof method !== 'function') return false;
  try {
    const result: unknown = Reflect.apply(method, target, args);
    if (result instanceof Promise) result.catch(() => undefined);
  } catch {
    // It is closed already, for example.
  }
  return true;
}
