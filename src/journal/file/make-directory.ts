import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { errorCode } from './file-error.js';

/**
 * Creates a directory and its parents, readable only by the owner. Node's `recursive` is not used: it never returns where the file
 * system refuses new entries in an existing directory, as `/proc` does.
 *
 * @throws the file system's error
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
    // Another process created it at the same moment.
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
