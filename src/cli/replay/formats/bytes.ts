/** The bytes that the formats are made of. */
export const BYTE = {
  tab: 9,
  lineFeed: 10,
  carriageReturn: 13,
  space: 32,
  quote: 34,
  hash: 35,
  comma: 44,
  minus: 45,
  point: 46,
  slash: 47,
  zero: 48,
  nine: 57,
  colon: 58,
  equals: 61,
  question: 63,
  openBracket: 91,
  backslash: 92,
  closeBracket: 93,
  openBrace: 123,
  closeBrace: 125,
} as const;

/** Whether a byte is one of `0` to `9`. */
export function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= BYTE.zero && byte <= BYTE.nine;
}

/** The whole number of some digits; `NaN` if there are none, or anything else. */
export function digitsAt(bytes: Buffer, start: number, end: number): number {
  if (end <= start) return Number.NaN;
  let number = 0;
  for (let at = start; at < end; at++) {
    const digit = (bytes[at] ?? 0) - BYTE.zero;
    if (digit < 0 || digit > 9) return Number.NaN;
    number = number * 10 + digit;
  }
  return number;
}

/** A number without exponent, `12` or `0.345`; `NaN` if it is anything else. */
export function numberAt(bytes: Buffer, start: number, end: number): number {
  let number = 0;
  let scale = 0;
  let digits = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === BYTE.point) {
      if (scale > 0) return Number.NaN;
      scale = 1;
    } else if (isDigit(byte)) {
      number = number * 10 + byte - BYTE.zero;
      scale *= 10;
      digits++;
    } else return Number.NaN;
  }
  if (digits === 0) return Number.NaN;
  return scale > 1 ? number / scale : number;
}

/** The text between two places. Nearly all lines are ASCII, which is read several times as fast. */
export function textAt(bytes: Buffer, start: number, end: number): string {
  for (let at = start; at < end; at++) if ((bytes[at] ?? 0) > 127) return bytes.toString('utf8', start, end);
  return bytes.toString('latin1', start, end);
}

/** Where the query of a target begins, or its end. */
export function pathEnd(bytes: Buffer, start: number, end: number): number {
  for (let at = start; at < end; at++) {
    const byte = bytes[at];
    if (byte === BYTE.question || byte === BYTE.hash || byte === BYTE.space) return at;
  }
  return end;
}

/** The longest method that is registered is `UPDATEREDIRECTREF`. */
const LONGEST_METHOD = 20;

/** Where a method of capital letters ends; `-1` if there is none. */
export function methodEnd(bytes: Buffer, start: number, end: number): number {
  const most = Math.min(end, start + LONGEST_METHOD);
  let at = start;
  for (; at < most; at++) {
    const byte = bytes[at] ?? 0;
    if ((byte < 65 || byte > 90) && byte !== BYTE.minus) break;
  }
  return at === start || bytes[at] === BYTE.minus || bytes[start] === BYTE.minus ? -1 : at;
}

/** The status of three digits; `NaN` if there is none. */
export function statusAt(bytes: Buffer, start: number, end: number): number {
  const status = end - start === 3 ? digitsAt(bytes, start, end) : Number.NaN;
  return status >= 100 ? status : Number.NaN;
}
