import { closeSync, fstatSync, renameSync, rmSync, utimesSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Clock } from '../../time/clock.js';
import type { Log } from '../../text/log.js';
import { markAdopted } from './adoption.js';
import { namesIn } from './directory-names.js';
import { errorCode, fileError } from './file-error.js';
import { readContent, type JournalContent, type ReadingBounds } from './journal-content.js';
import { fileName, newName, parseFileName, UNFINISHED } from './journal-name.js';
import { LifeWatch } from './life-watch.js';
import { fileStats, openToRead } from './plain-file.js';
import type { ProcessIdentity } from './process-identity.js';
import { Refusals } from './refusals.js';
import { pruneSetAside, setAside } from './set-aside.js';
import { workToTheEnd, type Steps } from './steps.js';

/** What a {@link DeadJournals} needs. */
export interface DeadJournalsParts {
  readonly directory: string;
  readonly scope: string;
  readonly self: ProcessIdentity;
  /** The name of the file that this process writes. */
  readonly own: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly bounds: ReadingBounds;
}

/** What a dead process left. */
export interface Leftover {
  readonly live: JournalContent['live'];
  /** Ends it, when all of it has a new place. @param unusable how many of its records are of no use */
  readonly discard: (unusable: number) => void;
}

interface Candidate {
  readonly name: string;
  readonly changedAt: number;
}

/** Finds the journals of processes that no longer run, and takes each from all others that look for it. */
export class DeadJournals {
  readonly #parts: DeadJournalsParts;
  readonly #life: LifeWatch;
  readonly #refusals = new Refusals();
  /** What was taken and is not discarded yet, by name. */
  readonly #taken = new Set<string>();
  #isTidy = true;

  constructor(parts: DeadJournalsParts) {
    this.#parts = parts;
    this.#life = new LifeWatch(parts.self, parts.clock);
  }

