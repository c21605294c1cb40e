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

/** Dependencies of {@link DeadJournals}. */
interface DeadJournalsParts {
  readonly directory: string;
  readonly scope: string;
  readonly self: ProcessIdentity;
  /** The name of the file that this process writes. */
  readonly own: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly bounds: ReadingBounds;
}

/** The journal of a dead process. */
export interface Leftover {
  readonly live: JournalContent['live'];
  /** Discards the file once all its records are stored elsewhere. @param unusable the number of records that cannot be used */
  readonly discard: (unusable: number) => void;
}

interface Candidate {
  readonly name: string;
  readonly changedAt: number;
}

/** Finds the journals of dead processes and claims each, so that no other process takes it over. */
export class DeadJournals {
  readonly #parts: DeadJournalsParts;
  readonly #life: LifeWatch;
  readonly #refusals = new Refusals();
  /** The names of files that were claimed and are not discarded yet. */
  readonly #taken = new Set<string>();
  #isTidy = true;

  constructor(parts: DeadJournalsParts) {
    this.#parts = parts;
    this.#life = new LifeWatch(parts.self, parts.clock);
  }

  /** Claims the current files, the least recently changed first. Never throws. */
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

  /** The current content of the journals of all other processes; they may change at any time. Never throws. */
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
        // It was removed, or we may not read it.
      }
    }
    return found;
  }

  /** Whether there are journals of other processes. */
  get areThereOthers(): boolean {
    const { own, scope } = this.#parts;
    return workToTheEnd(this.#names()).some((name) => name !== own && parseFileName(name)?.scope === scope);
  }

  /** The heartbeat for claimed files, without which another machine would claim them. */
  touch(wall: number): void {
    for (const name of this.#taken) {
      try {
        utimesSync(join(this.#parts.directory, name), wall / 1_000, wall / 1_000);
      } catch {
        // A person removed it, which we were about to do anyway.
      }
    }
  }

  /** Removes all but the newest files that were set aside. Never throws. */
  *tidy(): Steps {
    if (this.#isTidy) return;
    this.#isTidy = true;
    try {
      yield* pruneSetAside(this.#parts.directory, `${this.#parts.scope}.`);
    } catch {
      // Retried after the next damaged file.
    }
  }

  *#names(): Steps<string[]> {
    const { clock, directory, log, scope } = this.#parts;
    try {
      const names = yield* namesIn(directory, `${scope}.`);
      if (this.#refusals.succeeded(directory)) log.log(`The journal directory ${directory} can be read again.`);
      return names;
    } catch (error) {
      // Without a directory there is nothing to claim, and the journal itself logs that it cannot be written.
      if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return [];
      if (this.#refusals.failed(directory, clock.now())) {
        log.error(
          `The journal directory ${directory} cannot be read: ${fileError(error)}. Messages of earlier processes stay there; retrying.`,
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
        // It is an unfinished copy: the original still exists.
        rmSync(found, { force: true });
        return undefined;
      }
      // Open before renaming: a file that we may not read stays for a process that may.
      const file = openToRead(found);
      try {
        if (!fstatSync(file).isFile()) return undefined;
        // Under our name it is found again if we die meanwhile. If several processes try, one succeeds.
        const path = join(directory, fileName(newName(scope, self)));
        renameSync(found, path);
        this.#taken.add(basename(path));
        const content = yield* this.#read(file, () => this.#giveBack(path, found));
        if (this.#refusals.succeeded(name)) log.log(`Took over the alert journal ${name} of an earlier process.`);
        return this.#leftover(path, content);
      } finally {
        closeSync(file);
      }
    } catch (error) {
      // Another process claimed it first.
      if (errorCode(error) === 'ENOENT') return undefined;
      if (this.#refusals.failed(name, clock.now())) {
        log.error(
          `The alert journal ${name} of an earlier process cannot be taken over: ${fileError(error)}. Retrying.`,
        );
      }
      return undefined;
    }
  }

  /** @returns `undefined` if the file is too large */
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

  /** A claimed file counts as ours until it is removed: one that cannot be removed must not be claimed again. */
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
