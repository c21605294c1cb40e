import { BYTE } from './bytes.js';
import { CommonLogReader, type DurationUnit } from './common-log.js';
import type { CsvColumns } from './csv-columns.js';
import { CsvLogReader } from './csv-log.js';
import type { LineKind, LineReader, LogEntry } from './log-entry.js';
import { PinoLogReader } from './pino-log.js';

/** How a log is to be read, as far as its lines do not show it. */
export interface LogFormat {
  /** The columns of lines that are no JSON. @defaultValue they are of the common or the combined format */
  readonly csv?: CsvColumns | undefined;
  /** What a whole number behind the user agent means. @defaultValue no duration */
  readonly durationUnit?: DurationUnit | undefined;
}

/** Reads each line by what it begins with, so that a log may mix formats. */
export class AnyLogReader implements LineReader {
  readonly #json = new PinoLogReader();
  readonly #text: LineReader;

  constructor({ csv, durationUnit }: LogFormat) {
    this.#text = csv === undefined ? new CommonLogReader(durationUnit) : new CsvLogReader(csv);
  }

  read(bytes: Buffer, start: number, end: number, entry: LogEntry): LineKind {
    let from = start;
    // The mark of UTF-8 that some editors put at the beginning of a file.
    if (bytes[from] === 0xef && bytes[from + 1] === 0xbb && bytes[from + 2] === 0xbf) from += 3;
    let to = end;
    while (to > from && bytes[to - 1] === BYTE.carriageReturn) to--;
    let first = from;
    while (first < to && (bytes[first] === BYTE.space || bytes[first] === BYTE.tab)) first++;
    if (first === to) return 'other';
    if (bytes[first] === BYTE.openBrace) return this.#json.read(bytes, first, to, entry);
    return this.#text.read(bytes, from, to, entry);
  }
}
