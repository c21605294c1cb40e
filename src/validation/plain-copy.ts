import { types } from 'node:util';

import { isList, isObject, listLength, readKeys, readList, readProperty } from '../text/guarded-read.js';

/** Stands for what cannot be read, because its getter or its proxy throws. No check takes a symbol. */
export const UNREADABLE = Symbol('unreadable');

/** Options are not nested deeper: `rules[0].options.pairs[0].long`. */
const DEEPEST = 6;

/** How many items a list or a record of options may have. One more is copied, so that a check sees that there are too many. */
export const MOST_MEMBERS = 1_000;

/** What kind of object something is: `Object`, `Array`, `Map`, `Promise`; `undefined` where it does not say. Never throws. */
export function kindOf(value: object): string | undefined {
  try {
    return Object.prototype.toString.call(value).slice('[object '.length, -1);
  } catch {
    return undefined;
  }
}

/** A property of configuration; {@link UNREADABLE} where reading it throws. */
export function readOption(given: object, name: string): unknown {
  return readProperty(given, name, UNREADABLE);
}

/**
 * Copies configuration: what is checked is then what is used, whatever its getters and proxies give the next time. Functions and
 * instances of built-in classes stay the same.
 */
export function plainCopy(given: unknown, depth = 0): unknown {
  if (!isObject(given) || typeof given === 'function') return given;
  if (depth > DEEPEST) return UNREADABLE;
  if (isList(given)) {
    if (listLength(given) === 0 && readOption(given, 'length') !== 0) return UNREADABLE;
    return readList(given, MOST_MEMBERS + 1).map((item) => plainCopy(item, depth + 1));
  }
  // Nothing bounds the list of names that a proxy gives.
  if (types.isProxy(given)) return UNREADABLE;
  if (types.isRegExp(given)) return copyOfPattern(given);
  const kind = kindOf(given);
  if (kind !== 'Object') return kind === undefined ? UNREADABLE : given;
  const names = readKeys(given).slice(0, MOST_MEMBERS + 1);
  return Object.fromEntries(names.map((name) => [name, plainCopy(readOption(given, name), depth + 1)]));
}

/** By what the engine knows of it: its properties may be the application's own. */
function copyOfPattern(pattern: RegExp): unknown {
  try {
    return new RegExp(pattern);
  } catch {
    return UNREADABLE;
  }
}
