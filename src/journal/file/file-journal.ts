import { join } from 'node:path';
import type { Timer } from '../../time/clock.js';
import type { IncidentRecord } from '../incident-record.js';
import type { Heir, Journal } from '../journal.js';
import type { MessageRecord } from '../message-record.js';
import { ClosedAliases } from './closed-aliases.js';
import { DeadJournals } from './dead-journals.js';
import { CLOSED, closesIn, findRecords, INCIDENT, MESSAGE, type CloseRecord } from './found-records.js';
import { JournalFile } from './journal-file.js';
import { fileName, newName, scopeOf } from './journal-name.js';
import { isTaken, type FileJournalParts } from './journal-parts.js';
import { nobody, ownIdentity, type ProcessIdentity } from './process-identity.js';
import { workOneSlice, workToTheEnd, type Steps } from './steps.js';

/** The interval of the heartbeat and of the search for dead processes, in milliseconds. */
const BEAT = 10_000;
/** The pause between two slices of work, so that the application gets at least half of the time. Milliseconds. */
const PAUSE = 25;
/** A character takes at most three bytes, and a journal at most twice the queue; the rest is a margin. */
const BYTES_PER_CHARACTER = 8;
/** Journals up to this size are always read. Bytes. */
const LEAST_LARGEST = 64 * 1_048_576;
/** A line contains at most the whole queue. Lines up to this size are always read. Bytes. */
const LEAST_LONGEST_LINE = 4 * 1_048_576;
/** A process has at most 500 open incidents; this many are read from all files. */
const MOST_INCIDENTS = 2_000;

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
  /** Each discards a file that was taken over; as many as there are such files in the directory. */
  readonly #taken: (() => void)[] = [];
  #timer: Timer | undefined;
  #work: Steps | undefined;
  #workTimer: Timer | undefined;
  #isHandingOver = false;
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
    this.#file = new JournalFile(join(directory, own), log, (keys) => this.#handOver(keys));
    const bounds = {
      file: Math.max(LEAST_LARGEST, BYTES_PER_CHARACTER * maxBytes),
      line: Math.max(LEAST_LONGEST_LINE, 0.5 * BYTES_PER_CHARACTER * maxBytes),
    };
    this.#dead = new DeadJournals({ directory, scope: this.#scope, self, own, clock, log, bounds });
  }

  /** Whether the next process will find what is stored now. */
  get isWritten(): boolean {
    return this.#file.isWritten;
  }

  /**
   * Hands over the records of dead processes, now and then regularly, until {@link Journal.stop}. Many records are handed over in
   * slices, so that the application can start meanwhile. Never throws.
   */
  start(heir: Heir): void {
    this.#heir = heir;
    this.#work ??= this.#takeOver(heir);
    this.#goOn();
    this.#timer = this.#parts.clock.after(BEAT, () => {
      const wall = this.#parts.clock.wall();
      this.#file.beat(wall);
      this.#dead.touch(wall);
      this.start(heir);
    });
  }

  /** Whether records of dead processes are still being handed over. */
  get isTakingOver(): boolean {
    return this.#work !== undefined;
  }

  /** Waits until the records of dead processes are handed over, or until `deadline` of the monotonic clock. */
  async takenOver(deadline: number): Promise<void> {
    const { clock } = this.#parts;
    while (this.isTakingOver && clock.now() < deadline)
      await new Promise<void>((resolve) => clock.after(PAUSE, resolve));
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
      // To the end of the file: what stands before it is older.
      this.#file.remove(CLOSED + alias);
      this.#file.put(CLOSED + alias, { closedWall: wall });
    });
  }

  /** Checks whether another process took over the journal while this one was suspended, and if so informs the heir. */
  look(): void {
    this.#file.look();
  }

  /** Makes all changes within `change` at once: after a sudden end they are found all or none. */
  together(change: () => void): void {
    this.#file.together(change);
  }

  /** Ends the journal, and leaves what is in it to the next process. */
  stop(): void {
    this.#timer?.cancel();
    this.#workTimer?.cancel();
    // What is handed over in part would be sent twice, by the next process as well.
    if (this.#isHandingOver) this.#guarded(() => this.#work && workToTheEnd(this.#work));
    this.#guarded(() => void this.#work?.return(undefined));
    const { clock, directory } = this.#parts;
    // What was delivered meanwhile would be sent once more; the disk may have room again.
    if (this.#taken.length > 0) this.#file.beat(clock.wall());
    this.#discardTaken();
    this.#forgetNeedlessCloses();
    this.#file.release(join(directory, fileName(newName(this.#scope, nobody(this.#self)))));
  }

  /** Closes matter to what another process left, or has. */
  #forgetNeedlessCloses(): void {
    const { aliases } = this.#closes;
    if (aliases.length === 0 || this.#file.size > aliases.length || this.#dead.areThereOthers) return;
    this.together(() => {
      for (const alias of aliases) this.#file.remove(CLOSED + alias);
    });
  }

  #handOver(keys: readonly string[]): void {
    const messages = keys.filter((key) => key.startsWith(MESSAGE));
    for (const key of messages) this.#file.remove(key);
    this.#parts.log.warn(
      `This process was suspended, and another process took over its alert journal with ${alertMessages(messages.length)}. The other process delivers them.`,
    );
    this.#heir?.messages.handedOver(new Set(messages.map((key) => key.slice(MESSAGE.length))));
  }

  /** Takes over one slice of the records of dead processes; longer work would block the event loop. */
  #goOn(): void {
    this.#workTimer?.cancel();
    const { clock } = this.#parts;
    this.together(() =>
      this.#guarded(() => {
        if (this.#work !== undefined && workOneSlice(this.#work, clock)) this.#work = undefined;
      }),
    );
    this.#discardTaken();
    workToTheEnd(this.#dead.tidy());
    if (this.#work !== undefined) this.#workTimer = clock.after(PAUSE, () => this.#goOn());
  }

  /** The application must start, whatever is in the directory. */
  #guarded(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.#work = undefined;
      this.#isHandingOver = false;
      const reason = error instanceof Error ? error.message : 'unknown error';
      this.#parts.log.error(`The alert journals of earlier processes cannot be taken over: ${reason}.`);
    }
  }

  *#takeOver(heir: Heir): Steps {
    const files = (yield* this.#dead.take()).map((leftover) => ({ ...leftover, unusable: 0 }));
    const { closes, incidents, messages } = yield* findRecords(files);
    if (files.length > 0 || heir.messages.hasInherited) {
      const others = (yield* this.#dead.ofOthers()).flatMap(closesIn);
      for (const { alias, wall } of [...closes, ...others]) {
        this.#known.add(alias, wall);
        heir.messages.closedElsewhere(alias, wall);
      }
    }
    this.#isHandingOver = true;
    for (const { alias, wall } of closes) this.closed(alias, wall);
    for (const { key, record, latestWall, from } of messages) {
      if (!isTaken(() => heir.messages.takeOver(key, record, latestWall))) from.unusable += 1;
      yield;
    }
    // After the messages, because an incident can lead to new ones.
    for (const [index, { record, from }] of incidents.entries()) {
      if (index >= MOST_INCIDENTS || !isTaken(() => heir.incidents.takeUp(record))) from.unusable += 1;
      yield;
    }
    this.#isHandingOver = false;
    for (const { discard, unusable } of files) this.#taken.push(() => discard(unusable));
    if (messages.length > 0) {
      this.#parts.log.warn(
        `Took over ${alertMessages(messages.length)} that an earlier process had accepted but not sent.`,
      );
    }
  }

  /** While this process cannot write its own file, the old files stay: if it dies, the next process needs them. */
  #discardTaken(): void {
    if (!this.isWritten) return;
    for (const discard of this.#taken.splice(0)) discard();
  }
}

function alertMessages(count: number): string {
  return `${count} alert ${count === 1 ? 'message' : 'messages'}`;
}
