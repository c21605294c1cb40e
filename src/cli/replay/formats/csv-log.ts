import { BYTE, isDigit, methodEnd, numberAt, statusAt, textAt } from './bytes.js';
import type { CsvColumns } from './csv-columns.js';
import { LogDate } from './log-date.js';
import { setAnswer, type LineKind, type LineReader, type LogEntry } from './log-entry.js';

/** A line with more fields is not a log of requests. */
const MOST_FIELDS = 200;

/** Reads the lines of a CSV file whose columns are known. Fields may stand in quotes; a line break inside of them is not supported. */
export class CsvLogReader implements LineReader {
  readonly #date = new LogDate();
  readonly #columns: CsvColumns;
  /** Start and end of each field, without its quotes. */
  readonly #fields = new Uint32Array(2 * MOST_FIELDS);
  #bytes: Buffer = Buffer.alloc(0);

  constructor(columns: CsvColumns) {
    this.#columns = columns;
  }

  read(bytes: Buffer, start: number, end: number, entry: LogEntry): LineKind {
    this.#bytes = bytes;
    const count = this.#split(bytes, start, end);
    const { time, status, duration, durationUnitMs } = this.#columns;
    if (count <= Math.max(time, status)) return 'unreadable';
    // The names of the columns.
    if (!this.#hasDigit(time)) return this.#hasDigit(status) ? 'unreadable' : 'other';
    entry.time = this.#date.any(bytes, this.#start(time), this.#end(time));
    const code = statusAt(bytes, this.#start(status), this.#end(status));
    const target = this.#target(count);
    if (Number.isNaN(entry.time) || Number.isNaN(code) || target === undefined) return 'unreadable';
    entry.target = target;
    const took =
      duration === undefined || duration >= count
        ? Number.NaN
        : numberAt(bytes, this.#start(duration), this.#end(duration)) * durationUnitMs;
    setAnswer(entry, code, Number.isNaN(took) ? undefined : took);
    return 'request';
  }

  /** `undefined` if it cannot be read. A file without methods is read as one of `GET`. */
  #target(count: number): string | undefined {
    const { request, method, path } = this.#columns;
    const place = request ?? path ?? count;
    if (place >= count || (method !== undefined && method >= count)) return undefined;
    const text = withoutQuery(this.#text(place));
    const verb = request !== undefined || method === undefined ? undefined : this.#text(method).toUpperCase();
    const target = request === undefined ? `${verb ?? 'GET'} ${text}` : text;
    const bytes = Buffer.from(target.slice(0, 32), 'latin1');
    const verbEnd = methodEnd(bytes, 0, bytes.length);
    return verbEnd !== -1 && bytes[verbEnd] === BYTE.space ? target : undefined;
  }

  /** @returns how many fields there are */
  #split(bytes: Buffer, start: number, end: number): number {
    const { separator } = this.#columns;
    let count = 0;
    for (let at = start; at <= end && count < MOST_FIELDS; at++) {
      const isQuoted = bytes[at] === BYTE.quote && at < end;
      const from = isQuoted ? at + 1 : at;
      let to = from;
      if (isQuoted) {
        // A quote inside is doubled.
        while (to < end && (bytes[to] !== BYTE.quote || bytes[to + 1] === BYTE.quote))
          to += bytes[to] === BYTE.quote ? 2 : 1;
        at = Math.min(to, end);
      }
      while (at < end && bytes[at] !== separator) at++;
      this.#fields[2 * count] = from;
      this.#fields[2 * count + 1] = isQuoted ? Math.min(to, end) : at;
      count++;
    }
    return count;
  }

  #hasDigit(column: number): boolean {
    for (let at = this.#start(column); at < this.#end(column); at++) if (isDigit(this.#bytes[at])) return true;
    return false;
  }

  #text(column: number): string {
    const text = textAt(this.#bytes, this.#start(column), this.#end(column));
    return text.includes('""') ? text.replaceAll('""', '"') : text;
  }

  #start(column: number): number {
    return this.#fields[2 * column] ?? 0;
  }

  #end(column: number): number {
    return this.#fields[2 * column + 1] ?? 0;
  }
}

/** Without the query of the path, and the version of the protocol behind it. */
function withoutQuery(text: string): string {
  const from = text.indexOf('/');
  const ends = ['?', '#', ' '].map((mark) => text.indexOf(mark, Math.max(0, from))).filter((at) => at !== -1);
  return ends.length === 0 ? text : text.slice(0, Math.min(...ends));
}
