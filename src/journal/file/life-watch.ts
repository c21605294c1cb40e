import type { Clock } from '../../time/clock.js';
import { lifeOf, type ProcessIdentity } from './process-identity.js';

/**
 * A process that cannot be seen from here, on another machine or in another container, is dead when its file has not changed for
 * this long while we watched. It gives a sign of life every ten seconds, so two may get lost. Milliseconds.
 */
const SILENCE = 30_000;
/** We look every ten seconds. After a longer pause this process itself stood still, and has seen nothing meanwhile. Milliseconds. */
const LONGEST_PAUSE = 25_000;

interface Sighting {
  readonly look: string;
  readonly since: number;
}

/** Tells whether the processes that write files still run. */
export class LifeWatch {
  readonly #self: ProcessIdentity;
  readonly #clock: Clock;
  /** Files whose process cannot be seen, with how they looked when they last changed, and when that was. */
  readonly #watched = new Map<string, Sighting>();
  #lookedAt = -Infinity;

  constructor(self: ProcessIdentity, clock: Clock) {
    this.#self = self;
    this.#clock = clock;
  }

  /** Begins a look at the files of a directory. */
  look(names: ReadonlySet<string>): void {
    const now = this.#clock.now();
    const stoodStill = now - this.#lookedAt > LONGEST_PAUSE;
    this.#lookedAt = now;
    for (const [name, { look }] of this.#watched) {
      if (!names.has(name)) this.#watched.delete(name);
      else if (stoodStill) this.#watched.set(name, { look, since: now });
    }
  }

  /** Whether the process that writes a file is dead. @param look - changes with each sign of life */
  isDead(name: string, owner: ProcessIdentity, look: string): boolean {
    const life = lifeOf(owner, this.#self);
    if (life !== 'unknown') return life === 'dead';
    // Only our own clock is asked: those of two machines differ.
    const now = this.#clock.now();
    const before = this.#watched.get(name);
    if (before?.look === look) return now - before.since >= SILENCE;
    this.#watched.set(name, { look, since: now });
    return false;
  }
}
