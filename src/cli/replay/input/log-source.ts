import { BYTE } from '../formats/bytes.js';
import { blankEntry, type LineReader, type LogEntry } from '../formats/log-entry.js';
import type { LogBytes } from './log-bytes.js';
import type { UnreadableLines } from './unreadable-lines.js';

/**
 * The longest line that is read, in bytes: with a stack, a line of pino has some thousand. What is longer is skipped without being kept, so
 * that a file without line breaks does not fill the memory.
 */
export const LONGEST_LINE = 1_048_576;

const NOTHING = Buffer.alloc(0);
const LINE_BREAK = Buffer.from('\n');

/** What a source gave so far. */
export interface LineCounts {
  readonly lines: number;
  readonly requests: number;
  readonly others: number;
  readonly unreadable: number;
}

/** Gives the requests of one log, one after the other. */
export class LogSource implements LineCounts {
  /** The request that {@link next} came to. Each call overwrites it. */
  readonly entry: LogEntry = blankEntry();
  readonly #bytes: LogBytes;
  readonly #chunks: AsyncIterator<Buffer>;
  readonly #reader: LineReader;
  readonly #unreadable: UnreadableLines;
  #chunk: Buffer = NOTHING;
  #at = 0;
  #isInLongLine = false;
  #hasEnded = false;
  #isClosed = false;
  #stopWaiting: () => void = () => undefined;
  #requests = 0;
  #others = 0;
  #bad = 0;
  #problem: string | undefined;

  constructor(
    /** As the user named it. */
    readonly name: string,
    parts: { readonly bytes: LogBytes; readonly reader: LineReader; readonly unreadable: UnreadableLines },
  ) {
    this.#bytes = parts.bytes;
    this.#chunks = parts.bytes[Symbol.asyncIterator]();
    this.#reader = parts.reader;
    this.#unreadable = parts.unreadable;
  }

  get lines(): number {
    return this.#requests + this.#others + this.#bad;
  }

  get requests(): number {
    return this.#requests;
  }

  get others(): number {
    return this.#others;
  }

  get unreadable(): number {
    return this.#bad;
  }

  /** Why it could not be read to its end; absent if it could. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** Bytes of the file that were read. */
  get bytesRead(): number {
    return this.#bytes.bytesRead;
  }

  /** Goes to the next request. @returns `false` if there is none in what was loaded: {@link load} more */
  next(): boolean {
    const chunk = this.#chunk;
    for (;;) {
      const start = this.#at;
      const end = chunk.indexOf(BYTE.lineFeed, start);
      if (end === -1) return false;
      this.#at = end + 1;
      if (this.#isInLongLine) this.#isInLongLine = false;
      else if (this.#read(chunk, start, end)) return true;
    }
  }

  /** Loads more. @returns `false` at the end */
  async load(): Promise<boolean> {
    if (this.#hasEnded) return false;
    const rest = this.#restOfLine();
    const more = await this.#more();
    this.#at = 0;
    if (more === undefined) {
      this.#hasEnded = true;
      // Half a line is no request.
      if (this.#isClosed) return false;
      this.#chunk = rest.length === 0 ? NOTHING : Buffer.concat([rest, LINE_BREAK]);
      return rest.length > 0;
    }
    this.#chunk = rest.length === 0 ? more : Buffer.concat([rest, more]);
    return true;
  }

  /** Reads no more. A {@link load} that waits ends at once. */
  close(): void {
    this.#isClosed = this.#hasEnded = true;
    this.#stopWaiting();
    this.#bytes.close();
  }

  #read(chunk: Buffer, start: number, end: number): boolean {
    const kind = end - start > LONGEST_LINE ? 'unreadable' : this.#reader.read(chunk, start, end, this.entry);
    if (kind === 'request') {
      this.#requests++;
      return true;
    }
    if (kind === 'other') this.#others++;
    else this.#noteUnreadable(chunk, start, end);
    return false;
  }

  #noteUnreadable(chunk: Buffer, start: number, end: number): void {
    this.#bad++;
    this.#unreadable.add(this.name, this.lines, chunk, start, end);
  }

  /** What of the chunk belongs to a line that has not ended. */
  #restOfLine(): Buffer {
    const rest = this.#chunk.subarray(this.#at);
    if (this.#isInLongLine) return NOTHING;
    if (rest.length <= LONGEST_LINE) return rest;
    this.#noteUnreadable(rest, 0, rest.length);
    this.#isInLongLine = true;
    return NOTHING;
  }

  async #more(): Promise<Buffer | undefined> {
    try {
      // No race with one promise for all chunks: it would keep each of them.
      const next = await new Promise<IteratorResult<Buffer> | undefined>((resolve, reject) => {
        this.#stopWaiting = () => resolve(undefined);
        this.#chunks.next().then(resolve, reject);
      });
      return next === undefined || next.done === true ? undefined : next.value;
    } catch (error) {
      this.#problem = error instanceof Error ? error.message : String(error);
      return undefined;
    }
  }
}
