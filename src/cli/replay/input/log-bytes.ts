import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';

/** How much is read at once, in bytes: enough that waiting for it costs nothing. */
const CHUNK = 262_144;

/** The bytes of a log, unpacked where they are packed. */
export interface LogBytes extends AsyncIterable<Buffer> {
  /** How many bytes were read, packed. */
  readonly bytesRead: number;
  /** Reads no more. */
  close(): void;
}

/** Opens a file, or the standard input for `-`. What goes wrong shows when it is read. */
export function openLog(path: string): LogBytes {
  const stream = path === '-' ? process.stdin : createReadStream(path, { highWaterMark: CHUNK });
  let bytesRead = 0;
  async function* counted(): AsyncGenerator<Buffer> {
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
    close: () => void stream.destroy(),
  };
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
 * truncated file. The next part is unpacked while the last one is read.
 */
async function* unpacked(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: CHUNK });
  const ready: Buffer[] = [];
  let failure: Error | undefined;
  const closed = new Promise<void>((resolve) => void gunzip.once('close', () => resolve()));
  gunzip.on('data', (part: Buffer) => void ready.push(part));
  gunzip.on('error', (error) => void (failure = error));
  for await (const chunk of chunks) {
    const taken = new Promise<void>((resolve) => void gunzip.write(chunk, () => resolve()));
    yield* ready.splice(0);
    // Where the data are wrong, nothing is taken any more.
    await Promise.race([taken, closed]);
    if (gunzip.destroyed) break;
  }
  if (!gunzip.destroyed) gunzip.end();
  await closed;
  yield* ready.splice(0);
  if (failure !== undefined) throw failure;
}
