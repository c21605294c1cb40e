/** Marks where text was cut. */
export const ELLIPSIS = '…';

/**
 * The most of a string that is redacted, in UTF-16 units: a message of 10 MB must cost no more than one of 64 KB. It is more than any
 * field uses (see `OutgoingText`), so this cut never splits a secret that is shown.
 */
export const MAXIMUM_TEXT = 65_536;

// A sequence of emoji or a letter with its accents. A longer sequence is not a character of any language and would slow down cutting.
const LONGEST_CHARACTER = 64;

const LONGEST_ROW = 4_096;

const characters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/**
 * Returns the first `length` UTF-16 units of a text, or a few less to avoid splitting a visible character: an emoji of several parts, a
 * flag, a letter with its accents. Half a surrogate pair could even make a strict JSON parser reject the whole alert. Takes constant time.
 */
export function cutAt(text: string, length: number): string {
  const end = Math.max(0, length);
  if (text.length <= end) return text;
  return detached(text.slice(0, boundaryBefore(text, end)), text.length);
}

/**
 * Cuts a text to at most `limit` UTF-16 units, the platform's unit. A cut text ends in `…`, which counts.
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
  // Flags are pairs: in a row of them, only its start shows which belong together.
  while (start > 0 && end - start < LONGEST_ROW && isSurrogate(text.charCodeAt(start - 1))) start--;
  const found = characters.segment(text.slice(start, end + LONGEST_CHARACTER)).containing(end - start);
  if (found !== undefined && (found.index > 0 || (start === 0 && found.segment.length <= LONGEST_CHARACTER)))
    return start + found.index;
  // No character is that long: only keep surrogate pairs together.
  return isHighSurrogate(text.charCodeAt(end - 1)) ? end - 1 : end;
}

/** Printable ASCII, which never combines with other characters. */
function isPlain(unit: number): boolean {
  return unit >= 0x20 && unit < 0x7f;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}

/** V8 keeps the whole string alive for a slice of it: copy the slice, so that 130 units do not retain a message of 10 MB. */
function detached(part: string, whole: number): string {
  return whole > 2 * part.length + LONGEST_CHARACTER ? ` ${part}`.slice(1) : part;
}
