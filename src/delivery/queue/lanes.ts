import type { Lane } from './lane.js';
import type { QueuedMessage } from './queued-message.js';

/** Messages by alias, in order of acceptance. Later messages of an alias wait for the first. */
export class Lanes {
  readonly #lanes = new Map<string, QueuedMessage[]>();

  /** The messages of an alias. */
  of(alias: string): Lane {
    return this.#lanes.get(alias) ?? [];
  }

  /** Whether it is the first message of its alias. */
  isHead(entry: QueuedMessage): boolean {
    return this.of(entry.message.alias)[0] === entry;
  }

  add(entry: QueuedMessage): void {
    const { alias } = entry.message;
    const lane = this.#lanes.get(alias);
    if (lane === undefined) this.#lanes.set(alias, [entry]);
    else lane.push(entry);
  }

  remove(entry: QueuedMessage): void {
    const { alias } = entry.message;
    const rest = this.of(alias).filter((other) => other !== entry);
    if (rest.length === 0) this.#lanes.delete(alias);
    else this.#lanes.set(alias, rest);
  }
}
