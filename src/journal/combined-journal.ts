import type { IncidentRecord } from './incident-record.js';
import type { Heir, Journal, MessageHeir } from './journal.js';
import type { MessageRecord } from './message-record.js';

/** A journal that several machines share, so that a message may be found in it and in one that they do not share. */
export interface SharedJournal extends Journal {
  /** Takes messages from another journal, unless another process has them. @returns the keys that are this process's */
  claim(keys: readonly string[]): Promise<ReadonlySet<string>>;
}

interface Found {
  readonly key: string;
  readonly record: MessageRecord;
  readonly wall: number;
}

/** The journal on disk and the shared one. A message has one key in both, and what is found in both is delivered by one process. */
export class CombinedJournal implements Journal {
  readonly #local: Journal;
  readonly #shared: SharedJournal;
  /** Found in the local journal, and not claimed yet. */
  readonly #found: Found[] = [];
  #claiming: Promise<void> | undefined;
  #isStopped = false;

  constructor(local: Journal, shared: SharedJournal) {
    this.#local = local;
    this.#shared = shared;
  }

  get isWritten(): boolean {
    return this.#local.isWritten || this.#shared.isWritten;
  }

  get isTakingOver(): boolean {
    return this.#local.isTakingOver || this.#claiming !== undefined || this.#shared.isTakingOver;
  }

  start(heir: Heir): void {
    this.#local.start({
      messages: new ClaimingHeir(heir.messages, (key, ...found) => this.#claim(heir, key, ...found)),
      incidents: heir.incidents,
    });
    this.#shared.start(heir);
  }

  async takenOver(deadline: number): Promise<void> {
    await Promise.all([this.#local.takenOver(deadline), this.#shared.takenOver(deadline)]);
    // It waits for an answer for a bounded time.
    await this.#claiming;
  }

  keep(key: string, record: MessageRecord): void {
    this.#local.keep(key, record);
    this.#shared.keep(key, record);
  }

  settled(key: string): void {
    this.#local.settled(key);
    this.#shared.settled(key);
  }

  remember(record: IncidentRecord): void {
    this.#local.remember(record);
    this.#shared.remember(record);
  }

  forget(incidentId: string): void {
    this.#local.forget(incidentId);
    this.#shared.forget(incidentId);
  }

  closed(alias: string, wall: number): void {
    this.#local.closed(alias, wall);
    this.#shared.closed(alias, wall);
  }

  isClosedSince(alias: string, wall: number): boolean {
    return this.#local.isClosedSince(alias, wall) || this.#shared.isClosedSince(alias, wall);
  }

  look(): void {
    this.#local.look();
    this.#shared.look();
  }

  together(change: () => void): void {
    this.#local.together(() => this.#shared.together(change));
  }

  stop(): void {
    this.#isStopped = true;
    this.#local.stop();
    this.#shared.stop();
  }

  #claim(heir: Heir, key: string, record: MessageRecord, wall: number): void {
    // Stored before the answer: the file that it was found in is deleted now.
    this.#local.keep(key, record);
    this.#found.push({ key, record, wall });
    this.#claiming ??= this.#handOver(heir);
  }

  /** Many are found at once, and are claimed together. One after the other, so that they stay in order. */
  async #handOver(heir: Heir): Promise<void> {
    await Promise.resolve();
    while (this.#found.length > 0) {
      const found = this.#found.splice(0);
      const keys = found.map(({ key }) => key);
      // Where the shared journal cannot be asked, a message twice is better than none.
      const mine = await this.#shared.claim(keys).catch(() => new Set(keys));
      // They stay in the journal for the next process.
      if (this.#isStopped) break;
      for (const { key, record, wall } of found) {
        if (!mine.has(key)) this.#local.settled(key);
        else if (!isTaken(() => heir.messages.takeOver(key, record, wall))) this.#local.settled(key);
      }
    }
    this.#claiming = undefined;
  }
}

/** @returns whether the heir took it. A record on which the heir fails must not affect the others. */
function isTaken(takeOver: () => void): boolean {
  try {
    takeOver();
    return true;
  } catch {
    return false;
  }
}

/** Lets messages through only when they are claimed. */
class ClaimingHeir implements MessageHeir {
  readonly #heir: MessageHeir;
  readonly takeOver: MessageHeir['takeOver'];

  constructor(heir: MessageHeir, claim: MessageHeir['takeOver']) {
    this.#heir = heir;
    this.takeOver = claim;
  }

  get hasInherited(): boolean {
    return this.#heir.hasInherited;
  }

  closedElsewhere(alias: string, wall: number): void {
    this.#heir.closedElsewhere(alias, wall);
  }

  handedOver(keys: ReadonlySet<string>): void {
    this.#heir.handedOver(keys);
  }
}
