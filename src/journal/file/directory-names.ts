import { opendirSync } from 'node:fs';
import type { Steps } from './steps.js';

/** More journals than any application has; the others are found once these are removed. */
const MOST_NAMES = 10_000;
/** Names read in one step. */
const AT_ONCE = 100;

/**
 * The names in a directory with this prefix.
 *
 * @throws the file system's error
 */
export function* namesIn(path: string, start: string): Steps<string[]> {
  const directory = opendirSync(path, { bufferSize: AT_ONCE });
  try {
    const names: string[] = [];
    let read = 0;
    for (let entry = directory.readSync(); entry !== null; entry = directory.readSync()) {
      if (entry.name.startsWith(start)) names.push(entry.name);
      if (names.length >= MOST_NAMES) break;
      if (++read % AT_ONCE === 0) yield;
    }
    return names;
  } finally {
    directory.closeSync();
  }
}
