import { ask } from './ask.js';
import type { FleetParts } from './fleet-parts.js';
import type { FleetRecord } from './fleet-record.js';

/** Something that one process of the fleet does for all, such as to ping the heartbeat. Whoever holds it does it for as long as it lives. */
export class Lease {
  readonly #parts: Pick<FleetParts, 'fault' | 'mirror' | 'store'>;
  readonly #name: string;
  readonly #taken: () => void;
  #isHeld = false;

  /** @param taken called when this process gets it */
  constructor(parts: Pick<FleetParts, 'fault' | 'mirror' | 'store'>, name: string, taken: () => void) {
    this.#parts = parts;
    this.#name = name;
    this.#taken = taken;
  }

  /** Whether this process holds it, as of the last sync. */
  get isHeld(): boolean {
    return this.#isHeld;
  }

  /** A sync was answered: takes the lease if it is free, or its holder is gone. */
  synced(): void {
    const { mirror, store } = this.#parts;
    const holder = mirror.record(this.#name)?.speaker;
    if (holder !== undefined && holder !== store.self.id && mirror.isAlive(holder)) {
      this.#isHeld = false;
      return;
    }
    if (holder === store.self.id && this.#isHeld) return;
    ask(this.#parts, { type: 'hold', alias: this.#name }, ({ isDone, record }) => {
      if (record !== undefined) mirror.put(record);
      const wasHeld = this.#isHeld;
      this.#isHeld = isDone;
      if (isDone && !wasHeld) this.#taken();
    });
  }
}

/** The names of leases begin with a character that no incident's has. */
export function isLease({ alias }: Pick<FleetRecord, 'alias'>): boolean {
  return alias.startsWith('\u0000');
}
