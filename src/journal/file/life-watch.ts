import type { Clock } from '../../time/clock.js';
import { lifeOf, type ProcessIdentity } from './process-identity.js';

/**
 * A process on another machine or in another container counts as dead if its file does not change for this long while we watch. Its
 * heartbeat comes every ten seconds, so two may be missed. Milliseconds.
 */
const SILENCE = 30_000;
/** We scan every ten seconds. After a longer pause this process itself was suspended and missed heartbeats. Milliseconds. */
const LONGEST_PAUSE = 25_000;

interface Sighting {
  readonly look: string;
  readonly since: number;
}

/** Determines whether the processes that write the files still run. */
export class LifeWatch {
  readonly #self: ProcessIdentity;
  readonly #clock: Clock;
  /** Files of processes that are not visible from here, with their last observed state and when it was first seen. */
  readonly #watched = new Map<string, Sighting>();
  #lookedAt = -Infinity;

  constructor(self: ProcessIdentity, clock: Clock) {
    this.#self = self;
    this.#clock = clock;
  }

  /** Starts a scan of the files in a directory. */
  look(names: ReadonlySet<string>): void {
    const now = this.#clock.now();
    const stoodStill = now - this.#lookedAt > LONGEST_PAUSE;
    this.#lookedAt = now;
    for (const [name, { look }] of this.#watched) {
      if (!names.has(name)) this.#watched.delete(name);
      else if (stoodStill) this.#watched.set(name, { look, since: now });
    }
  }

  /** Whether the process that writes a file is dead. @param look - the state of the file, which changes with each heartbeat */
  isDead(name: string, owner: ProcessIdentity, look: string): boolean {
    const life = lifeOf(owner, this.#self);
    if (life !== 'unknown') return life === 'dead';
    // Use only our own clock: the clocks of two machines differ.
    const now = this.#clock.now();
    const before = this.#watched.get(name);
    if (before?.look === look) return now - before.since >= SILENCE;
    this.#watched.set(name, { look, since: now });
    return false;
  }
}
