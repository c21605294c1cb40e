import { createRedactor } from '../../../alerts/redaction/redactor.js';
import { toPlainText, toSingleLine } from '../../../text/plain-text.js';
import { truncate } from '../../../text/text-cut.js';

/** A line that could not be read. */
export interface UnreadableLine {
  readonly source: string;
  /** From 1. */
  readonly line: number;
  /** Its beginning, without control characters and secrets. */
  readonly text: string;
}

/** Lines that are shown; the others are only counted. */
const MOST_SHOWN = 5;
/** Bytes that are looked at: far more than is shown, because a secret that is cut is not recognised. */
const BEGINNING = 2_000;
/** Characters that are shown. */
const SHOWN = 80;

/** Counts the lines that could not be read, and keeps the first ones to show them. */
export class UnreadableLines {
  readonly #redactor = createRedactor();
  readonly #shown: UnreadableLine[] = [];
  #count = 0;

  add(source: string, line: number, bytes: Buffer, start: number, end: number): void {
    this.#count++;
    if (this.#shown.length >= MOST_SHOWN) return;
    const beginning = bytes.toString('utf8', start, Math.min(end, start + BEGINNING));
    // Queries are never read from a line, but here the raw line gets into reports that people share.
    const plain = this.#redactor.text(toSingleLine(toPlainText(beginning)));
    this.#shown.push({ source, line, text: truncate(plain, SHOWN) });
  }

  get count(): number {
    return this.#count;
  }

  get shown(): readonly UnreadableLine[] {
    return this.#shown;
  }
}
