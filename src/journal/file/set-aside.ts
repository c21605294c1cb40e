import { lstatSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { namesIn } from './directory-names.js';
import type { Steps } from './steps.js';

/** This many unreadable files are kept for a person to look at. */
const MOST_SET_ASIDE = 3;
const SET_ASIDE = '.corrupt';

/**
 * Keeps a damaged file for a person, and removes the oldest of those that were kept before.
 *
 * @returns the new path
 * @throws what the file system says; then the file is where it was
 */
export function setAside(path: string): string {
  const kept = path + SET_ASIDE;
  renameSync(path, kept);
  return kept;
}

/** Removes all but the newest. Other processes may do the same now: a failure for one file does not matter. */
export function* pruneSetAside(directory: string, start: string): Steps {
  const names = (yield* namesIn(directory, start)).filter((name) => name.endsWith(SET_ASIDE));
  const kept = names
    .flatMap((name) => changedAt(join(directory, name)))
    .toSorted((one, other) => other.changedAt - one.changedAt);
  for (const { path } of kept.slice(MOST_SET_ASIDE)) {
    try {
      rmSync(path, { force: true });
    } catch {
      // One file too many does no harm.
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
