import { isList, isObject, listLength, readKeys, readList, readProperty } from './guarded-read.js';
import { ELLIPSIS, head } from './truncate.js';

/**
 * The most that is taken of any one string before it is redacted, in UTF-16 units: a message of 10 MB must cost no more than one of 64 KB.
 * It is more than any field looks at (see {@link OutgoingText}), so this cut never decides where a secret is split.
 */
export const MAXIMUM_TEXT = 65_536;

const MAXIMUM_DEPTH = 6; // deeper than people read, and safe for the call stack
const MAXIMUM_MEMBERS = 500; // in all: 8,000 characters of details hold fewer

/**
 * Says any value as text, for details and for wrong types. Objects and lists become JSON, and `…` stands for what was too much, too deep or cyclic.
 *
 * @returns `undefined` for `null` and `undefined`, which say nothing
 */
export function textOf(value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined;
  if (typeof value === 'string') return head(value, MAXIMUM_TEXT);
  if (!isObject(value)) return primitiveText(value);
  return dateText(value) ?? json(value, { seen: new Set(), left: MAXIMUM_MEMBERS });
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
  const date = dateText(value);
  if (date !== undefined) return JSON.stringify(date);
  if (typeof value === 'function') return '"(function)"';
  if (walk.seen.has(value) || walk.seen.size >= MAXIMUM_DEPTH) return `"${ELLIPSIS}"`;
  walk.seen.add(value);
  const text = isList(value) ? listJson(value, walk) : objectJson(value, walk);
  walk.seen.delete(value);
  return text;
}

function listJson(list: object, walk: Walk): string {
  const members: string[] = [];
  for (const element of readList(list, walk.left)) {
    if (walk.left-- <= 0) break;
    members.push(json(element, walk));
  }
  if (members.length < listLength(list)) members.push(`"${ELLIPSIS}"`);
  return `[${members.join(',')}]`;
}

function objectJson(object: object, walk: Walk): string {
  const keys = readKeys(object);
  const members: string[] = [];
  for (const key of keys) {
    if (walk.left-- <= 0) break;
    members.push(`${JSON.stringify(head(key, MAXIMUM_TEXT))}:${json(readProperty(object, key, '(unreadable)'), walk)}`);
  }
  if (members.length < keys.length) members.push(`"${ELLIPSIS}":"${ELLIPSIS}"`);
  return `{${members.join(',')}}`;
}

function primitiveText(value: unknown): string {
  return typeof value === 'symbol' ? value.toString() : String(value);
}

function dateText(value: object): string | undefined {
  try {
    return value instanceof Date ? value.toISOString() : undefined;
  } catch {
    return undefined; // an invalid date, or a proxy that cannot be asked: it is shown like any object
  }
}
