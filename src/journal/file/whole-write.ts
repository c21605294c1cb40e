import { closeSync, openSync, rmSync, writeSync } from 'node:fs';

/**
 * Makes a file that only its owner may read.
 *
 * @returns how many bytes are in it
 * @throws what the file system says; then there is no such file
 */
export function writeNewFile(path: string, text: string): number {
  rmSync(path, { force: true });
  const file = openSync(path, 'ax', 0o600);
  try {
    return writeWhole(file, text);
  } catch (error) {
    // On a full disk the room that it takes is needed.
    rmSync(path, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
}

/**
 * Writes all of a text to an open file.
 *
 * @returns how many bytes that are
 * @throws what the file system says; then a part may be written
 */
export function writeWhole(file: number, text: string): number {
  const bytes = Buffer.from(text);
  let written = 0;
  while (written < bytes.length) {
    // A full disk may take a part.
    const part = writeSync(file, bytes, written);
    if (part === 0) throw new Error('the system writes nothing');
    written += part;
  }
  return bytes.length;
}
