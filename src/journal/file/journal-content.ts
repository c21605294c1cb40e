import { readSync } from 'node:fs';
import { parseLine } from './journal-line.js';
import type { Steps } from './steps.js';

/** How much of a file is read. What is larger was not written by us, or it was damaged. */
export interface ReadingBounds {
  /** The longest file, in bytes. */
  readonly file: number;
  /** The longest line, in bytes. A longer one counts as damaged, and the file is read on behind it. */
  readonly line: number;
}

/** What a journal file holds. */
export interface JournalContent {
  /** The records that are not ended, the oldest first. */
  readonly live: ReadonlyMap<string, object>;
  /** How many lines and records cannot be used; a last line that was not finished is none of them. */
  readonly damaged: number;
}

/** Read at a time, in bytes: much of a journal, and little of the memory. */
const CHUNK = 262_144;
/** A queue holds at most 100,000 messages (`maxMessages`); the rest is for incidents. More records were not written by us. */
const MOST_RECORDS = 120_000;
const NEWLINE = 0x0a;

/**
 * Reads an open file line by line, whatever happened to it.
 *
 * @returns `undefined` for a file that is too large
 * @throws what the file system says
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

/** Puts the parts of a line together, unless it is too long. */
class LineBuffer {
  #parts: Buffer[] = [];
  #length = 0;

  constructor(private readonly longest: number) {}

  add(part: Buffer): void {
    this.#length += part.length;
    if (this.#length > this.longest) this.#parts = [];
    // The chunk that it lies in is filled again.
    else if (part.length > 0) this.#parts.push(Buffer.from(part));
  }

  /** @returns `undefined` for a line that is too long */
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

  /** The process may have died while it wrote the last line: its caller was not told yet that it was accepted. */
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
