import { appendFileSync, fstatSync, lstatSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { namesIn } from './directory-names.js';
import { workToTheEnd } from './steps.js';

/** A line without changes. If the writer still runs, it sees by the size that the file was taken over and not just deleted. */
const MARK = '[]\n';

/** Marks the file of a process considered dead before it is removed: all its records have a new owner. */
export function markAdopted(path: string): void {
  try {
    appendFileSync(path, MARK);
  } catch {
    // The process is probably dead; otherwise it sends the messages again, because it cannot know that they have a new owner.
  }
}

/**
 * Whether an open file that is no longer at its path was taken over by another process, rather than deleted or moved by a person.
 *
 * @param bytes - the length of the file after our last write
 */
export function wasAdopted(path: string, file: number, bytes: number): boolean {
  try {
    const { ino, nlink, size } = fstatSync(file);
    if (size === bytes + MARK.length) return true;
    const directory = dirname(path);
    const [scope = ''] = basename(path).split('.');
    // It was renamed and has not been read yet.
    return nlink > 0 && workToTheEnd(namesIn(directory, scope)).some((name) => inodeOf(join(directory, name)) === ino);
  } catch {
    return false;
  }
}

/** The inode of the file at a path; `undefined` if there is none. */
export function inodeOf(path: string): number | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false })?.ino;
  } catch {
    return undefined;
  }
}
