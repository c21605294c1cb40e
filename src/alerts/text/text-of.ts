import { types } from 'node:util';

import { errorMessage, errorName } from '../../text/error-name.js';
import { Budget } from '../../text/budget.js';
import {
  isError,
  isList,
  isObject,
  listLength,
  readKeys,
  readList,
  readMap,
  readProperty,
  readSet,
} from '../../text/guarded-read.js';
import { cutAt, ELLIPSIS, MAXIMUM_TEXT } from '../../text/text-cut.js';

const MAXIMUM_DEPTH = 6; // deeper than people read, and safe for the call stack
const MAXIMUM_MEMBERS = 500; // in total: 8,000 characters of details hold fewer

/**
 * Converts any value to text, for details and for values of a wrong type. Objects, maps, lists and sets become JSON, errors become their
 * headline, and `…` replaces what is too long, too deep or cyclic. Stops when the budget is used up: the rest is never read.
 *
 * @returns `undefined` for `null` and `undefined`
 */
export function textOf(value: unknown, budget: Budget = new Budget(), most = MAXIMUM_TEXT): string | undefined {
  if (value === null || value === undefined) return undefined;
  // One more than is used, so that a cut is visible.
  const room = Math.min(budget.room + 1, most);
  if (typeof value === 'string') return cutAt(value, room);
  if (!isObject(value)) return cutAt(primitiveText(value), room);
  return literalText(value, budget) ?? json(value, { seen: new Set(), left: MAXIMUM_MEMBERS, room, budget });
}

interface Walk {
  readonly seen: Set<object>;
  /** Members. */
  left: number;
  /** UTF-16 units. */
  room: number;
  readonly budget: Budget;
}

function json(value: unknown, walk: Walk): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'string') return quoted(value, walk);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (!isObject(value)) return quoted(primitiveText(value), walk);
  const literal = literalText(value, walk.budget);
  if (literal !== undefined) return quoted(literal, walk);
  if (typeof value === 'function') return '"(function)"';
  if (walk.seen.has(value) || walk.seen.size >= MAXIMUM_DEPTH) return `"${ELLIPSIS}"`;
  walk.seen.add(value);
  const text = collectionJson(value, walk);
  walk.seen.delete(value);
  return text;
}

function quoted(text: string, walk: Walk): string {
  const part = cutAt(text, walk.room);
  walk.room -= part.length;
  return JSON.stringify(part);
}

/** Counts one more member. @returns whether it may be included */
function goesOn(walk: Walk): boolean {
  return walk.room > 0 && walk.left-- > 0;
}

function collectionJson(value: object, walk: Walk): string {
  if (isList(value)) return listJson(readList(value, walk.left, walk.budget), listLength(value), walk);
  // One more than may be included, so that a cut is visible.
  const set = readSet(value, walk.left + 1);
  if (set !== undefined) return listJson(set, set.length, walk);
  const map = readMap(value, walk.left + 1);
  if (map !== undefined) return entriesJson([...map.keys()], (key) => map.get(key), walk);
  return entriesJson(
    readKeys(value, walk.budget),
    (key) => readProperty(value, key, '(unreadable)', walk.budget),
    walk,
  );
}

function listJson(elements: readonly unknown[], length: number, walk: Walk): string {
  const members: string[] = [];
  for (const element of elements) {
    if (!goesOn(walk)) break;
    members.push(json(element, walk));
  }
  if (members.length < length) members.push(`"${ELLIPSIS}"`);
  return `[${members.join(',')}]`;
}

function entriesJson<Key>(keys: readonly Key[], read: (key: Key) => unknown, walk: Walk): string {
  const members: string[] = [];
  for (const key of keys) {
    if (!goesOn(walk)) break;
    const name = isObject(key) ? json(key, walk) : primitiveText(key);
    members.push(`${quoted(name, walk)}:${json(read(key), walk)}`);
  }
  if (members.length < keys.length) members.push(`"${ELLIPSIS}":"${ELLIPSIS}"`);
  return `{${members.join(',')}}`;
}

function primitiveText(value: unknown): string {
  return typeof value === 'symbol' ? value.toString() : String(value);
}

/** The text of a value that is not a collection but has a text form of its own. */
function literalText(value: object, budget: Budget): string | undefined {
  // Counting its members would require listing them all.
  if (types.isProxy(value) && !isList(value)) return typeof value === 'function' ? undefined : '(a proxy, not read)';
  if (ArrayBuffer.isView(value)) return `(${value.byteLength} bytes)`;
  if (isError(value)) {
    const message = errorMessage(value, budget);
    const name = errorName(value, budget);
    return message === '' ? name : `${name}: ${message}`;
  }
  try {
    // Each character of a String is a member.
    if (types.isStringObject(value)) return cutAt(String.prototype.valueOf.call(value), MAXIMUM_TEXT);
    if (value instanceof Date) return value.toISOString();
    return value instanceof URL || value instanceof RegExp ? cutAt(String(value), MAXIMUM_TEXT) : undefined;
  } catch {
    return undefined; // an invalid date or an unreadable proxy: shown like any object
  }
}
