import { join } from 'node:path';
import type { Message } from '../../alerts/message.js';
import type { Clock, Timer } from '../../time/clock.js';
import type { Log } from '../log.js';
import type { QueuedMessage } from '../queue/queued-message.js';
import { DeadJournals, type Leftover } from './dead-journals.js';
import { JournalFile } from './journal-file.js';
import { fileName, newName, scopeOf } from './journal-name.js';
import { isJournaledMessage, type JournaledMessage } from './journaled-message.js';
import { nobody, ownIdentity, type ProcessIdentity } from './process-identity.js';

/** How often a sign of life is given, and the dead are looked for. Milliseconds. */
const BEAT = 10_000;
/** A journal takes at most twice what waits, in the longest encoding of its characters; with room to spare. */
const BYTES_PER_CHARACTER = 8;
/** No journal is refused for less. Bytes. */
const LEAST_LARGEST = 64 * 1_048_576;

const MESSAGE = 'message:';
const FACT = 'fact:';

/** What a {@link Journal} needs. */
export interface JournalParts {
  readonly directory: string;
  /** Whose alerts these are: only processes of the same service and environment take each other's over. */
  readonly service: string;
  readonly environment: string;
  readonly clock: Clock;
  readonly log: Log;
  /** How many characters of messages may wait. */
  readonly maxBytes: number;
  /** @defaultValue this process */
  readonly self?: ProcessIdentity;
}

/** Takes over what a dead process left. */
export interface Heir {
  /** A message that was accepted and not settled; it must be journaled again under its key. */
  readonly message: (key: string, journaled: JournaledMessage) => void;
  /** Something that was to be known at the next start; it must be remembered again if it still is. Says whether it makes sense. */
  readonly fact: (fact: object) => boolean;
}

/** A file that was taken over, and how many of its records nobody could use. */
type TakenFile = Leftover & { unusable: number };

interface FoundRecord {
  readonly from: TakenFile;
  readonly key: string;
  readonly record: object;
  /** When the latest message up to here in its file was accepted, in milliseconds since 1970. */
  readonly latestWall: number;
}

/**
 * What is accepted and not settled, on disk: when the process dies, however suddenly, its next start, or another process of the
 * same application, delivers it.
 *
 * Each process has a small file of its own in the directory, of lines that are only appended. They are given to the operating
 * system and not forced to the disk: that outlives the end of the process, and not that of the machine. An embedded database would
 * bring a binary along for what is small and is read once; LevelDB, whose binary comes with its npm package, also lets only one
 * process at a time into its directory.
 */
export class Journal {
  readonly #parts: JournalParts;
  readonly #self: ProcessIdentity;
  readonly #scope: string;
  readonly #file: JournalFile;
  readonly #dead: DeadJournals;
  /** Each ends a file whose records this process has; no more than there are such files in the directory. */
  readonly #taken: (() => void)[] = [];
  #timer: Timer | undefined;

  constructor(parts: JournalParts) {
    const { clock, directory, environment, log, maxBytes, self = ownIdentity(), service } = parts;
    this.#parts = parts;
    this.#self = self;
    this.#scope = scopeOf(service, environment);
    const own = fileName(newName(this.#scope, self));
    this.#file = new JournalFile(join(directory, own), log);
    const largest = Math.max(LEAST_LARGEST, BYTES_PER_CHARACTER * maxBytes);
    this.#dead = new DeadJournals({ directory, scope: this.#scope, self, own, clock, log, largest });
  }

  /** Whether what is accepted now is found by the next process. */
  get isWritten(): boolean {
    return this.#file.isWritten;
  }

  /** Hands over what dead processes left, now and from time to time, until {@link Journal.stop}. */
  start(heir: Heir): void {
    this.#takeOver(heir);
    this.#timer = this.#parts.clock.after(BEAT, () => {
      this.#file.beat(this.#parts.clock.wall());
      this.start(heir);
    });
  }

  /** Writes a message down as it is now. */
  keep({ key, acceptedWall, message }: QueuedMessage): void {
    if (this.#messageOf(key) !== message) this.#file.put(MESSAGE + key, { acceptedWall, message });
  }

  /** The message has met its fate. */
  settled({ key }: QueuedMessage): void {
    this.#file.remove(MESSAGE + key);
  }

  /** Writes down what the next process must know. */
  remember(key: string, fact: object): void {
    this.#file.put(FACT + key, fact);
  }

  /** The next process need not know it any more. */
  forget(key: string): void {
    this.#file.remove(FACT + key);
  }

  /** Makes all changes within `change` at once: after a sudden end they are found all or none. */
  together(change: () => void): void {
    this.#file.together(change);
  }

  /** Ends the journal, and leaves what is in it to the next process. */
  stop(): void {
    this.#timer?.cancel();
    const { clock, directory } = this.#parts;
    // What was delivered meanwhile would be sent once more; the disk may have room again.
    if (this.#taken.length > 0) this.#file.beat(clock.wall());
    this.#discardTaken();
    this.#file.release(join(directory, fileName(newName(this.#scope, nobody(this.#self)))));
  }

  #messageOf(key: string): Message | undefined {
    const record = this.#file.get(MESSAGE + key);
    return record !== undefined && isJournaledMessage(record) ? record.message : undefined;
  }

  #takeOver(heir: Heir): void {
    const leftovers = this.#dead.take().map((leftover) => ({ ...leftover, unusable: 0 }));
    const found = inOrder(leftovers);
    this.together(() => {
      for (const { from, key, record } of found) if (!handOver(heir, key, record)) from.unusable += 1;
    });
    for (const { discard, unusable } of leftovers) this.#taken.push(() => discard(unusable));
    this.#discardTaken();
    const messages = found.filter(isOfMessage).length;
    if (messages > 0) {
      this.#parts.log.warn(`Took over ${messages} alert messages that an earlier process had accepted and not sent.`);
    }
  }

  /** Where the own file cannot be written, the old ones stay: should this process die, the next one finds what was in them. */
  #discardTaken(): void {
    if (!this.isWritten) return;
    for (const discard of this.#taken.splice(0)) discard();
  }
}

/** Makes changes at once, if there is a journal that could know of a part of them. */
export function inOneChange(journal: Journal | undefined, change: () => void): void {
  if (journal === undefined) change();
  else journal.together(change);
}

/**
 * The records of several files, each once: the messages in the order of their acceptance, and then the facts, since one may lead to
 * new messages.
 */
function inOrder(leftovers: readonly TakenFile[]): readonly FoundRecord[] {
  const found = new Map<string, FoundRecord>();
  for (const from of leftovers) {
    // The order within a file is certain, also where the system's clock was set back.
    let latestWall = 0;
    for (const [key, record] of from.live) {
      if (isJournaledMessage(record)) latestWall = Math.max(latestWall, record.acceptedWall);
      // A process that died while it took a file over left some things twice.
      if (!found.has(key)) found.set(key, { from, key, record, latestWall });
    }
  }
  const records = [...found.values()];
  return [
    ...records.filter(isOfMessage).toSorted((one, other) => one.latestWall - other.latestWall),
    ...records.filter((record) => !isOfMessage(record)),
  ];
}

function isOfMessage({ key }: FoundRecord): boolean {
  return key.startsWith(MESSAGE);
}

/** @returns whether the record is of use */
function handOver(heir: Heir, key: string, record: object): boolean {
  if (key.startsWith(MESSAGE) && isJournaledMessage(record)) heir.message(key.slice(MESSAGE.length), record);
  else if (key.startsWith(FACT)) return heir.fact(record);
  else return false;
  return true;
}
