import { closeSync, ftruncateSync, futimesSync, openSync, renameSync, unlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Log } from '../../text/log.js';
import { fileError } from './file-error.js';
import { joinLine, writeChange, type WrittenChange as Change } from './journal-line.js';
import { inodeOf, wasAdopted } from './adoption.js';
import { makeDirectory } from './make-directory.js';
import { UNFINISHED } from './journal-name.js';
import { writeNewFile, writeWhole } from './whole-write.js';

/**
 * How much of what is over may lie in the file besides what is not, in bytes. Writing it anew takes some milliseconds and must be
 * rare; a MiB of disk is nothing.
 */
const MOST_WASTE = 1_048_576;

interface LiveRecord<Stored> {
  readonly record: Stored;
  readonly bytes: number;
}

/**
 * Records on disk, under keys. A change is with the operating system when the call returns, so it outlives the process, though
 * not a power cut. Never throws: when the disk fails it says so once, goes on without it, and tries again at each
 * {@link JournalFile.beat}.
 */
export class JournalFile<Stored extends object> {
  readonly #path: string;
  readonly #log: Log;
  readonly #live = new Map<string, LiveRecord<Stored>>();
  #liveBytes = 0;
  #bytes = 0;
  #file: number | undefined;
  #troubled = false;
  #inode: number | undefined;
  /** Changes that are to be written in one line. */
  #gathered: Change[] | undefined;
  readonly #adopted: (keys: readonly string[]) => void;

  /** @param adopted called with the keys of the records that another process took over while this one was suspended */
  constructor(path: string, log: Log, adopted: (keys: readonly string[]) => void) {
    this.#path = path;
    this.#adopted = adopted;
    this.#log = log;
    this.#repair();
  }

  /** Whether the next process will find what is stored now. */
  get isWritten(): boolean {
    return this.#file !== undefined;
  }

  /** How many records there are. */
  get size(): number {
    return this.#live.size;
  }

  get(key: string): Stored | undefined {
    return this.#live.get(key)?.record;
  }

  /** Writes a record, over an earlier one of the key and in its place: what came after it, comes after it. */
  put(key: string, record: Stored): void {
    const change = writeChange({ key, record });
    const bytes = Buffer.byteLength(change);
    this.#liveBytes += bytes - (this.#live.get(key)?.bytes ?? 0);
    this.#live.set(key, { record, bytes });
    this.#write({ key, text: change });
  }

  /** Ends a record. */
  remove(key: string): void {
    if (this.#forget(key)) this.#write({ key, text: writeChange({ key }) });
  }

  /** Makes all changes within `change` at once: after a sudden end they are found all or none. */
  together(change: () => void): void {
    if (this.#gathered !== undefined) return change();
    this.#gathered = [];
    try {
      change();
    } finally {
      const gathered = this.#gathered;
      this.#gathered = undefined;
      if (gathered.length > 0) this.#append(gathered);
    }
  }

  /**
   * Gives a sign of life, and mends what is broken: a file that was deleted, or could not be written.
   *
   * @param wall - milliseconds since 1970
   */
  beat(wall: number): void {
    if (this.#file === undefined) return this.#repair();
    this.look();
    try {
      if (this.#file !== undefined) futimesSync(this.#file, wall / 1_000, wall / 1_000);
    } catch (error) {
      this.#fail(error);
    }
  }

  /**
   * Checks whether the file is still in place. A process that was suspended for long is taken for dead, and another process has its
   * file; otherwise a person deleted it. In both cases a new file is written.
   *
   * @param changes the changes just written
   */
  look(changes: readonly Pick<Change, 'key'>[] = []): void {
    const file = this.#file;
    if (file === undefined || inodeOf(this.#path) === this.#inode) return;
    const isAdopted = wasAdopted(this.#path, file, this.#bytes);
    this.#letGo(file);
    if (isAdopted) {
      const own = new Set(changes.map(({ key }) => key));
      this.#adopted([...this.#live.keys()].filter((key) => !own.has(key)));
    }
    this.#repair();
  }

  /** Ends the writing. What is left goes to another file, where the next process finds it; an empty file goes away. */
  release(path: string): void {
    if (this.#file === undefined) return;
    closeSync(this.#file);
    this.#file = undefined;
    try {
      if (this.#live.size === 0) unlinkSync(this.#path);
      else renameSync(this.#path, path);
    } catch (error) {
      this.#log.warn(`The alert journal ${this.#path} cannot be put in order: ${fileError(error)}.`);
    }
  }

  #forget(key: string): boolean {
    this.#liveBytes -= this.#live.get(key)?.bytes ?? 0;
    return this.#live.delete(key);
  }

  #write(change: Change): void {
    if (this.#gathered === undefined) this.#append([change]);
    else this.#gathered.push(change);
  }

  #append(changes: readonly Change[]): void {
    if (this.#file === undefined) return;
    try {
      if (this.#live.size === 0) this.#empty(this.#file);
      else if (this.#bytes > 2 * this.#liveBytes + MOST_WASTE) this.#rewrite();
      else this.#bytes += writeWhole(this.#file, joinLine(changes.map(({ text }) => text)));
    } catch (error) {
      this.#fail(error);
    }
    // Afterwards: the other process does not have what was just written, so it stays ours.
    this.look(changes);
  }

  #empty(file: number): void {
    ftruncateSync(file, 0);
    this.#bytes = 0;
  }

  /** Writes a file of what is live, and puts it in the place of the old one in one step. */
  #rewrite(): void {
    const unfinished = this.#path + UNFINISHED;
    const bytes = writeNewFile(unfinished, this.#text());
    // Some systems do not let go of an open file.
    if (this.#file !== undefined) this.#letGo(this.#file);
    renameSync(unfinished, this.#path);
    this.#file = openSync(this.#path, 'a', 0o600);
    this.#inode = inodeOf(this.#path);
    this.#bytes = bytes;
  }

  #repair(): void {
    try {
      makeDirectory(dirname(this.#path));
      this.#rewrite();
      if (this.#troubled) this.#log.log(`The alert journal ${this.#path} is written again.`);
      this.#troubled = false;
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    if (this.#file !== undefined && this.#mend()) return;
    if (this.#troubled) return;
    this.#troubled = true;
    this.#log.error(
      `The alert journal ${this.#path} cannot be written: ${fileError(error)}. Alerts go on without it; what waits is lost if the process ends.`,
    );
  }

  /**
   * A new file in the place of the old one keeps all that is live, also if the process is killed meanwhile. A full disk has room for
   * one only, where more lay before. Else the journal has to be done without.
   *
   * @returns whether it is written again
   */
  #mend(): boolean {
    try {
      this.#rewrite();
      return true;
    } catch {
      return this.#writeOver();
    }
  }

  #writeOver(): boolean {
    const file = this.#file;
    if (file === undefined) return false;
    try {
      this.#empty(file);
      this.#bytes = writeWhole(file, this.#text());
      return true;
    } catch {
      this.#abandon(file);
      return false;
    }
  }

  /** Old records would be sent once more by the next process, long after they were settled, and open alerts that nobody closes. */
  #abandon(file: number): void {
    this.#file = undefined;
    try {
      this.#empty(file);
      closeSync(file);
    } catch {
      // Then they stay: a disk that takes no change at all cannot be helped.
    }
  }

  #letGo(file: number): void {
    this.#file = undefined;
    try {
      closeSync(file);
    } catch {
      // It is of no use any more, closed or not.
    }
  }

  #text(): string {
    return [...this.#live].map(([key, { record }]) => joinLine([writeChange({ key, record })])).join('');
  }
}
