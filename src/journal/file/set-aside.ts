import { lstatSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { namesIn } from './directory-names.js';
import type { Steps } from './steps.js';

/** Damaged files that are kept for a person to inspect. */
const MOST_SET_ASIDE = 3;
const SET_ASIDE = '.corrupt';

/**
 * Sets a damaged file aside for a person to inspect, and removes the oldest ones.
 *
 * @returns the new path
 * @throws the file system's error; then the file is unchanged
 */
export function setAside(path: string): string {
  const kept = path + SET_ASIDE;
  renameSync(path, kept);
  return kept;
}

/** Removes all but the newest. Other processes may do so at the same time, so a failure for one file does not matter. */
export function* pruneSetAside(directory: string, start: string): Steps {
  const names = (yield* namesIn(directory, start)).filter((name) => name.endsWith(SET_ASIDE));
  const kept = names
    .flatMap((name) => changedAt(join(directory, name)))
    .toSorted((one, other) => other.changedAt - one.changedAt);
  for (const { path } of kept.slice(MOST_SET_ASIDE)) {
    try {
      rmSync(path, { force: true });
    } catch {
      // An additional file does no harm.
    }
    yield;
  }
}

function changedAt(path: string): { readonly path: string; readonly changedAt: number }[] {
  try {
    const stats = lstatSync(path);
    return stats.isFile() ? [{ path, changedAt: stats.mtimeMs }] : [];
  } catch {
    return [];
  }
}
