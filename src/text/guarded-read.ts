import { types } from 'node:util';

import { Budget } from './budget.js';

/**
 * Reads a property of anything, and gives `otherwise` where that fails: there are getters and proxies that throw, and an error
 * that cannot be read is still one to alert about.
 */
export function readProperty(
  target: unknown,
  key: PropertyKey,
  otherwise?: unknown,
  budget: Budget = new Budget(),
): unknown {
  if (!isObject(target)) return otherwise;
  if (!types.isProxy(target)) {
    const own = descriptorOf(target, key);
    // To read it runs no code of the application.
    if (own !== undefined && 'value' in own) return budget.count() ? own.value : otherwise;
  }
  return budget.read<unknown>(() => Reflect.get(target, key), otherwise);
}

/** Whether something has a property of its own; not where that cannot be told. */
export function hasOwn(target: unknown, key: PropertyKey): boolean {
  return isObject(target) && descriptorOf(target, key) !== undefined;
}

function descriptorOf(target: object, key: PropertyKey): PropertyDescriptor | undefined {
  try {
    return Object.getOwnPropertyDescriptor(target, key);
  } catch {
    return undefined; // a stack is put into words at its first reading, which may be the application's own doing
  }
}

/**
 * The names of an object's own enumerable properties; none where they cannot be read. Those of a proxy are not asked for: it may give
 * any number, and nothing could stop it.
 *
 * All are listed, at about a microsecond each: V8 does so before it gives the first one, in `for…in` as well. So a million cost a second,
 * and the callers bound what they make of the list.
 */
export function readKeys(target: unknown, budget: Budget = new Budget()): readonly string[] {
  if (!isObject(target) || types.isProxy(target)) return [];
  try {
    return budget.count() ? Object.keys(target) : [];
  } catch {
    return [];
  }
}

/** At most `limit` elements of a list; none when it is no list. An element that cannot be read is `undefined`. */
export function readList(target: unknown, limit: number, budget: Budget = new Budget()): readonly unknown[] {
  return Array.from({ length: Math.min(listLength(target), limit) }, (_, index) =>
    readProperty(target, index, undefined, budget),
  );
}

/** How many elements a list has; 0 when it is no list. */
export function listLength(target: unknown): number {
  const length = isList(target) ? readProperty(target, 'length') : 0;
  return typeof length === 'number' && Number.isSafeInteger(length) && length > 0 ? length : 0;
}

/** Whether something is an array. A revoked proxy is none; asking it would throw. */
export function isList(target: unknown): target is readonly unknown[] {
  try {
    return Array.isArray(target);
  } catch {
    return false;
  }
}

/** At most `limit` members of a Set; `undefined` when it is none. */
export function readSet(target: unknown, limit: number): readonly unknown[] | undefined {
  try {
    if (!(target instanceof Set)) return undefined;
    const members: unknown[] = [];
    for (const member of Set.prototype.values.call(target)) {
      if (members.length >= limit) break;
      members.push(member);
    }
    return members;
  } catch {
    return undefined;
  }
}

/** At most `limit` entries of a Map; `undefined` when it is none. */
export function readMap(target: unknown, limit: number): ReadonlyMap<unknown, unknown> | undefined {
  try {
    if (!(target instanceof Map)) return undefined;
    const entries = new Map<unknown, unknown>();
    for (const [key, value] of Map.prototype.entries.call(target)) {
      if (entries.size >= limit) break;
      entries.set(key, value);
    }
    return entries;
  } catch {
    return undefined;
  }
}

/** Whether something is an error, of whichever realm: Jest runs every test in one of its own. */
export function isError(target: unknown): boolean {
  try {
    return target instanceof Error || Object.prototype.toString.call(target) === '[object Error]';
  } catch {
    return false;
  }
}

/** Whether something is an object as `{}` makes it, of whichever realm, and no instance of a class. */
export function isPlainObject(target: unknown): target is object {
  if (!isObject(target) || typeof target === 'function' || isList(target)) return false;
  try {
    const prototype: unknown = Object.getPrototypeOf(target);
    return prototype === null || Object.getPrototypeOf(prototype) === null;
  } catch {
    return false;
  }
}

/** Whether something is an object with named properties: no list and no function. */
export function isRecord(target: unknown): target is Readonly<Record<string, unknown>> {
  return typeof target === 'object' && target !== null && !isList(target);
}

/** Whether something can have properties. */
export function isObject(target: unknown): target is object {
  return (typeof target === 'object' && target !== null) || typeof target === 'function';
}
