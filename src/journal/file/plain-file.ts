import { constants, lstatSync, openSync, type Stats } from 'node:fs';

/** A link may lead to an endless file, and opening a pipe would wait for its other end. */
const PLAIN_FILES = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Opens a file for reading. @throws the file system's error, also for a link */
export function openToRead(path: string): number {
  return openSync(path, PLAIN_FILES);
}

/** @returns `undefined` if there is no file of this name; a link is not a file, whatever its target */
export function fileStats(path: string): Stats | undefined {
  try {
    const stats = lstatSync(path);
    return stats.isFile() ? stats : undefined;
  } catch {
    return undefined;
  }
}
