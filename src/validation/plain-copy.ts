import { types } from 'node:util';

import { isList, isObject, listLength, readKeys, readList, readProperty } from '../text/guarded-read.js';

/** Replaces a value whose getter or proxy throws. No check accepts a symbol. */
export const UNREADABLE = Symbol('unreadable');

/** Options are not nested deeper: `rules[0].options.pairs[0].long`. */
const DEEPEST = 6;

/** The most items in a list or record of options. One more is copied, so that a check can detect the excess. */
export const MOST_MEMBERS = 1_000;

/** The kind of an object: `Object`, `Array`, `Map`, `Promise`; `undefined` if it is unreadable. Never throws. */
export function kindOf(value: object): string | undefined {
  try {
    return Object.prototype.toString.call(value).slice('[object '.length, -1);
  } catch {
    return undefined;
  }
}

/** Reads a property of configuration; {@link UNREADABLE} if reading it throws. */
export function readOption(given: object, name: string): unknown {
  return readProperty(given, name, UNREADABLE);
}

/**
 * Copies configuration, so that the checked values are the used ones even if getters and proxies return other values later. Functions
 * and instances of built-in classes are not copied.
 */
export function plainCopy(given: unknown, depth = 0): unknown {
  if (!isObject(given) || typeof given === 'function') return given;
  if (depth > DEEPEST) return UNREADABLE;
  if (isList(given)) {
    if (listLength(given) === 0 && readOption(given, 'length') !== 0) return UNREADABLE;
    return readList(given, MOST_MEMBERS + 1).map((item) => plainCopy(item, depth + 1));
  }
  // A proxy may list any number of keys.
  if (types.isProxy(given)) return UNREADABLE;
  if (types.isRegExp(given)) return copyOfPattern(given);
  const kind = kindOf(given);
  if (kind !== 'Object') return kind === undefined ? UNREADABLE : given;
  const names = readKeys(given).slice(0, MOST_MEMBERS + 1);
  return Object.fromEntries(names.map((name) => [name, plainCopy(readOption(given, name), depth + 1)]));
}

/** By the engine's internal type: properties may be overridden by the application. */
function copyOfPattern(pattern: RegExp): unknown {
  try {
    return new RegExp(pattern);
  } catch {
    return UNREADABLE;
  }
}
