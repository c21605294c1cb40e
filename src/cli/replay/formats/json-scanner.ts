import { BYTE } from './bytes.js';

/**
 * Takes a member of an object.
 *
 * @param name from after the opening quote of its name
 * @param nameEnd to before the closing one
 * @param value where its value begins
 * @returns where its value ends, as {@link JsonScanner.valueEnd} or {@link JsonScanner.object} gives it; `-1` if it has no end
 */
export type MemberTaker = (name: number, nameEnd: number, value: number) => number;

/**
 * Finds the members of JSON objects in bytes without making values of them. `JSON.parse` would make strings of each header of each
 * request, of which none is needed. It checks only as much as it needs to find its way.
 */
export class JsonScanner {
  #bytes: Buffer = Buffer.alloc(0);
  #end = 0;

  /** Scans these bytes from now on. */
  over(bytes: Buffer, end: number): void {
    this.#bytes = bytes;
    this.#end = end;
  }

  /**
   * Goes through the members of the object that begins at `start`.
   *
   * @returns where it ends; `-1` if it is not an object
   */
  object(start: number, take: MemberTaker): number {
    const bytes = this.#bytes;
    const end = this.#end;
    if (bytes[start] !== BYTE.openBrace) return -1;
    let at = this.#afterSpace(start + 1);
    if (bytes[at] === BYTE.closeBrace) return at < end ? at + 1 : -1;
    while (at < end) {
      if (bytes[at] !== BYTE.quote) return -1;
      const nameEnd = stringEnd(bytes, at + 1, end);
      if (nameEnd === -1) return -1;
      const colon = this.#afterSpace(nameEnd + 1);
      if (bytes[colon] !== BYTE.colon) return -1;
      const valueEnd = take(at + 1, nameEnd, this.#afterSpace(colon + 1));
      if (valueEnd === -1) return -1;
      at = this.#afterSpace(valueEnd);
      if (bytes[at] === BYTE.closeBrace) return at < end ? at + 1 : -1;
      if (bytes[at] !== BYTE.comma) return -1;
      at = this.#afterSpace(at + 1);
    }
    return -1;
  }

  /** Where the value ends that begins at `start`; `-1` if it does not. */
  valueEnd(start: number): number {
    const bytes = this.#bytes;
    const end = this.#end;
    const first = bytes[start];
    if (first === BYTE.quote) {
      const close = stringEnd(bytes, start + 1, end);
      return close === -1 ? -1 : close + 1;
    }
    if (first === BYTE.openBrace || first === BYTE.openBracket) return nestedEnd(bytes, start, end);
    let at = start;
    while (at < end && !endsLiteral(bytes[at])) at++;
    return at === start ? -1 : at;
  }

  #afterSpace(start: number): number {
    let at = start;
    while (at < this.#end && isSpace(this.#bytes[at])) at++;
    return at;
  }
}

/** Counts brackets instead of calling itself: a line may have a million of them. */
function nestedEnd(bytes: Buffer, start: number, end: number): number {
  let depth = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at];
    if (byte === BYTE.quote) {
      at = stringEnd(bytes, at + 1, end);
      if (at === -1) return -1;
    } else if (byte === BYTE.openBrace || byte === BYTE.openBracket) depth++;
    else if (byte === BYTE.closeBrace || byte === BYTE.closeBracket) {
      depth--;
      if (depth === 0) return at + 1;
    }
  }
  return -1;
}

/** Where the closing quote is; `-1` if there is none. */
function stringEnd(bytes: Buffer, start: number, end: number): number {
  for (let at = start; at < end; at++) {
    const byte = bytes[at];
    if (byte === BYTE.quote) return at;
    if (byte === BYTE.backslash) at++;
  }
  return -1;
}

function isSpace(byte: number | undefined): boolean {
  return byte === BYTE.space || byte === BYTE.tab || byte === BYTE.carriageReturn;
}

function endsLiteral(byte: number | undefined): boolean {
  return byte === BYTE.comma || byte === BYTE.closeBrace || byte === BYTE.closeBracket || isSpace(byte);
}
