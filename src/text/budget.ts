import { cutAt } from './text-cut.js';

/** The processing budget of an alert: about 20 ms of CPU, whatever the input. An alert within the platform's limits needs far less. */
const LIMITS = {
  /** Properties and members to read. An alert has room for a few hundred. */
  reads: 5_000,
  /**
   * UTF-16 units searched for secrets, by far the most expensive step: up to 0.3 ms per thousand. More than the longest description and
   * details together.
   */
  text: 65_536,
  /** Milliseconds that getters and proxies of the application may take in total. A slow one cannot be stopped, but no more are called. */
  slow: 20,
};

/**
 * The remaining work for one alert. It is passed along and spent wherever input of unknown size is read, so that no field needs a bound
 * of its own: input after the budget is spent is left out, and the alert reports that.
 */
export class Budget {
  readonly #now: () => number;
  #reads = LIMITS.reads;
  #text = LIMITS.text;
  #slow = LIMITS.slow;

  /** @param now monotonic milliseconds, used to detect slow getters. @defaultValue a stopped clock */
  constructor(now: () => number = () => 0) {
    this.#now = now;
  }

  /** How much text may still be read, in UTF-16 units. */
  get room(): number {
    return this.#text;
  }

  /** Counts one read that runs no code of the application. @returns whether it is within the budget */
  count(): boolean {
    return this.#reads-- > 0;
  }

  /** Runs one read of the application's input. @returns `otherwise` if it throws or the budget is spent */
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

  /** Returns the head of a text, at most `most` UTF-16 units, and spends them. */
  take(text: string, most: number): string {
    const taken = cutAt(text, Math.min(most, this.#text));
    this.#text -= taken.length;
    return taken;
  }
}
