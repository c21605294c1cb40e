import type { SharedJournal } from '../../journal/combined-journal.js';
import type { Heir } from '../../journal/journal.js';
import type { MessageRecord } from '../../journal/message-record.js';
import type { Log } from '../../text/log.js';
import type { Clock, Timer } from '../../time/clock.js';
import type { Connection } from '../redis/connection.js';
import { entries, listOfTexts, textOf } from '../redis/reply.js';
import { CLAIM, DEAD, DROP, RELEASE, TAKE, WRITE } from '../redis/scripts/journal-scripts.js';
import type { Script } from '../redis/scripts/script.js';
import { KnownCloses } from './known-closes.js';
import { readStored, StoredMessages } from './stored-messages.js';

/** Messages come in bursts: those of one moment are written together. Milliseconds. */
const WRITE_AFTER = 10;
/** The pause after a failed write. Milliseconds. */
const RETRY_AFTER = 1_000;
/** How often a process gives a sign of life and looks for dead ones. Milliseconds. */
const BEAT = 10_000;
/** A process that gave none for this long is dead. Milliseconds. */
const PATIENCE = 30_000;
/** How long messages that were found on disk wait for Redis. Milliseconds. */
const CLAIM_WITHIN = 2_000;

/** Dependencies of {@link RedisJournal}. */
export interface RedisJournalParts {
  readonly connection: Connection;
  /** A key of the service, by name. */
  readonly key: (name: string) => string;
  /** Unique for each process. */
  readonly id: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Divides beat and patience, for tests. @defaultValue 1 */
  readonly speed?: number;
}

/**
 * A journal in the fleet's Redis: what a process accepted and did not deliver is delivered by another one after its death, at least once.
 * It is written behind: what was accepted in the last milliseconds before a crash may be missing. Incidents are not in it, because the
 * fleet's records survive by themselves.
 */
export class RedisJournal implements SharedJournal {
  readonly #parts: RedisJournalParts;
  readonly #stored = new StoredMessages();
  readonly #closes = new KnownCloses();
  #id: string;
  #lives = 1;
  #heir: Heir | undefined;
  #beat: Timer | undefined;
  #write: Timer | undefined;
  #writing: Promise<void> | undefined;
  /** Processes whose messages were taken over, and are still where they were. */
  readonly #inherited = new Set<string>();
  #isStopped = false;
  #isTakingOver = false;

  constructor(parts: RedisJournalParts) {
    this.#parts = parts;
    this.#id = parts.id;
  }

  get isWritten(): boolean {
    return this.#stored.isWritten;
  }

  get isTakingOver(): boolean {
    return this.#isTakingOver;
  }

  start(heir: Heir): void {
    this.#heir = heir;
    void this.#live();
  }

