import { createReadStream, open } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { createGunzip } from 'node:zlib';

/** How much is read at once, in bytes: enough that waiting for it costs nothing. */
const CHUNK = 262_144;

const openFile = promisify(open);

/** The bytes of a log, unpacked where they are packed. */
export interface LogBytes extends AsyncIterable<Buffer> {
  /** How many bytes were read, packed. */
  readonly bytesRead: number;
  /** Reads no more. */
  close(): void;
}

/** Opens a file, or the standard input for `-`. What goes wrong shows when it is read. */
export function openLog(path: string): LogBytes {
  let bytesRead = 0;
  let isClosed = false;
  let stream: Readable | undefined;
  async function* counted(): AsyncGenerator<Buffer> {
    stream = await streamOf(path);
    if (isClosed) stream.destroy();
    for await (const chunk of stream) {
      const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
      bytesRead += bytes.length;
      yield bytes;
    }
  }
  return {
    get bytesRead() {
      return bytesRead;
    },
    [Symbol.asyncIterator]: () => unpackedIfPacked(counted()),
    close: () => {
      isClosed = true;
      stream?.destroy();
    },
  };
}

async function streamOf(path: string): Promise<Readable> {
  if (path === '-') return process.stdin;
  const stats = await stat(path);
  if (!stats.isFIFO()) return createReadStream(path, { highWaterMark: CHUNK });
  // A socket can be closed while it waits, where a read of a file would keep the program from ending.
  return new Socket({ fd: await openFile(path, 'r'), readable: true, writable: false });
}

/** The first two bytes say whether it is gzip, whatever the name of the file says. */
async function* unpackedIfPacked(chunks: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  let first = Buffer.alloc(0);
  while (first.length < 2) {
    const next = await chunks.next();
    if (next.done === true) break;
    first = Buffer.concat([first, next.value]);
  }
  async function* all(): AsyncGenerator<Buffer> {
    if (first.length > 0) yield first;
    yield* chunks;
  }
  yield* first[0] === 0x1f && first[1] === 0x8b ? unpacked(all()) : all();
}

/**
 * Unpacks gzip, and gives all that could be unpacked before it says that something is wrong: a pipe of streams would lose the last part of a
 * truncated file. The next part is unpacked while the last one is read, unless it has to be waited for.
 */
async function* unpacked(chunks: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: CHUNK });
  const ready: Buffer[] = [];
  let failure: Error | undefined;
  const closed = new Promise<void>((resolve) => void gunzip.once('close', () => resolve()));
  gunzip.on('data', (part: Buffer) => void ready.push(part));
  gunzip.on('error', (error) => void (failure = error));
  let waiting = waitedFor(chunks.next());
  while (!gunzip.destroyed) {
    const chunk = await waiting.result;
    if (chunk.done === true) break;
    waiting = waitedFor(chunks.next());
    const taken = new Promise<void>((resolve) => void gunzip.write(chunk.value, () => resolve()));
    yield* ready.splice(0);
    // Where the data are wrong, nothing is taken any more.
    await Promise.race([taken, closed]);
    if (!waiting.hasCome) yield* ready.splice(0);
  }
  if (!gunzip.destroyed) gunzip.end();
  await closed;
  yield* ready.splice(0);
  if (failure !== undefined) throw failure;
}

/** A result, and whether it has come. */
function waitedFor<Result>(result: Promise<Result>): { readonly result: Promise<Result>; hasCome: boolean } {
  const waiting = { result, hasCome: false };
  const come = (): void => void (waiting.hasCome = true);
  result.then(come, come);
  return waiting;
}
