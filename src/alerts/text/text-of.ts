import { errorMessage, errorName } from '../../text/error-name.js';
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
import { ELLIPSIS, head, MAXIMUM_TEXT } from '../../text/truncate.js';

const MAXIMUM_DEPTH = 6; // deeper than people read, and safe for the call stack
const MAXIMUM_MEMBERS = 500; // in all: 8,000 characters of details hold fewer

/**
 * Says any value as text, for details and for wrong types. Objects, maps, lists and sets become JSON, errors their headline, and `…` stands for
 * what was too much, too deep or cyclic.
 *
 * @returns `undefined` for `null` and `undefined`, which say nothing
 */
export function textOf(value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined;
  if (typeof value === 'string') return head(value, MAXIMUM_TEXT);
  if (!isObject(value)) return primitiveText(value);
  return literalText(value) ?? json(value, { seen: new Set(), left: MAXIMUM_MEMBERS });
}

interface Walk {
  readonly seen: Set<object>;
  left: number;
}

function json(value: unknown, walk: Walk): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'string') return JSON.stringify(head(value, MAXIMUM_TEXT));
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (!isObject(value)) return JSON.stringify(primitiveText(value));
  const literal = literalText(value);
  if (literal !== undefined) return JSON.stringify(literal);
  if (typeof value === 'function') return '"(function)"';
  if (walk.seen.has(value) || walk.seen.size >= MAXIMUM_DEPTH) return `"${ELLIPSIS}"`;
  walk.seen.add(value);
  const text = collectionJson(value, walk);
  walk.seen.delete(value);
  return text;
}

function collectionJson(value: object, walk: Walk): string {
  if (isList(value)) return listJson(readList(value, walk.left), listLength(value), walk);
  // One more than may be told shows that there are more.
  const set = readSet(value, walk.left + 1);
  if (set !== undefined) return listJson(set, set.length, walk);
  const map = readMap(value, walk.left + 1);
  if (map !== undefined) return entriesJson([...map.keys()], (key) => map.get(key), walk);
  return entriesJson(readKeys(value), (key) => readProperty(value, key, '(unreadable)'), walk);
}

function listJson(elements: readonly unknown[], length: number, walk: Walk): string {
  const members: string[] = [];
  for (const element of elements) {
    if (walk.left-- <= 0) break;
    members.push(json(element, walk));
  }
  if (members.length < length) members.push(`"${ELLIPSIS}"`);
  return `[${members.join(',')}]`;
}

function entriesJson<Key>(keys: readonly Key[], read: (key: Key) => unknown, walk: Walk): string {
  const members: string[] = [];
  for (const key of keys) {
    if (walk.left-- <= 0) break;
    const name = isObject(key) ? json(key, walk) : primitiveText(key);
    members.push(`${JSON.stringify(head(name, MAXIMUM_TEXT))}:${json(read(key), walk)}`);
  }
  if (members.length < keys.length) members.push(`"${ELLIPSIS}":"${ELLIPSIS}"`);
  return `{${members.join(',')}}`;
}

function primitiveText(value: unknown): string {
  return typeof value === 'symbol' ? value.toString() : String(value);
}

/** The text of what is no collection of members, but one thing that has a text of its own. */
function literalText(value: object): string | undefined {
  if (isError(value)) {
    const message = errorMessage(value);
    return message === '' ? errorName(value) : `${errorName(value)}: ${message}`;
  }
  try {
    if (value instanceof Date) return value.toISOString();
    return value instanceof URL || value instanceof RegExp ? head(String(value), MAXIMUM_TEXT) : undefined;
  } catch {
    return undefined; // an invalid date, or a proxy that cannot be asked: it is shown like any object
  }
}
