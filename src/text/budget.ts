import { cutAt } from './text-cut.js';

/** What an alert may cost: about 20 ms of CPU, whatever it was given. An alert that fits the platform's limits comes nowhere near. */
const LIMITS = {
  /** Properties and members that are read. An alert has room for a few hundred. */
  reads: 5_000,
  /**
   * UTF-16 units that are searched for secrets, which is the dearest step by far: up to 0.3 ms for a thousand. It is more than the
   * longest description and details take together.
   */
  text: 65_536,
  /** Milliseconds that getters and proxies of the application may take in all. One that is slow cannot be stopped, but the next is not asked. */
  slow: 20,
};

/**
 * What may still be walked and copied for one alert. It is passed along and spent wherever something of unknown size is looked at, so
 * that no field needs a bound of its own: what comes after it is spent is left out, and says so.
 */
export class Budget {
  readonly #now: () => number;
  #reads = LIMITS.reads;
  #text = LIMITS.text;
  #slow = LIMITS.slow;

  /** @param now monotonic milliseconds, by which slow getters are noticed. @defaultValue a clock that stands still */
  constructor(now: () => number = () => 0) {
    this.#now = now;
  }

  /** How much text may still be looked at, in UTF-16 units. */
  get room(): number {
    return this.#text;
  }

  /** Counts one read that runs no code of the application. @returns whether it may be done */
  count(): boolean {
    return this.#reads-- > 0;
  }

  /** Runs one read of what the application gave. @returns `otherwise` where it throws, or where nothing may be read any more */
  read<T>(run: () => T, otherwise: T): T {
    if (!this.count() || this.#slow <= 0) return otherwise;
    const startedAt = this.#now();
    try {
      return run();
    } catch {
      return otherwise;
    } finally {
      this.#slow -= this.#now() - startedAt;
    }
  }

  /** Takes the head of a text, of at most `most` UTF-16 units, and spends them. */
  take(text: string, most: number): string {
    const taken = cutAt(text, Math.min(most, this.#text));
    this.#text -= taken.length;
    return taken;
  }
}
