import { closeSync, openSync, rmSync, writeSync } from 'node:fs';

/**
 * Creates a file that only its owner may read.
 *
 * @returns its length in bytes
 * @throws the file system's error; then the file does not exist
 */
export function writeNewFile(path: string, text: string): number {
  rmSync(path, { force: true });
  const file = openSync(path, 'ax', 0o600);
  try {
    return writeWhole(file, text);
  } catch (error) {
    // On a full disk its space is needed.
    rmSync(path, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
}

/**
 * Writes all of a text to an open file.
 *
 * @returns the number of bytes
 * @throws the file system's error; then part of the text may have been written
 */
export function writeWhole(file: number, text: string): number {
  const bytes = Buffer.from(text);
  let written = 0;
  while (written < bytes.length) {
    // An almost full disk may accept only a part.
    const part = writeSync(file, bytes, written);
    if (part === 0) throw new Error('the system wrote no bytes');
    written += part;
  }
  return bytes.length;
}
