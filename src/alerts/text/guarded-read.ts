/**
 * Reads a property of anything, and gives `otherwise` where that fails: there are getters and proxies that throw, and an error
 * that cannot be read is still one to alert about.
 */
export function readProperty(target: unknown, key: PropertyKey, otherwise?: unknown): unknown {
  if (!isObject(target)) return otherwise;
  try {
    return Reflect.get(target, key);
  } catch {
    return otherwise;
  }
}

/** The names of an object's own enumerable properties; none where they cannot be read. */
export function readKeys(target: unknown): readonly string[] {
  if (!isObject(target)) return [];
  try {
    return Object.keys(target);
  } catch {
    return [];
  }
}

/** At most `limit` elements of a list; none when it is no list. An element that cannot be read is `undefined`. */
export function readList(target: unknown, limit: number): readonly unknown[] {
  return Array.from({ length: Math.min(listLength(target), limit) }, (_, index) => readProperty(target, index));
}

/** How many elements a list has; 0 when it is no list. */
export function listLength(target: unknown): number {
  const length = isList(target) ? readProperty(target, 'length') : 0;
  return typeof length === 'number' && Number.isSafeInteger(length) && length > 0 ? length : 0;
}

/** Whether something is an array. A revoked proxy is none; asking it would throw. */
export function isList(target: unknown): boolean {
  try {
    return Array.isArray(target);
  } catch {
    return false;
  }
}

/** Whether something can have properties. */
export function isObject(target: unknown): target is object {
  return (typeof target === 'object' && target !== null) || typeof target === 'function';
}
