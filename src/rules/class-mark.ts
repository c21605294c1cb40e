import { readProperty } from '../text/guarded-read.js';
import { cutAt } from '../text/text-cut.js';

/** Classes of errors are short; what comes after this says little more of one. Characters. */
const MOST_CODE = 4_000;
/** The first frame stands right after the message. Characters. */
const MOST_STACK = 4_000;
/** Texts in quotes, and names that follow no dot. A build shortens such names, but neither texts nor properties. */
const TEXT_OR_NAME = /"[^"\n]{0,200}"|'[^'\n]{0,200}'|(?<![\w$.])[A-Za-z_$][\w$]*/g;
const FRAME = /^ {4}at (?!new )(?:async )?(.{1,300})$/m;
const POSITION = /(?::\d+){1,2}\)?$/;

/**
 * What a class of errors is known by in the next process, where another one has the same name: digests of its code and of the place
 * where it was first thrown, if one is known. Both outlive a restart, a move to another machine and a build that shortens names.
 */
export function classMark(type: object, error?: unknown): string {
  const place = placeOf(error);
  return place === undefined ? digest(codeOf(type)) : `${digest(codeOf(type))}.${digest(place)}`;
}

/** Looks whether a text that was read is a mark. */
export function isClassMark(text: unknown): text is string {
  return typeof text === 'string' && /^[\da-f]{8}(?:\.[\da-f]{8})?$/.test(text);
}

/** How alike two marks are: 0 for classes that differ, 3 for those that are the same in all that is known. */
export function likeness(one: string, other: string): 0 | 1 | 2 | 3 {
  const [code, place] = one.split('.');
  const [otherCode, otherPlace] = other.split('.');
  if (code !== otherCode) return 0;
  if (place === undefined || otherPlace === undefined) return 2;
  return place === otherPlace ? 3 : 1;
}

function codeOf(type: object): string {
  if (typeof type !== 'function') return '';
  try {
    const code = cutAt(Function.prototype.toString.call(type), MOST_CODE);
    return code.replace(TEXT_OR_NAME, (found) => (/^["']/.test(found) ? found : '_')).replace(/\s+/g, '');
  } catch {
    return ''; // a proxy of a class
  }
}

/** The function and the file that an error was thrown in: no line, which moves, and no folder, which differs between machines. */
function placeOf(error: unknown): string | undefined {
  const stack = readProperty(error, 'stack');
  const frame = typeof stack === 'string' ? FRAME.exec(cutAt(stack, MOST_STACK))?.[1] : undefined;
  if (frame === undefined) return undefined;
  const start = frame.lastIndexOf(' (');
  const [name, where] = start === -1 ? ['', frame] : [frame.slice(0, start), frame.slice(start + 2)];
  const file = where.replace(POSITION, '').split(/[/\\]/).at(-1);
  return `${name} ${file}`;
}

/** FNV-1a, 32 bits: it has to tell a handful of classes of one name apart, and hides nothing. */
function digest(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}
