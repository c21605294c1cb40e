import { types } from 'node:util';

import { Budget } from './budget.js';

/**
 * Reads a property of any value; returns `otherwise` if that fails: getters and proxies may throw, and an unreadable error must still
 * raise an alert.
 */
export function readProperty(target: unknown, key: PropertyKey, otherwise?: unknown, budget?: Budget): unknown {
  if (!isObject(target)) return otherwise;
  const found = plainProperty(target, key);
  // Reading it runs no code of the application.
  if (found !== undefined) return budget === undefined || budget.count() ? found.value : otherwise;
  return (budget ?? new Budget()).read<unknown>(() => Reflect.get(target, key), otherwise);
}

/** Error classes are a few levels deep. A chain of thousands of prototypes must not cost milliseconds. */
const MOST_PROTOTYPES = 8;

const ABSENT: PropertyDescriptor = { value: undefined };

/** A property of an object or of its prototypes; `undefined` if finding or reading it may run code of the application. */
export function plainProperty(target: object, key: PropertyKey): PropertyDescriptor | undefined {
  try {
    let holder: object | null = target;
    for (let level = 0; level < MOST_PROTOTYPES; level++) {
      if (holder === null) return ABSENT;
      if (types.isProxy(holder)) return undefined;
      const own = Object.getOwnPropertyDescriptor(holder, key);
      if (own !== undefined) return 'value' in own ? own : undefined;
      holder = Object.getPrototypeOf(holder) as object | null;
    }
  } catch {
    // A stack is formatted at its first access, possibly by code of the application.
  }
  return undefined;
}

/** Whether a value has an own property; false if that cannot be determined. */
export function hasOwn(target: unknown, key: PropertyKey): boolean {
  try {
    return isObject(target) && Object.hasOwn(target, key);
  } catch {
    return false;
  }
}

/**
 * The names of an object's own enumerable properties; none if they are unreadable. A proxy is not asked: it could return any number of
 * them.
 *
 * Lists all names, at about a microsecond each: V8 does so before it returns the first, even in `for…in`. A million take a second, and
 * callers bound what they use.
 */
export function readKeys(target: unknown, budget: Budget = new Budget()): readonly string[] {
  if (!isObject(target) || types.isProxy(target)) return [];
  try {
    return budget.count() ? Object.keys(target) : [];
  } catch {
    return [];
  }
}

/** At most `limit` elements of a list; none if it is not a list. An unreadable element is `undefined`. */
export function readList(target: unknown, limit: number, budget: Budget = new Budget()): readonly unknown[] {
  return Array.from({ length: Math.min(listLength(target), limit) }, (_, index) =>
    readProperty(target, index, undefined, budget),
  );
}

/** The length of a list; 0 if it is not a list. */
export function listLength(target: unknown): number {
  const length = isList(target) ? readProperty(target, 'length') : 0;
  return typeof length === 'number' && Number.isSafeInteger(length) && length > 0 ? length : 0;
}

/** Whether a value is an array. A revoked proxy is not; checking it would throw. */
export function isList(target: unknown): target is readonly unknown[] {
  try {
    return Array.isArray(target);
  } catch {
    return false;
  }
}

/** At most `limit` members of a Set; `undefined` if it is not a Set. */
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

/** At most `limit` entries of a Map; `undefined` if it is not a Map. */
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

/** Whether a value is an error of any realm: Jest runs every test file in its own. */
export function isError(target: unknown): boolean {
  try {
    return target instanceof Error || Object.prototype.toString.call(target) === '[object Error]';
  } catch {
    return false;
  }
}

/** Whether a value is a plain object of any realm, not an instance of a class. */
export function isPlainObject(target: unknown): target is object {
  if (!isObject(target) || typeof target === 'function' || isList(target)) return false;
  try {
    const prototype: unknown = Object.getPrototypeOf(target);
    return prototype === null || Object.getPrototypeOf(prototype) === null;
  } catch {
    return false;
  }
}

/** Whether a value is an object with named properties: not a list or function. */
export function isRecord(target: unknown): target is Readonly<Record<string, unknown>> {
  return typeof target === 'object' && target !== null && !isList(target);
}

/** Whether a value can have properties. */
export function isObject(target: unknown): target is object {
  return (typeof target === 'object' && target !== null) || typeof target === 'function';
}
