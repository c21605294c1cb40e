import { closeSync, ftruncateSync, futimesSync, openSync, renameSync, unlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Log } from '../../text/log.js';
import { fileError } from './file-error.js';
import { joinLine, writeChange, type WrittenChange as Change } from './journal-line.js';
import { inodeOf, wasAdopted } from './adoption.js';
import { makeDirectory } from './make-directory.js';
import { UNFINISHED } from './journal-name.js';
import { writeNewFile, writeWhole } from './whole-write.js';
import { WriteReport } from './write-report.js';

/**
 * Bytes of removed records that the file may contain before it is compacted. Compaction takes some milliseconds and must be rare; a MiB of
 * disk costs nothing.
 */
const MOST_WASTE = 1_048_576;

interface LiveRecord<Stored> {
  readonly record: Stored;
  readonly bytes: number;
}

/**
 * Records on disk, by key. A change has been passed to the operating system when the call returns, so it survives the process, but not a
 * power failure. Never throws: if the disk fails, it logs this, at most once in 15 minutes, continues without it, and retries at each {@link JournalFile.beat}.
 */
export class JournalFile<Stored extends object> {
  readonly #path: string;
  readonly #log: Log;
  readonly #live = new Map<string, LiveRecord<Stored>>();
  #liveBytes = 0;
  #bytes = 0;
  #file: number | undefined;
  readonly #report: WriteReport;
  #inode: number | undefined;
  /** Changes to be written in one line. */
  #gathered: Change[] | undefined;
  readonly #adopted: (keys: readonly string[]) => void;

  /**
   * @param adopted called with the keys of the records that another process took over while this one was suspended
   * @param now gives monotonic milliseconds
   */
  constructor(path: string, log: Log, now: () => number, adopted: (keys: readonly string[]) => void) {
    this.#path = path;
    this.#adopted = adopted;
    this.#log = log;
    this.#report = new WriteReport(path, log, now);
    this.#repair();
  }

  /** Whether the next process will find what is stored now. */
  get isWritten(): boolean {
    return this.#file !== undefined;
  }

  /** The number of records. */
  get size(): number {
    return this.#live.size;
  }

  get(key: string): Stored | undefined {
    return this.#live.get(key)?.record;
  }

  /** Stores a record. Replacing one keeps its position in the order. */
  put(key: string, record: Stored): void {
    const change = writeChange({ key, record });
    const bytes = Buffer.byteLength(change);
    this.#liveBytes += bytes - (this.#live.get(key)?.bytes ?? 0);
    this.#live.set(key, { record, bytes });
    this.#write({ key, text: change });
  }

  /** Removes a record. */
  remove(key: string): void {
    if (this.#forget(key)) this.#write({ key, text: writeChange({ key }) });
  }

  /** Makes all changes within `change` atomic: after a crash, all or none of them are found. */
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
   * The heartbeat. Restores the file if it was deleted or could not be written.
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
   * Checks whether the file is still at its path. If this process was suspended for long, another one considered it dead and took the file
   * over; otherwise a person deleted it. In both cases a new file is written.
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

  /** Stops writing. Renames the file so that the next process finds the remaining records; removes an empty one. */
  release(path: string): void {
    if (this.#file === undefined) return;
    closeSync(this.#file);
    this.#file = undefined;
    try {
      if (this.#live.size === 0) unlinkSync(this.#path);
      else renameSync(this.#path, path);
    } catch (error) {
      this.#log.warn(`The alert journal ${this.#path} cannot be handed over: ${fileError(error)}.`);
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
    // After writing: another process that took the file over does not have these changes, so they stay ours.
    this.look(changes);
  }

  #empty(file: number): void {
    ftruncateSync(file, 0);
    this.#bytes = 0;
  }

  /** Compacts the file: writes the live records to a new file, which replaces the old one atomically. */
  #rewrite(): void {
    const unfinished = this.#path + UNFINISHED;
    const bytes = writeNewFile(unfinished, this.#text());
    // Some systems cannot replace an open file.
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
      this.#report.succeeded();
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    if (this.#file !== undefined && this.#mend()) return;
    this.#report.failed(error);
  }

  /**
   * Tries a new file first, which keeps the live records even if the process is killed meanwhile. A full disk may have no room for
   * two files, so it then overwrites the old one. If that fails too, it continues without a journal.
   *
   * @returns whether the file could be written
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

  /** Empties the file before giving it up: the next process would resend stale records and open alerts that nothing closes. */
  #abandon(file: number): void {
    this.#file = undefined;
    try {
      this.#empty(file);
      closeSync(file);
    } catch {
      // The stale records stay: the disk accepts no change at all.
    }
  }

  #letGo(file: number): void {
    this.#file = undefined;
    try {
      closeSync(file);
    } catch {
      // It is no longer used, whether closed or not.
    }
  }

  #text(): string {
    return [...this.#live].map(([key, { record }]) => joinLine([writeChange({ key, record })])).join('');
  }
}
