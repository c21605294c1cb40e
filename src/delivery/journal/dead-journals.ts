import {
  closeSync,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  type Stats,
} from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../time/clock.js';
import type { Log } from '../log.js';
import { errorCode, fileError } from './file-error.js';
import { readLines, type JournalContent } from './journal-line.js';
import { fileName, newName, parseFileName, UNFINISHED, type JournalName } from './journal-name.js';
import { lifeOf, type ProcessIdentity } from './process-identity.js';

/**
 * A process that cannot be seen from here, on another machine or in another container, is dead when its file has not changed for
 * so long while we watched. It gives a sign of life every ten seconds, so two may get lost. Milliseconds.
 */
const SILENCE = 30_000;
/** So many unreadable files are kept for a person to look at. */
const MOST_SET_ASIDE = 3;
/** So many files that we may not touch are remembered, so that each is told of once. */
const MOST_REFUSED = 100;
const SET_ASIDE = '.corrupt';

/** What a {@link DeadJournals} needs. */
export interface DeadJournalsParts {
  readonly directory: string;
  readonly scope: string;
  readonly self: ProcessIdentity;
  /** The name of the file that this process writes. */
  readonly own: string;
  readonly clock: Clock;
  readonly log: Log;
  /** A larger file is no journal; it must not fill the memory. Bytes. */
  readonly largest: number;
}

/** What a dead process left. */
export interface Leftover {
  readonly live: JournalContent['live'];
  /** Ends it, when all of it has a new place. @param unusable how many of its records nobody could use */
  readonly discard: (unusable: number) => void;
}

/** Finds the journals of processes that run no more, and takes each from all others that look for it. */
export class DeadJournals {
  readonly #parts: DeadJournalsParts;
  /** Files whose process cannot be seen, with how they looked when they last changed, and when that was. */
  readonly #watched = new Map<string, { readonly look: string; readonly since: number }>();
  readonly #refused = new Set<string>();

  constructor(parts: DeadJournalsParts) {
    this.#parts = parts;
  }

  /** Takes what is there now; the longest dead first. Never throws. */
  take(): Leftover[] {
    const names = namesIn(this.#parts.directory);
    for (const name of this.#watched.keys()) if (!names.includes(name)) this.#watched.delete(name);
    return names
      .flatMap((name) => this.#candidate(name))
      .toSorted((one, other) => one.changedAt - other.changedAt)
      .flatMap(({ name }) => this.#attempt(name, () => this.#takeOne(name)) ?? []);
  }

  #candidate(name: string): { readonly name: string; readonly changedAt: number }[] {
    const { directory, own, scope } = this.#parts;
    const parsed = parseFileName(name.endsWith(UNFINISHED) ? name.slice(0, -UNFINISHED.length) : name);
    if (parsed?.scope !== scope || name === own || this.#refused.has(name)) return [];
    const stats = fileStats(join(directory, name));
    if (stats === undefined) return [];
    const { mtimeMs, size } = stats;
    return this.#isDead(name, parsed, `${mtimeMs} ${size}`) ? [{ name, changedAt: mtimeMs }] : [];
  }

  #isDead(name: string, { owner }: JournalName, look: string): boolean {
    const life = lifeOf(owner, this.#parts.self);
    if (life !== 'unknown') return life === 'dead';
    // Only our own clock is asked: those of two machines differ.
    const now = this.#parts.clock.now();
    const before = this.#watched.get(name);
    if (before?.look === look) return now - before.since >= SILENCE;
    this.#watched.set(name, { look, since: now });
    return false;
  }

  /** @throws what the file system says; then the file is where it was */
  #takeOne(name: string): Leftover | undefined {
    const { directory, scope, self } = this.#parts;
    const found = join(directory, name);
    if (name.endsWith(UNFINISHED)) {
      // It is a copy: the file that it was to replace is still there.
      rmSync(found, { force: true });
      return undefined;
    }
    // Opened before it is renamed: what we may not read stays for a process that may.
    const file = openSync(found, 'r');
    try {
      // With our name on it, it is found again should we die in the middle. Of several processes one succeeds.
      const path = join(directory, fileName(newName(scope, self)));
      renameSync(found, path);
      return this.#leftover(
        path,
        this.#read(file, () => renameSync(path, found)),
      );
    } finally {
      closeSync(file);
    }
  }

  #leftover(path: string, content: JournalContent | undefined): Leftover | undefined {
    if (content === undefined) {
      this.#setAside(path, 'cannot be read: it is too large');
      return undefined;
    }
    const { live, damaged } = content;
    const discard = (unusable: number): void => {
      const bad = damaged + unusable;
      if (bad > 0)
        this.#setAside(path, `has ${bad} damaged ${bad === 1 ? 'line' : 'lines'}; all others were taken over`);
      else this.#attempt(path, () => rmSync(path, { force: true }));
    };
    return { live, discard };
  }

  /** @returns `undefined` for what is too large */
  #read(file: number, giveBack: () => void): JournalContent | undefined {
    try {
      return fstatSync(file).size > this.#parts.largest ? undefined : readLines(readFileSync(file, 'utf8'));
    } catch (error) {
      giveBack();
      throw error;
    }
  }

  #setAside(path: string, trouble: string): void {
    this.#attempt(path, () => {
      renameSync(path, path + SET_ASIDE);
      this.#parts.log.error(`An alert journal of an earlier process ${trouble}. It is kept as ${path}${SET_ASIDE}.`);
      this.#pruneSetAside();
    });
  }

  /** Other processes may do the same at this moment: what fails for one file is no trouble, and none to the others. */
  #pruneSetAside(): void {
    const kept = this.#setAsideFiles().toSorted((one, other) => other.changedAt - one.changedAt);
    for (const { path } of kept.slice(MOST_SET_ASIDE)) {
      try {
        rmSync(path, { force: true });
      } catch {
        // One file too many does no harm.
      }
    }
  }

  #setAsideFiles(): { readonly path: string; readonly changedAt: number }[] {
    const { directory, scope } = this.#parts;
    return namesIn(directory)
      .filter((name) => name.startsWith(`${scope}.`) && name.endsWith(SET_ASIDE))
      .flatMap((name) => {
        const path = join(directory, name);
        const stats = fileStats(path);
        return stats === undefined ? [] : [{ path, changedAt: stats.mtimeMs }];
      });
  }

  #attempt<Result>(name: string, action: () => Result): Result | undefined {
    try {
      return action();
    } catch (error) {
      // Another process was faster.
      if (errorCode(error) === 'ENOENT') return undefined;
      if (this.#refused.size < MOST_REFUSED) this.#refused.add(name);
      this.#parts.log.error(
        `The alert journal ${name} of an earlier process cannot be taken over: ${fileError(error)}.`,
      );
      return undefined;
    }
  }
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    // The journal itself has said by now what is wrong with the directory.
    return [];
  }
}

/** @returns `undefined` for what is no file, or has gone */
function fileStats(path: string): Stats | undefined {
  try {
    const stats = statSync(path);
    return stats.isFile() ? stats : undefined;
  } catch {
    return undefined;
  }
}
