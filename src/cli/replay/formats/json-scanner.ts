import { BYTE } from './bytes.js';

/** Takes the members of an object. @param key from after its opening quote to before its closing one */
export type MemberTaker = (key: number, keyEnd: number, value: number, valueEnd: number) => void;

/**
 * Finds the members of JSON objects in bytes without making values of them. `JSON.parse` would make strings of each header of each
 * request, of which none is needed. It checks only as much as it needs to find its way.
 */
export class JsonScanner {
  #bytes: Buffer = Buffer.alloc(0);
  #end = 0;

  /**
   * Goes through the members of the object that begins at `start`.
   *
   * @returns where it ends; `-1` if it is not an object
   */
  object(bytes: Buffer, start: number, end: number, take: MemberTaker): number {
    this.#bytes = bytes;
    this.#end = end;
    if (bytes[start] !== BYTE.openBrace) return -1;
    let at = this.#afterSpace(start + 1);
    if (bytes[at] === BYTE.closeBrace) return at + 1;
    while (at < end) {
      if (bytes[at] !== BYTE.quote) return -1;
      const key = at + 1;
      const keyEnd = this.#stringEnd(key);
      if (keyEnd === -1) return -1;
      at = this.#afterSpace(keyEnd + 1);
      if (bytes[at] !== BYTE.colon) return -1;
      const value = this.#afterSpace(at + 1);
      const valueEnd = this.#valueEnd(value);
      if (valueEnd === -1) return -1;
      take(key, keyEnd, value, valueEnd);
      at = this.#afterSpace(valueEnd);
      if (bytes[at] === BYTE.closeBrace) return at < end ? at + 1 : -1;
      if (bytes[at] !== BYTE.comma) return -1;
      at = this.#afterSpace(at + 1);
    }
    return -1;
  }

  #valueEnd(start: number): number {
    const first = this.#bytes[start];
    if (first === BYTE.quote) {
      const end = this.#stringEnd(start + 1);
      return end === -1 ? -1 : end + 1;
    }
    if (first === BYTE.openBrace || first === BYTE.openBracket) return this.#nestedEnd(start);
    let at = start;
    while (at < this.#end && !endsLiteral(this.#bytes[at])) at++;
    return at === start ? -1 : at;
  }

  /** Counts brackets instead of calling itself: a line may have a million of them. */
  #nestedEnd(start: number): number {
    let depth = 0;
    for (let at = start; at < this.#end; at++) {
      const byte = this.#bytes[at];
      if (byte === BYTE.quote) {
        at = this.#stringEnd(at + 1);
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
  #stringEnd(start: number): number {
    for (let at = start; at < this.#end; at++) {
      const byte = this.#bytes[at];
      if (byte === BYTE.quote) return at;
      if (byte === BYTE.backslash) at++;
    }
    return -1;
  }

  #afterSpace(start: number): number {
    let at = start;
    while (at < this.#end && isSpace(this.#bytes[at])) at++;
    return at;
  }
}

function isSpace(byte: number | undefined): boolean {
  return byte === BYTE.space || byte === BYTE.tab || byte === BYTE.carriageReturn;
}

function endsLiteral(byte: number | undefined): boolean {
  return byte === BYTE.comma || byte === BYTE.closeBrace || byte === BYTE.closeBracket || isSpace(byte);
}
