import type { Clock, Timer } from '../../time/clock.js';
import type { Log } from '../../text/log.js';
import { RepeatLimit } from '../../text/repeat-limit.js';
import type { Heir } from '../journal.js';
import type { ClosedAliases } from './closed-aliases.js';
import type { DeadJournals } from './dead-journals.js';
import { closesIn, findRecords } from './found-records.js';
import type { JournalFile } from './journal-file.js';
import { workOneSlice, workToTheEnd, type Steps } from './steps.js';

/** The pause between two slices of work, so that the application gets at least half of the time. Milliseconds. */
const PAUSE = 25;
/** A process has at most 500 open incidents; this many are read from all files. */
const MOST_INCIDENTS = 2_000;

/** Dependencies of {@link Takeover}. */
interface TakeoverParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly dead: DeadJournals;
  /** The file of this process. */
  readonly file: Pick<JournalFile<object>, 'isWritten' | 'together'>;
  /** The closes of all processes. */
  readonly known: ClosedAliases;
  /** Stores a close of a dead process in the file of this one. */
  readonly closed: (alias: string, wall: number) => void;
}

/** Hands the records of dead processes over to the heir, and then discards their files. Never throws. */
export class Takeover {
  readonly #parts: TakeoverParts;
  readonly #logged = new RepeatLimit();
  #work: Steps | undefined;
  #workTimer: Timer | undefined;
  #isHandingOver = false;
  /** Each discards a file that was taken over. Bounded by the number of files in the directory. */
  readonly #taken: (() => void)[] = [];

  constructor(parts: TakeoverParts) {
    this.#parts = parts;
  }

  /** Hands over what is there now. Many records are handed over in slices, so that the application can start meanwhile. */
  start(heir: Heir): void {
    this.#work ??= this.#takeOver(heir);
    this.#goOn();
  }

  /** Whether records are still being handed over. */
  get isRunning(): boolean {
    return this.#work !== undefined;
  }

  /** Waits until the records are handed over, or until `deadline` of the monotonic clock. */
  async finished(deadline: number): Promise<void> {
    const { clock } = this.#parts;
    while (this.isRunning && clock.now() < deadline) await new Promise<void>((resolve) => clock.after(PAUSE, resolve));
  }

  /** Stops the work. Only a handover that has begun is completed: otherwise the next process would send its messages again. */
  stop(): void {
    this.#workTimer?.cancel();
    if (this.#isHandingOver) this.#guarded(() => this.#work && workToTheEnd(this.#work));
    this.#guarded(() => void this.#work?.return(undefined));
  }

  /** Whether files that were taken over still have to be discarded. */
  get hasTaken(): boolean {
    return this.#taken.length > 0;
  }

  /** Discards the files that were taken over. While this process cannot write its own, they stay: if it dies, the next one needs them. */
  discardTaken(): void {
    if (!this.#parts.file.isWritten) return;
    for (const discard of this.#taken.splice(0)) discard();
  }

  /** Takes over one slice; longer work would block the event loop. */
  #goOn(): void {
    this.#workTimer?.cancel();
    const { clock, dead, file } = this.#parts;
    file.together(() =>
      this.#guarded(() => {
        if (this.#work !== undefined && workOneSlice(this.#work, clock)) this.#work = undefined;
      }),
    );
    this.discardTaken();
    workToTheEnd(dead.tidy());
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
      // It is tried again with every look into the directory.
      if (this.#logged.admits('failed', this.#parts.clock.now()))
        this.#parts.log.error(`The alert journals of earlier processes cannot be taken over: ${reason}.`);
    }
  }

  *#takeOver(heir: Heir): Steps {
    const { closed, dead, known, log } = this.#parts;
    const files = (yield* dead.take()).map((leftover) => ({ ...leftover, unusable: 0 }));
    const { closes, incidents, messages } = yield* findRecords(files);
    if (files.length > 0 || heir.messages.hasInherited) {
      const others = (yield* dead.ofOthers()).flatMap(closesIn);
      for (const { alias, wall } of [...closes, ...others]) {
        known.add(alias, wall);
        heir.messages.closedElsewhere(alias, wall);
      }
    }
    this.#isHandingOver = true;
    for (const { alias, wall } of closes) closed(alias, wall);
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
    if (messages.length === 0) return;
    const what = `${messages.length} alert ${messages.length === 1 ? 'message' : 'messages'}`;
    log.warn(`Took over ${what} that an earlier process had accepted but not sent.`);
  }
}

/** @returns whether the heir took the record over. A record on which the heir fails must not affect the others. */
function isTaken(handOver: () => void): boolean {
  try {
    handOver();
    return true;
  } catch {
    return false;
  }
}
