import { readMessageRecord, type MessageRecord } from '../../journal/message-record.js';
import { isRecord } from '../../text/guarded-read.js';

/** A change that Redis does not have yet. */
export type Change = readonly [type: 'set' | 'del' | 'close', name: string, value: string];

/** What this process has in the journal, and what of it Redis does not have yet. */
export class StoredMessages {
  /** Records as text, in the order of acceptance; the number keeps the order for the next process. */
  readonly #texts = new Map<string, string>();
  readonly #records = new Map<string, MessageRecord>();
  /** What Redis is known to have. */
  readonly #acknowledged = new Set<string>();
  /** Keys of changed messages. */
  #changed = new Set<string>();
  /** Closes that Redis does not have, by alias. */
  #closes = new Map<string, number>();
  #number = 0;
  /** How many messages Redis has; `undefined` if that is not known, so that all are written again. */
  #written: number | undefined;

  /** Whether Redis has everything. */
  get isWritten(): boolean {
    return this.#changed.size === 0 && this.#closes.size === 0 && this.#written === this.#texts.size;
  }

  /** Whether there is something that Redis should have. */
  get isChanged(): boolean {
    return this.#changed.size > 0 || this.#closes.size > 0 || this.#written === undefined;
  }

  get size(): number {
    return this.#texts.size;
  }

  /** @returns whether that is a change */
  keep(key: string, record: MessageRecord): boolean {
    const known = this.#records.get(key);
    if (known?.message === record.message && known.isDelayReported === record.isDelayReported) return false;
    this.#number++;
    this.#records.set(key, record);
    this.#texts.set(key, JSON.stringify({ number: this.#number, ...record }));
    this.#changed.add(key);
    return true;
  }

  /** @returns whether that is a change */
  settled(key: string): boolean {
    this.#records.delete(key);
    if (!this.#texts.delete(key)) return false;
    this.#changed.add(key);
    return true;
  }

  closed(alias: string, wall: number): void {
    this.#closes.set(alias, wall);
  }

  /** Another process took over what Redis had; what it did not have stays here. @returns the keys of the former */
  handOver(): ReadonlySet<string> {
    const keys = new Set([...this.#acknowledged].filter((key) => this.#texts.has(key)));
    for (const key of keys) {
      this.#texts.delete(key);
      this.#records.delete(key);
    }
    this.#acknowledged.clear();
    this.#written = undefined;
    return keys;
  }

  /** The changes to write now, with how many messages Redis is believed to have. */
  takeChanges(): { readonly believed: string; readonly changes: readonly Change[]; readonly done: () => void } {
    const isWhole = this.#written === undefined;
    const keys = isWhole ? [...this.#texts.keys()] : [...this.#changed];
    const closes = this.#closes;
    const believed = isWhole ? 'all' : String(this.#written);
    const changes = keys.map((key): Change => {
      const text = this.#texts.get(key);
      return text === undefined ? ['del', key, ''] : ['set', key, text];
    });
    for (const [alias, wall] of closes) changes.push(['close', alias, String(wall)]);
    const size = this.#texts.size;
    this.#changed = new Set();
    this.#closes = new Map();
    // Until the answer this is not known. What is lost is written as a whole, with the closes.
    this.#written = undefined;
    return {
      believed,
      changes,
      done: () => {
        this.#written = size;
        for (const [type, name] of changes) {
          if (type === 'set') this.#acknowledged.add(name);
          if (type === 'del') this.#acknowledged.delete(name);
        }
      },
    };
  }

  /** A write failed: its closes have to be written again. */
  restore(changes: readonly Change[]): void {
    for (const [type, alias, wall] of changes)
      if (type === 'close' && !this.#closes.has(alias)) this.#closes.set(alias, Number(wall));
  }
}

/** Reads what another process stored. @returns `undefined` if it is not a message that can be sent */
export function readStored(
  key: string,
  text: string,
): { key: string; record: MessageRecord; number: number } | undefined {
  try {
    const found: unknown = JSON.parse(text);
    if (!isRecord(found)) return undefined;
    const record = readMessageRecord(found);
    return record === undefined ? undefined : { key, record, number: Number(found['number']) || 0 };
  } catch {
    return undefined;
  }
}
