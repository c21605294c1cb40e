import { BYTE, isDigit, methodEnd, numberAt, pathEnd, statusAt, textAt } from './bytes.js';
import { COMMON_DATE_LENGTH, LogDate } from './log-date.js';
import { setAnswer, type LineKind, type LineReader, type LogEntry } from './log-entry.js';

/** What a whole number behind the user agent means: `us` is Apache's `%D`. */
export type DurationUnit = 's' | 'ms' | 'us';

/** Milliseconds of one. */
export const UNIT_MS: Readonly<Record<DurationUnit, number>> = { s: 1_000, ms: 1, us: 0.001 };

/**
 * Reads the common and the combined format of Apache and nginx, also with a host in front and with more fields behind:
 *
 * `203.0.113.7 - ann [10/Oct/2026:13:55:36 +0000] "GET /orders/42?page=2 HTTP/1.1" 200 2326 "https://…" "Mozilla/5.0" 0.005`
 *
 * Of the fields behind the user agent, the first number with a decimal point is the duration in seconds, as nginx writes
 * `$request_time`, with or without a name (`rt=0.005`). A whole number is a duration only where its unit is given.
 */
export class CommonLogReader implements LineReader {
  readonly #date = new LogDate();
  readonly #wholeUnitMs: number | undefined;

  /** @param unit what a whole number behind the user agent means. @defaultValue no duration */
  constructor(unit?: DurationUnit) {
    this.#wholeUnitMs = unit && UNIT_MS[unit];
  }

  read(bytes: Buffer, start: number, end: number, entry: LogEntry): LineKind {
    const date = dateStart(bytes, start, end);
    const dateEnd = date === -1 ? -1 : bytes.indexOf(BYTE.closeBracket, date);
    if (dateEnd === -1 || dateEnd > end) return 'unreadable';
    const isCommon = dateEnd - date === COMMON_DATE_LENGTH && bytes[date + 2] === BYTE.slash;
    entry.time = isCommon ? this.#date.common(bytes, date) : this.#date.iso(bytes, date, dateEnd);
    if (Number.isNaN(entry.time)) return 'unreadable';

    // `] "GET /orders HTTP/1.1" 200`
    const request = dateEnd + 3;
    if (bytes[request - 1] !== BYTE.quote) return 'unreadable';
    const requestEnd = closingQuote(bytes, request, end);
    if (requestEnd === -1) return 'unreadable';
    const statusEnd = requestEnd + 5;
    const status = statusAt(bytes, requestEnd + 2, Math.min(statusEnd, end));
    if (Number.isNaN(status)) return 'unreadable';
    const method = methodEnd(bytes, request, requestEnd);
    // `-`, or the bytes of a TLS handshake: the server answered before there was a request.
    if (method === -1 || bytes[method] !== BYTE.space) return 'other';
    entry.target = textAt(bytes, request, pathEnd(bytes, method + 1, requestEnd));
    setAnswer(entry, status, this.#durationAfter(bytes, statusEnd, end));
    return 'request';
  }

  /** Behind the status stand the size of the answer, in the combined format two quoted fields, and what the log has besides. */
  #durationAfter(bytes: Buffer, statusEnd: number, end: number): number | undefined {
    let at = fieldEnd(bytes, statusEnd + 1, end) + 1;
    for (let quoted = 0; quoted < 2 && at < end && bytes[at] === BYTE.quote; quoted++) {
      const close = closingQuote(bytes, at + 1, end);
      if (close === -1) return undefined;
      at = close + 2;
    }
    while (at < end) {
      const next = fieldEnd(bytes, at, end);
      const duration = this.#durationIn(bytes, at, next);
      if (duration !== undefined) return duration;
      at = next + 1;
    }
    return undefined;
  }

  #durationIn(bytes: Buffer, start: number, end: number): number | undefined {
    if (start === end || !isDigit(bytes[end - 1])) return undefined;
    let from = start;
    let isWhole = true;
    for (let at = start; at < end; at++) {
      if (bytes[at] === BYTE.equals) from = at + 1;
      else if (bytes[at] === BYTE.point) isWhole = false;
    }
    if (isWhole && this.#wholeUnitMs === undefined) return undefined;
    const number = numberAt(bytes, from, end);
    if (Number.isNaN(number)) return undefined;
    return number * (isWhole ? (this.#wholeUnitMs ?? 1) : 1_000);
  }
}

/** Brackets can stand in what clients send, such as the name of a user. */
const MOST_BRACKETS = 5;

/** Where the date begins, after its bracket; `-1` if there is none. */
function dateStart(bytes: Buffer, start: number, end: number): number {
  let brackets = 0;
  for (let at = start; at < end; at++) {
    if (bytes[at] !== BYTE.openBracket) continue;
    if (bytes[at + 3] === BYTE.slash || bytes[at + 5] === BYTE.minus) return at + 1;
    if (++brackets === MOST_BRACKETS) return -1;
  }
  return -1;
}

/** Where a quoted text ends. A quote in it is escaped. */
function closingQuote(bytes: Buffer, start: number, end: number): number {
  for (let at = start; at < end; at++) {
    const byte = bytes[at];
    if (byte === BYTE.quote) return at;
    if (byte === BYTE.backslash) at++;
  }
  return -1;
}

function fieldEnd(bytes: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at] !== BYTE.space) at++;
  return at;
}
