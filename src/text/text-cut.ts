/** What stands where text was cut, so that nobody takes the rest for the whole. */
export const ELLIPSIS = '…';

/**
 * The most that is taken of any one string before it is redacted, in UTF-16 units: a message of 10 MB must cost no more than one of 64 KB.
 * It is more than any field looks at (see `OutgoingText`), so this cut never decides where a secret is split.
 */
export const MAXIMUM_TEXT = 65_536;

// A sequence of emoji or a letter with its accents. What is longer is no character of any language, and would make cutting slow.
const LONGEST_CHARACTER = 64;

const LONGEST_ROW = 4_096;

const characters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/**
 * Gives the first `length` UTF-16 units of a text, or a few less where the cut would go through a character as people see one: an emoji
 * of several parts, a flag, a letter with its accents. Half a surrogate pair would even make a strict JSON parser refuse the whole alert.
 * The time does not grow with the text.
 */
export function cutAt(text: string, length: number): string {
  const end = Math.max(0, length);
  if (text.length <= end) return text;
  return detached(text.slice(0, boundaryBefore(text, end)), text.length);
}

/**
 * Cuts a text to at most `limit` UTF-16 units, in which the platform counts. What was cut ends in `…`, which counts.
 *
 * @example `truncate('payment provider down', 10)` is `'payment p…'`
 */
export function truncate(text: string, limit: number): string {
  if (text.length <= limit) return text;
  return limit < ELLIPSIS.length ? '' : cutAt(text, limit - ELLIPSIS.length) + ELLIPSIS;
}

/** The last place at or before `end` where one character ends and the next begins. */
function boundaryBefore(text: string, end: number): number {
  if (isPlain(text.charCodeAt(end - 1)) && isPlain(text.charCodeAt(end))) return end;
  let start = Math.max(0, end - LONGEST_CHARACTER);
  // Flags are pairs: in a row of them, only its beginning shows which belong together.
  while (start > 0 && end - start < LONGEST_ROW && isSurrogate(text.charCodeAt(start - 1))) start--;
  const found = characters.segment(text.slice(start, end + LONGEST_CHARACTER)).containing(end - start);
  if (found !== undefined && (found.index > 0 || (start === 0 && found.segment.length <= LONGEST_CHARACTER)))
    return start + found.index;
  // No character is that long, and only a surrogate pair is spared.
  return isHighSurrogate(text.charCodeAt(end - 1)) ? end - 1 : end;
}

/** Printable ASCII, which joins with nothing. */
function isPlain(unit: number): boolean {
  return unit >= 0x20 && unit < 0x7f;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}

/** V8 keeps a whole text alive for a part of it: a message of 10 MB must not wait in the memory behind the 130 units that go out. */
function detached(part: string, whole: number): string {
  return whole > 2 * part.length + LONGEST_CHARACTER ? ` ${part}`.slice(1) : part;
}
