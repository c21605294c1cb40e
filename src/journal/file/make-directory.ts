import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { errorCode } from './file-error.js';

/**
 * Makes a directory with all above it, readable only by its owner. Not with Node's own `recursive`, which never returns where the
 * file system denies that an existing directory can have entries, as `/proc` does.
 *
 * @throws what the file system says
 */
export function makeDirectory(path: string): void {
  if (isDirectory(path)) return;
  try {
    make(path);
  } catch (error) {
    const parent = dirname(path);
    if (errorCode(error) !== 'ENOENT' || parent === path) throw error;
    makeDirectory(parent);
    make(path);
  }
}

function make(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Another process made it at the same moment.
    if (errorCode(error) !== 'EEXIST' || !isDirectory(path)) throw error;
  }
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
