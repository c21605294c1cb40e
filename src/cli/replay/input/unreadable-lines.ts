import { toPlainText, toSingleLine } from '../../../text/plain-text.js';
import { truncate } from '../../../text/text-cut.js';

/** A line that could not be read. */
export interface UnreadableLine {
  readonly source: string;
  /** From 1. */
  readonly line: number;
  /** Its beginning, without control characters. */
  readonly text: string;
}

/** So many are shown. */
const MOST_SHOWN = 5;
/** Bytes that are looked at. */
const BEGINNING = 200;
/** Characters that are shown. */
const SHOWN = 80;

/** Counts the lines that could not be read, and keeps the first ones to show them. */
export class UnreadableLines {
  readonly #shown: UnreadableLine[] = [];
  #count = 0;

  add(source: string, line: number, bytes: Buffer, start: number, end: number): void {
    this.#count++;
    if (this.#shown.length >= MOST_SHOWN) return;
    const beginning = bytes.toString('utf8', start, Math.min(end, start + BEGINNING));
    this.#shown.push({ source, line, text: truncate(toSingleLine(toPlainText(beginning)), SHOWN) });
  }

  get count(): number {
    return this.#count;
  }

  get shown(): readonly UnreadableLine[] {
    return this.#shown;
  }
}
