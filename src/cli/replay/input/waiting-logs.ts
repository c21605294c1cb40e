import { stat } from 'node:fs/promises';

import { AnyLogReader, type LogFormat } from '../formats/any-log.js';
import { openLog } from './log-bytes.js';
import { LogSource } from './log-source.js';
import type { WaitingLog } from './merged-logs.js';
import { UnreadableLines } from './unreadable-lines.js';

/** Where the first request of a log is looked for, in bytes. */
const BEGINNING = 1_048_576;

/** The logs that were asked for. */
export interface AskedLogs {
  readonly waiting: readonly WaitingLog[];
  /** Those that were opened so far, in that order. */
  readonly opened: readonly LogSource[];
  readonly unreadable: UnreadableLines;
  /** The size of all in bytes, packed; `undefined` with the standard input or a pipe. */
  readonly size: number | undefined;
  /** Reads no more of the logs that are open, and does not wait for one that is silent. */
  readonly stop: () => void;
}

/**
 * Prepares logs to be read.
 *
 * @param paths files, or `-` for the standard input
 * @throws Error if a file cannot be opened
 */
export async function askForLogs(paths: readonly string[], format: LogFormat): Promise<AskedLogs> {
  const sizes = await Promise.all(paths.map(sizeOf));
  const opened: LogSource[] = [];
  const unreadable = new UnreadableLines();
  const waiting: WaitingLog[] = [];
  for (const [index, path] of paths.entries()) {
    const name = path === '-' ? 'standard input' : path;
    // What is no file can be read only once.
    const isFile = sizes[index] !== undefined;
    const startsAt = paths.length > 1 && isFile ? await startOf(path, format) : -Infinity;
    const open = (): LogSource => {
      const source = new LogSource(name, { bytes: openLog(path), reader: new AnyLogReader(format), unreadable });
      opened.push(source);
      return source;
    };
    waiting.push({ startsAt, open });
  }
  const size = sizes.reduce((total, bytes) => sumOf(total, bytes), 0);
  const stop = (): void => {
    for (const source of opened) source.close();
  };
  return { waiting, opened, unreadable, size, stop };
}

function sumOf(total: number | undefined, bytes: number | undefined): number | undefined {
  return total === undefined || bytes === undefined ? undefined : total + bytes;
}

/** @returns `undefined` for the standard input and for pipes. @throws Error if there is no such file */
async function sizeOf(path: string): Promise<number | undefined> {
  if (path === '-') return undefined;
  try {
    const stats = await stat(path);
    if (stats.isDirectory()) throw new Error('it is a folder');
    return stats.isFile() ? stats.size : undefined;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${path} cannot be read: ${code === 'ENOENT' ? 'there is no such file' : reason}.`, {
      cause: error,
    });
  }
}

/** The time of the first request; `-Infinity` if there is none near the beginning. */
async function startOf(path: string, format: LogFormat): Promise<number> {
  const bytes = openLog(path);
  const source = new LogSource(path, { bytes, reader: new AnyLogReader(format), unreadable: new UnreadableLines() });
  try {
    while (bytes.bytesRead <= BEGINNING) {
      if (source.next()) return source.entry.time;
      if (!(await source.load())) break;
    }
    return -Infinity;
  } finally {
    source.close();
  }
}
