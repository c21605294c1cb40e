/** What stands where text was cut, so that nobody takes the rest for the whole. */
export const ELLIPSIS = '…';

/**
 * The most that is taken of any one string before it is redacted, in UTF-16 units: a message of 10 MB must cost no more than one of 64 KB.
 * It is more than any field looks at (see `OutgoingText`), so this cut never decides where a secret is split.
 */
export const MAXIMUM_TEXT = 65_536;

/**
 * Gives the first `length` UTF-16 units of a text, or one fewer where the cut would go through a surrogate pair: half a pair
 * is no character, and a strict JSON parser refuses the whole alert for it.
 */
export function head(text: string, length: number): string {
  const end = Math.max(0, length);
  if (text.length <= end) return text;
  return text.slice(0, isHighSurrogate(text.charCodeAt(end - 1)) ? end - 1 : end);
}

/**
 * Cuts a text to at most `limit` UTF-16 units. What was cut ends in `…`, which counts.
 *
 * @example `truncate('payment provider down', 10)` is `'payment p…'`
 */
export function truncate(text: string, limit: number): string {
  if (text.length <= limit) return text;
  return limit < ELLIPSIS.length ? '' : head(text, limit - ELLIPSIS.length) + ELLIPSIS;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