  async takenOver(deadline: number): Promise<void> {
    const { clock } = this.#parts;
    while (this.#isTakingOver && clock.now() < deadline)
      await new Promise<void>((resolve) => clock.after(WRITE_AFTER, resolve));
  }

  keep(key: string, record: MessageRecord): void {
    if (this.#stored.keep(key, record)) this.#writeSoon();
  }

  settled(key: string): void {
    if (this.#stored.settled(key)) this.#writeSoon();
  }

  remember(): void {
    // The fleet's record has it.
  }

  forget(): void {
    // The fleet's record has it.
  }

  closed(alias: string, wall: number): void {
    this.#closes.add(alias, wall);
    this.#stored.closed(alias, wall);
    this.#writeSoon();
  }

  isClosedSince(alias: string, wall: number): boolean {
    return this.#closes.isClosedSince(alias, wall);
  }

  look(): void {
    // The answer to the next write tells.
  }

  together(change: () => void): void {
    // All changes of one moment are written by one script.
    change();
  }

  stop(): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#beat?.cancel();
    this.#write?.cancel();
    void this.#end();
  }

  /** Takes messages from another journal, unless a process of the fleet has them. @returns the keys that are this process's */
  async claim(keys: readonly string[]): Promise<ReadonlySet<string>> {
    const { clock } = this.#parts;
    const deadline = clock.now() + CLAIM_WITHIN;
    for (;;) {
      try {
        return new Set(listOfTexts(await this.#run(CLAIM, keys)));
      } catch (error) {
        // Right after the start the connection is not open yet.
        if (clock.now() >= deadline || this.#isStopped) throw error;
        await new Promise<void>((resolve) => clock.after(WRITE_AFTER, resolve));
      }
    }
  }

  async #live(): Promise<void> {
    const { clock, speed = 1 } = this.#parts;
    this.#isTakingOver = true;
    await this.#flush(true);
    try {
      await this.#takeOver();
    } catch {
      // The connection reports it, and it is tried again.
    }
    this.#isTakingOver = false;
    if (!this.#isStopped) this.#beat = clock.after(BEAT / speed, () => void this.#live());
  }

  #writeSoon(pause = WRITE_AFTER): void {
    if (this.#isStopped) return;
    this.#write ??= this.#parts.clock.after(pause, () => {
      this.#write = undefined;
      void this.#flush();
    });
  }

  /** Writes what has changed, one write at a time. @param always also without changes, as a sign of life */
  async #flush(always = false): Promise<void> {
    if (this.#writing !== undefined || (!always && !this.#stored.isChanged)) return this.#writing;
    let pause = WRITE_AFTER;
    this.#writing = this.#writeChanges().catch(() => {
      pause = RETRY_AFTER;
    });
    await this.#writing;
    this.#writing = undefined;
    if (this.#stored.isChanged) this.#writeSoon(pause);
  }

  async #writeChanges(): Promise<void> {
    const { believed, changes, done } = this.#stored.takeChanges();
    let answer: string | undefined;
    try {
      answer = textOf(await this.#run(WRITE, [believed, ...changes.flat()]));
    } finally {
      if (answer === 'ok') done();
      else this.#stored.restore(changes);
    }
    if (answer === 'taken') this.#handOver();
  }

  async #takeOver(): Promise<void> {
    const { speed = 1 } = this.#parts;
    const reply = await this.#run(DEAD, [PATIENCE / speed]);
    const [dead, closes] = Array.isArray(reply) ? reply.map(listOfTexts) : [];
    for (const [alias, wall] of entries(closes ?? [])) {
      this.#closes.add(alias, Number(wall));
      this.#heir?.messages.closedElsewhere(alias, Number(wall));
    }
    for (const id of dead ?? []) {
      if (id === this.#id || this.#isStopped) continue;
      if (!this.#inherited.has(id)) await this.#inherit(id);
      await this.#flush();
      // What was inherited is stored again. Otherwise it stays where it is until the next beat.
      if (!this.#stored.isWritten) continue;
      await this.#run(DROP, [PATIENCE / (this.#parts.speed ?? 1), id], [id]);
      this.#inherited.delete(id);
    }
  }

  async #inherit(id: string): Promise<void> {
    const { log, speed = 1 } = this.#parts;
    const found = entries(listOfTexts(await this.#run(TAKE, [PATIENCE / speed, id], [id])));
    this.#inherited.add(id);
    const messages = found.flatMap(([key, text]) => readStored(key, text) ?? []);
    // As accepted: messages of one alias must not overtake each other.
    messages.sort((one, other) => one.record.acceptedWall - other.record.acceptedWall || one.number - other.number);
    for (const { key, record } of messages) {
      try {
        this.#heir?.messages.takeOver(key, record, record.acceptedWall);
      } catch {
        // A record on which the heir fails must not affect the others.
      }
    }
    if (messages.length > 0)
      log.warn(
        `Took over ${messages.length} alert ${messages.length === 1 ? 'message' : 'messages'} from an instance that is gone.`,
      );
  }

  #handOver(): void {
    const keys = this.#stored.handOver();
    this.#lives++;
    this.#id = `${this.#parts.id}.${this.#lives}`;
    this.#parts.log.warn(
      `This process was suspended, and another instance took over its ${keys.size} undelivered alert ${keys.size === 1 ? 'message' : 'messages'}.`,
    );
    this.#heir?.messages.handedOver(keys);
  }

  async #end(): Promise<void> {
    const { connection } = this.#parts;
    await this.#writing;
    await this.#flush();
    try {
      await this.#run(RELEASE, []);
    } catch {
      // Another process takes over after the patience.
    }
    connection.close();
  }

  #run(script: Script, args: readonly (string | number)[], others: readonly string[] = []): Promise<unknown> {
    const { connection, key } = this.#parts;
    const keys = [`j:${this.#id}`, 'jm', 'jt', 'jc', 'jd', ...others.map((id) => `j:${id}`)].map(key);
    return connection.run(script, keys, ['', this.#id, ...args].map(String));
  }
}
