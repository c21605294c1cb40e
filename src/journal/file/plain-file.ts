import { constants, lstatSync, openSync, type Stats } from 'node:fs';

/** A link may lead to what is endless, and opening a pipe would wait for its other end. */
const PLAIN_FILES = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Opens a file to read it. @throws what the file system says, also for a link */
export function openToRead(path: string): number {
  return openSync(path, PLAIN_FILES);
}

/** @returns `undefined` for what is not a file, or has gone; a link is not a file, wherever it leads */
export function fileStats(path: string): Stats | undefined {
  try {
    const stats = lstatSync(path);
    return stats.isFile() ? stats : undefined;
  } catch {
    return undefined;
  }
}
