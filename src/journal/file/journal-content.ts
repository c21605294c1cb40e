import { readSync } from 'node:fs';
import { parseLine } from './journal-line.js';
import type { Steps } from './steps.js';

/** Limits for reading a file. A larger file was not written by us or is damaged. */
export interface ReadingBounds {
  /** The longest file, in bytes. */
  readonly file: number;
  /** The longest line, in bytes. A longer one counts as damaged and is skipped. */
  readonly line: number;
}

/** The content of a journal file. */
export interface JournalContent {
  /** The records that were not removed, the oldest first. */
  readonly live: ReadonlyMap<string, object>;
  /** The number of unusable lines and records, not counting an incomplete last line. */
  readonly damaged: number;
}

/** Bytes read at a time: a large part of most journals, but little memory. */
const CHUNK = 262_144;
/** A queue has at most 100,000 messages (`maxMessages`); the rest is for incidents. A file with more was not written by us. */
const MOST_RECORDS = 120_000;
const NEWLINE = 0x0a;

/**
 * Reads an open file line by line, even if it is damaged.
 *
 * @returns `undefined` if the file is too large
 * @throws the file system's error
 */
export function* readContent(file: number, bounds: ReadingBounds): Steps<JournalContent | undefined> {
  const content = new Content();
  const line = new LineBuffer(bounds.line);
  const chunk = Buffer.allocUnsafe(CHUNK);
  let read = 0;
  for (let length = readSync(file, chunk); length > 0; length = readSync(file, chunk)) {
    read += length;
    if (read > bounds.file) return undefined;
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1 && end < length; end = chunk.indexOf(NEWLINE, start)) {
      line.add(chunk.subarray(start, end));
      content.add(line.take());
      start = end + 1;
      yield;
    }
    line.add(chunk.subarray(start, length));
    yield;
  }
  content.addLast(line.take());
  return content;
}

/** Joins the parts of a line, unless it is too long. */
class LineBuffer {
  #parts: Buffer[] = [];
  #length = 0;

  constructor(private readonly longest: number) {}

  add(part: Buffer): void {
    this.#length += part.length;
    if (this.#length > this.longest) this.#parts = [];
    // Copied, because the chunk is reused.
    else if (part.length > 0) this.#parts.push(Buffer.from(part));
  }

  /** @returns `undefined` if the line is too long */
  take(): Buffer | undefined {
    const line = this.#length > this.longest ? undefined : Buffer.concat(this.#parts);
    this.#parts = [];
    this.#length = 0;
    return line;
  }
}

class Content implements JournalContent {
  readonly live = new Map<string, object>();
  damaged = 0;

  add(line: Buffer | undefined): void {
    if (!this.#take(line)) this.damaged += 1;
  }

  /** The process may have died while writing the last line, before its caller learned that the message was accepted. */
  addLast(line: Buffer | undefined): void {
    this.#take(line);
  }

  #take(line: Buffer | undefined): boolean {
    const changes = line === undefined ? undefined : parseLine(line);
    for (const { key, record } of changes ?? []) {
      if (record === undefined) this.live.delete(key);
      else if (this.live.size < MOST_RECORDS || this.live.has(key)) this.live.set(key, record);
      else this.damaged += 1;
    }
    return changes !== undefined;
  }
}
