import { appendFileSync, fstatSync, lstatSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { namesIn } from './directory-names.js';
import { workToTheEnd } from './steps.js';

/** A line without changes. Its writer, should it still run, sees by the size that the file was not just deleted. */
const MARK = '[]\n';

/** Marks the file of a process that was taken for dead, before it is removed: all that was in it has a new owner. */
export function markAdopted(path: string): void {
  try {
    appendFileSync(path, MARK);
  } catch {
    // Its process is dead in all likelihood; if not, it sends again what it cannot know to be in good hands.
  }
}

/**
 * Whether an open file that is no longer at its path was taken over by another process, and not deleted or moved by a person.
 *
 * @param bytes - how long the file was when we wrote to it last
 */
export function wasAdopted(path: string, file: number, bytes: number): boolean {
  try {
    const { ino, nlink, size } = fstatSync(file);
    if (size === bytes + MARK.length) return true;
    const directory = dirname(path);
    const [scope = ''] = basename(path).split('.');
    // Renamed, and not read yet.
    return nlink > 0 && workToTheEnd(namesIn(directory, scope)).some((name) => inodeOf(join(directory, name)) === ino);
  } catch {
    return false;
  }
}

/** The number of the file at a path; `undefined` where there is none. */
export function inodeOf(path: string): number | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false })?.ino;
  } catch {
    return undefined;
  }
}
