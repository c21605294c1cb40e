const [SLASH, AT, PERCENT, ZERO, NINE] = [0x2f, 0x40, 0x25, 0x30, 0x39];

/** A segment with this many digits is an id: `ORD-00042`, a UUID, a date. Words with a number have fewer: `v2`, `oauth2`, `i18n`. */
const ID_DIGITS = 4;
/** A segment of this length with a digit is one as well: ids of letters have few digits, and words of this length none. */
const ID_LENGTH = 16;
/** The longest name of a part of a route. */
const LONGEST_NAME = 64;

/**
 * Folds the ids in a path, so that requests of one route have one name: `GET /orders/42/lines/7` becomes `GET /orders/:id/lines/:id`.
 *
 * A segment is an id if it consists of digits, has at least 4 digits, has at least 16 characters of which one is a digit, contains `@` or
 * `%`, or is longer than 64 characters. A slash at the end is left out.
 */
export function foldedPath(target: string): string {
  const path = target.indexOf('/');
  if (path === -1) return target;
  let folded = '';
  let kept = 0;
  let segment = path + 1;
  let digits = 0;
  let isData = false;
  for (let at = segment; at <= target.length; at++) {
    const code = at < target.length ? target.charCodeAt(at) : SLASH;
    if (code !== SLASH) {
      if (code >= ZERO && code <= NINE) digits++;
      else if (code === AT || code === PERCENT) isData = true;
      continue;
    }
    const length = at - segment;
    if (isData || length > LONGEST_NAME || (digits > 0 && isId(digits, length))) {
      folded += `${target.slice(kept, segment)}:id`;
      kept = at;
    }
    segment = at + 1;
    digits = 0;
    isData = false;
  }
  const end = target.endsWith('/') && target.length > path + 1 ? target.length - 1 : target.length;
  return folded + target.slice(kept, end);
}

function isId(digits: number, length: number): boolean {
  return digits === length || digits >= ID_DIGITS || length >= ID_LENGTH;
}
