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

/** How often a sign of life is given, and the dead are looked for. Milliseconds. */
const BEAT = 10_000;
/** The pause between two slices of work, so that the application has at least half of the time. Milliseconds. */
const PAUSE = 25;
/** A character of a message takes at most three bytes. A journal takes at most twice what waits; with room to spare. */
const BYTES_PER_CHARACTER = 8;
/** No journal is refused for less. Bytes. */
const LEAST_LARGEST = 64 * 1_048_576;
/** A line holds at most all that waits. Bytes. */
const LEAST_LONGEST_LINE = 4 * 1_048_576;
/** 500 alerts are open at most, of as many incidents for each process; what is beyond was not written by us. */
const MOST_INCIDENTS = 2_000;

/**
 * What is accepted and not settled, on disk: when the process dies, however suddenly, its next start, or another process of the
 * same application, delivers it.
 *
 * Each process has a small file of its own in the directory, of lines that are only appended. They are given to the operating
 * system and not forced to the disk: that outlives the end of the process, and not that of the machine. An embedded database would
 * bring a binary along for what is small and is read once; LevelDB, whose binary comes with its npm package, also lets only one
 * process at a time into its directory.
 */
export class FileJournal implements Journal {
  readonly #parts: FileJournalParts;
  readonly #self: ProcessIdentity;
  readonly #scope: string;
  readonly #file: JournalFile<MessageRecord | IncidentRecord | CloseRecord>;
  readonly #dead: DeadJournals;
  /** Each ends a file whose records this process has; no more than there are such files in the directory. */
  readonly #taken: (() => void)[] = [];
  #timer: Timer | undefined;
  #work: Steps | undefined;
  #workTimer: Timer | undefined;
  #isHandingOver = false;
  #heir: Heir | undefined;
  /** The closes in our own file. */
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

  /** Whether what is accepted now is found by the next process. */
  get isWritten(): boolean {
    return this.#file.isWritten;
  }

  /**
   * Hands over what dead processes left, now and from time to time, until {@link Journal.stop}. Much of it is handed over in slices,
   * so that the application can start meanwhile. Never throws.
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

  /** Whether what dead processes left is still being handed over. */
  get isTakingOver(): boolean {
    return this.#work !== undefined;
  }

  /** Waits until what dead processes left is handed over, at most until `deadline` of the clock. */
  async takenOver(deadline: number): Promise<void> {
    const { clock } = this.#parts;
    while (this.isTakingOver && clock.now() < deadline)
      await new Promise<void>((resolve) => clock.after(PAUSE, resolve));
  }

  /** Writes a message down as it is now. */
  keep(key: string, record: MessageRecord): void {
    const kept = this.#file.get(MESSAGE + key);
    const isKept = kept !== undefined && 'message' in kept;
    if (isKept && kept.message === record.message && kept.isDelayReported === record.isDelayReported) return;
    this.#file.put(MESSAGE + key, record);
  }

  /** Ends the record of a message. */
  settled(key: string): void {
    this.#file.remove(MESSAGE + key);
  }

  /** Writes down an incident whose alert is open. */
  remember(record: IncidentRecord): void {
    this.#file.put(INCIDENT + record.incidentId, record);
  }

  /** Ends the record of an incident. */
  forget(incidentId: string): void {
    this.#file.remove(INCIDENT + incidentId);
  }

  /** Whether an alert was closed at that time or later, by any process, as far as this one knows. @param wall since 1970 */
  isClosedSince(alias: string, wall: number): boolean {
    return this.#known.isClosedSince(alias, wall);
  }

  /** Writes down that an alert was closed: a process that takes over an older message must not reopen it. @param wall since 1970 */
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

  /** Looks whether another process has taken over the journal while this one stood still, and reports it to the heir. */
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
      `This process stood still for so long that another one took over its alert journal and delivers the ${messages.length} messages in it.`,
    );
    this.#heir?.messages.handedOver(new Set(messages.map((key) => key.slice(MESSAGE.length))));
  }

  /** Works on what dead processes left, for as long as the event loop may stand still. */
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

  /** Whatever lies in the directory, and whatever it leads to, the application must start. */
  #guarded(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.#work = undefined;
      this.#isHandingOver = false;
      const reason = error instanceof Error ? error.message : 'unknown error';
      this.#parts.log.error(`What earlier processes left in the alert journal cannot be taken over: ${reason}.`);
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
    // After the messages, since an incident may lead to new ones.
    for (const [index, { record, from }] of incidents.entries()) {
      if (index >= MOST_INCIDENTS || !isTaken(() => heir.incidents.takeUp(record))) from.unusable += 1;
      yield;
    }
    this.#isHandingOver = false;
    for (const { discard, unusable } of files) this.#taken.push(() => discard(unusable));
    if (messages.length > 0) {
      this.#parts.log.warn(
        `Took over ${messages.length} alert messages that an earlier process had accepted and not sent.`,
      );
    }
  }

  /** Where the own file cannot be written, the old ones stay: should this process die, the next one finds what was in them. */
  #discardTaken(): void {
    if (!this.isWritten) return;
    for (const discard of this.#taken.splice(0)) discard();
  }
}
