import { join } from 'node:path';
import type { Log } from '../../text/log.js';
import type { Clock, Timer } from '../../time/clock.js';
import type { IncidentRecord } from '../incident-record.js';
import type { Heir, Journal } from '../journal.js';
import type { MessageRecord } from '../message-record.js';
import { ClosedAliases } from './closed-aliases.js';
import { DeadJournals } from './dead-journals.js';
import { CLOSED, INCIDENT, MESSAGE, type CloseRecord } from './found-records.js';
import { JournalFile } from './journal-file.js';
import { fileName, newName, scopeOf } from './journal-name.js';
import { released, ownIdentity, type ProcessIdentity } from './process-identity.js';
import { Takeover } from './takeover.js';

/** The interval of the heartbeat and of the search for dead processes, in milliseconds. */
const BEAT = 10_000;
/** A character takes at most three bytes, and a journal at most twice the queue; the rest is a margin. */
const BYTES_PER_CHARACTER = 8;
/** Journals up to this size are always read. Bytes. */
const LEAST_LARGEST = 64 * 1_048_576;
/** A line contains at most the whole queue. Lines up to this size are always read. Bytes. */
const LEAST_LONGEST_LINE = 4 * 1_048_576;

/** Dependencies of {@link FileJournal}. */
export interface FileJournalParts {
  readonly directory: string;
  /** Only processes of the same service and environment take over each other's records. */
  readonly service: string;
  readonly environment: string;
  readonly clock: Clock;
  readonly log: Log;
  /** The most text in the queue, in characters. */
  readonly maxBytes: number;
  /** @defaultValue this process */
  readonly self?: ProcessIdentity;
}

/**
 * A journal on disk. After a crash, the next start or another process of the same application delivers the messages.
 *
 * Each process appends lines to a small file of its own in the directory. Writes are passed to the operating system without `fsync`:
 * they survive the process, but not a power failure. An embedded database would add a native binary for a little data that is read
 * once; LevelDB also allows only one process per directory.
 */
export class FileJournal implements Journal {
  readonly #parts: FileJournalParts;
  readonly #self: ProcessIdentity;
  readonly #scope: string;
  readonly #file: JournalFile<MessageRecord | IncidentRecord | CloseRecord>;
  readonly #dead: DeadJournals;
  readonly #takeover: Takeover;
  #timer: Timer | undefined;
  #heir: Heir | undefined;
  /** The closes in this process's file. */
  readonly #closes = new ClosedAliases();
  /** The closes of all processes. */
  readonly #known = new ClosedAliases();

  constructor(parts: FileJournalParts) {
    const { clock, directory, environment, log, maxBytes, self = ownIdentity(), service } = parts;
    this.#parts = parts;
    this.#self = self;
    this.#scope = scopeOf(service, environment);
    const own = fileName(newName(this.#scope, self));
    this.#file = new JournalFile(
      join(directory, own),
      log,
      () => clock.now(),
      (keys) => this.#handOver(keys),
    );
    const bounds = {
      file: Math.max(LEAST_LARGEST, BYTES_PER_CHARACTER * maxBytes),
      line: Math.max(LEAST_LONGEST_LINE, 0.5 * BYTES_PER_CHARACTER * maxBytes),
    };
    this.#dead = new DeadJournals({ directory, scope: this.#scope, self, own, clock, log, bounds });
    this.#takeover = new Takeover({
      clock,
      log,
      dead: this.#dead,
      file: this.#file,
      known: this.#known,
      closed: (alias, wall) => this.closed(alias, wall),
    });
  }

  /** Whether the next process will find what is stored now. */
  get isWritten(): boolean {
    return this.#file.isWritten;
  }

  /** Hands over the records of dead processes, now and then regularly, until {@link Journal.stop}. Never throws. */
  start(heir: Heir): void {
    this.#heir = heir;
    this.#takeover.start(heir);
    this.#timer = this.#parts.clock.after(BEAT, () => {
      const wall = this.#parts.clock.wall();
      this.#file.beat(wall);
      this.#dead.touch(wall);
      this.start(heir);
    });
  }

  /** Whether records of dead processes are still being handed over. */
  get isTakingOver(): boolean {
    return this.#takeover.isRunning;
  }

  /** Waits until the records of dead processes are handed over, or until `deadline` of the monotonic clock. */
  takenOver(deadline: number): Promise<void> {
    return this.#takeover.finished(deadline);
  }

  /** Stores a message in its current state. */
  keep(key: string, record: MessageRecord): void {
    const kept = this.#file.get(MESSAGE + key);
    const isKept = kept !== undefined && 'message' in kept;
    if (isKept && kept.message === record.message && kept.isDelayReported === record.isDelayReported) return;
    this.#file.put(MESSAGE + key, record);
  }

  /** Removes a settled message. */
  settled(key: string): void {
    this.#file.remove(MESSAGE + key);
  }

  /** Stores an incident with an open alert. */
  remember(record: IncidentRecord): void {
    this.#file.put(INCIDENT + record.incidentId, record);
  }

  /** Removes an incident whose alert is closed. */
  forget(incidentId: string): void {
    this.#file.remove(INCIDENT + incidentId);
  }

  /** Whether any process closed the alert at or after that time, as far as this process knows. @param wall milliseconds since 1970 */
  isClosedSince(alias: string, wall: number): boolean {
    return this.#known.isClosedSince(alias, wall);
  }

  /** Records that an alert was closed: a process that inherits an older message must not reopen it. @param wall milliseconds since 1970 */
  closed(alias: string, wall: number): void {
    this.#known.add(alias, wall);
    const { forgotten, isNew } = this.#closes.add(alias, wall);
    if (!isNew) return;
    this.together(() => {
      if (forgotten !== undefined) this.#file.remove(CLOSED + forgotten);
      // Moves it to the end of the file: everything before it is older.
      this.#file.remove(CLOSED + alias);
      this.#file.put(CLOSED + alias, { closedWall: wall });
    });
  }

  /** Checks whether another process took over the journal while this one was suspended, and if so informs the heir. */
  look(): void {
    this.#file.look();
  }

  /** Makes all changes within `change` atomic: after a crash, the next process finds all of them or none. */
  together(change: () => void): void {
    this.#file.together(change);
  }

  /** Stops the journal and leaves its records to the next process. */
  stop(): void {
    this.#timer?.cancel();
    this.#takeover.stop();
    const { clock, directory } = this.#parts;
    // Messages that were delivered meanwhile would be sent again; the disk may have room again.
    if (this.#takeover.hasTaken) this.#file.beat(clock.wall());
    this.#takeover.discardTaken();
    this.#forgetNeedlessCloses();
    this.#file.release(join(directory, fileName(newName(this.#scope, released(this.#self)))));
  }

  /** Closes matter only as long as another process has records. */
  #forgetNeedlessCloses(): void {
    const { aliases } = this.#closes;
    if (aliases.length === 0 || this.#file.size > aliases.length || this.#dead.areThereOthers) return;
    this.together(() => {
      for (const alias of aliases) this.#file.remove(CLOSED + alias);
    });
  }

  #handOver(keys: readonly string[]): void {
    const messages = keys.filter((key) => key.startsWith(MESSAGE));
    const what = `${messages.length} alert ${messages.length === 1 ? 'message' : 'messages'}`;
    for (const key of messages) this.#file.remove(key);
    this.#parts.log.warn(
      `This process was suspended, and another process took over its alert journal with ${what}. The other process delivers them.`,
    );
    this.#heir?.messages.handedOver(new Set(messages.map((key) => key.slice(MESSAGE.length))));
  }
}