  /** Takes what is there now; the longest dead first. Never throws. */
  *take(): Steps<Leftover[]> {
    const names = new Set(yield* this.#names());
    this.#life.look(names);
    this.#refusals.keepOnly(new Set([this.#parts.directory, ...names]));
    const candidates: Candidate[] = [];
    for (const name of names) {
      candidates.push(...this.#candidate(name));
      yield;
    }
    const leftovers: Leftover[] = [];
    for (const { name } of candidates.toSorted((one, other) => one.changedAt - other.changedAt)) {
      const leftover = yield* this.#takeOne(name);
      if (leftover !== undefined) leftovers.push(leftover);
    }
    return leftovers;
  }

  /** What the other processes that run have in their journals now; they may change meanwhile. Never throws. */
  *ofOthers(): Steps<JournalContent['live'][]> {
    const { bounds, directory, own, scope } = this.#parts;
    const found: JournalContent['live'][] = [];
    for (const name of yield* this.#names()) {
      if (parseFileName(name)?.scope !== scope || name === own || this.#taken.has(name)) continue;
      try {
        const file = openToRead(join(directory, name));
        try {
          const content = fstatSync(file).isFile() ? yield* readContent(file, bounds) : undefined;
          if (content !== undefined) found.push(content.live);
        } finally {
          closeSync(file);
        }
      } catch {
        // It has gone, or is not for us to read.
      }
    }
    return found;
  }

  /** Whether there is another journal than our own. */
  get areThereOthers(): boolean {
    const { own, scope } = this.#parts;
    return workToTheEnd(this.#names()).some((name) => name !== own && parseFileName(name)?.scope === scope);
  }

  /** Gives a sign of life for what was taken and is not discarded yet: else another machine takes it from us. */
  touch(wall: number): void {
    for (const name of this.#taken) {
      try {
        utimesSync(join(this.#parts.directory, name), wall / 1_000, wall / 1_000);
      } catch {
        // It was ours to discard, and is gone.
      }
    }
  }

  /** Removes what was set aside earlier, but for the newest. Never throws. */
  *tidy(): Steps {
    if (this.#isTidy) return;
    this.#isTidy = true;
    try {
      yield* pruneSetAside(this.#parts.directory, `${this.#parts.scope}.`);
    } catch {
      // The next damaged file is another occasion.
    }
  }

  *#names(): Steps<string[]> {
    const { clock, directory, log, scope } = this.#parts;
    try {
      const names = yield* namesIn(directory, `${scope}.`);
      if (this.#refusals.succeeded(directory)) log.log(`The journal directory ${directory} can be read again.`);
      return names;
    } catch (error) {
      // Where there is none, there is nothing to take; the journal itself says that it cannot be written.
      if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return [];
      if (this.#refusals.failed(directory, clock.now())) {
        log.error(
          `The journal directory ${directory} cannot be read: ${fileError(error)}. What earlier processes left there waits.`,
        );
      }
      return [];
    }
  }

  #candidate(name: string): Candidate[] {
    const { clock, directory, own, scope } = this.#parts;
    const parsed = parseFileName(name.endsWith(UNFINISHED) ? name.slice(0, -UNFINISHED.length) : name);
    if (parsed?.scope !== scope || name === own || this.#taken.has(name)) return [];
    if (!this.#refusals.mayTry(name, clock.now())) return [];
    const stats = fileStats(join(directory, name));
    if (stats === undefined) return [];
    const { mtimeMs, size } = stats;
    return this.#life.isDead(name, parsed.owner, `${mtimeMs} ${size}`) ? [{ name, changedAt: mtimeMs }] : [];
  }

  *#takeOne(name: string): Steps<Leftover | undefined> {
    const { clock, directory, log, scope, self } = this.#parts;
    const found = join(directory, name);
    try {
      if (name.endsWith(UNFINISHED)) {
        // It is a copy: the file that it was to replace is still there.
        rmSync(found, { force: true });
        return undefined;
      }
      // Opened before it is renamed: what we may not read stays for a process that may.
      const file = openToRead(found);
      try {
        if (!fstatSync(file).isFile()) return undefined;
        // With our name on it, it is found again should we die in the middle. Of several processes one succeeds.
        const path = join(directory, fileName(newName(scope, self)));
        renameSync(found, path);
        this.#taken.add(basename(path));
        const content = yield* this.#read(file, () => this.#giveBack(path, found));
        if (this.#refusals.succeeded(name))
          log.log(`The alert journal ${name} of an earlier process is taken over now.`);
        return this.#leftover(path, content);
      } finally {
        closeSync(file);
      }
    } catch (error) {
      // Another process was faster.
      if (errorCode(error) === 'ENOENT') return undefined;
      if (this.#refusals.failed(name, clock.now())) {
        log.error(
          `The alert journal ${name} of an earlier process cannot be taken over: ${fileError(error)}. It is tried again.`,
        );
      }
      return undefined;
    }
  }

  /** @returns `undefined` for what is too large */
  *#read(file: number, giveBack: () => void): Steps<JournalContent | undefined> {
    try {
      return fstatSync(file).size > this.#parts.bounds.file ? undefined : yield* readContent(file, this.#parts.bounds);
    } catch (error) {
      giveBack();
      throw error;
    }
  }

  #giveBack(path: string, found: string): void {
    this.#taken.delete(basename(path));
    renameSync(path, found);
  }

  #leftover(path: string, content: JournalContent | undefined): Leftover | undefined {
    if (content === undefined) {
      this.#setAside(path, 'cannot be read: it is too large');
      return undefined;
    }
    const { live, damaged } = content;
    return { live, discard: (unusable) => this.#discard(path, damaged + unusable) };
  }

  #discard(path: string, bad: number): void {
    if (bad > 0) {
      this.#setAside(path, `has ${bad} damaged ${bad === 1 ? 'line' : 'lines'}; all others were taken over`);
      return;
    }
    markAdopted(path);
    this.#attempt(path, () => rmSync(path, { force: true }));
  }

  #setAside(path: string, trouble: string): void {
    this.#isTidy = false;
    markAdopted(path);
    this.#attempt(path, () => {
      this.#parts.log.error(`An alert journal of an earlier process ${trouble}. It is kept as ${setAside(path)}.`);
    });
  }

  /** What was taken stays ours until it is gone: a file that cannot be removed must not be taken again. */
  #attempt(path: string, action: () => void): void {
    try {
      action();
      this.#taken.delete(basename(path));
    } catch (error) {
      if (errorCode(error) === 'ENOENT') this.#taken.delete(basename(path));
      else
        this.#parts.log.error(
          `The alert journal ${path} of an earlier process cannot be removed: ${fileError(error)}.`,
        );
    }
  }
}
