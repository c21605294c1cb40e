import { systemClock, type Timer } from '../../time/clock.js';
import { type Duration, formatDuration, parseDuration } from '../../time/duration.js';

interface Wait<T> {
  readonly matches: (item: T) => boolean;
  readonly resolve: (item: T) => void;
  readonly reject: (error: unknown) => void;
  readonly timer: Timer;
}

/**
 * Callers that wait for something to come by. Their patience is measured in real time, also in a sandbox whose clock is turned
 * by hand: there a test would otherwise hang for ever.
 */
export class WaitingList<T> {
  readonly #waits = new Set<Wait<T>>();

  /**
   * Resolves with the first item that matches.
   *
   * @param seen what came by already, the best first
   * @param explain says in the error what was waited for and what there was instead
   * @throws Error when the time is over or the wait abandoned, and what `matches` throws
   */
  async wait(seen: readonly T[], matches: (item: T) => boolean, timeout: Duration, explain: () => string): Promise<T> {
    const patience = parseDuration(timeout);
    if (patience === undefined)
      throw new TypeError(`Invalid timeout '${String(timeout)}'. Use milliseconds or a string such as '5s'.`);
    const present = seen.find(matches);
    if (present !== undefined) return present;
    return new Promise((resolve, reject) => {
      const timer = systemClock.after(patience, () => {
        this.#waits.delete(wait);
        reject(new Error(`Waited ${formatDuration(patience)} for ${explain()}`));
      });
      const wait: Wait<T> = { matches, resolve, reject, timer };
      this.#waits.add(wait);
    });
  }

  /** Shows an item to everyone who waits. */
  offer(item: T): void {
    for (const wait of this.#waits) {
      try {
        if (!wait.matches(item)) continue;
        wait.resolve(item);
      } catch (error) {
        // The predicate is the caller's: what it throws belongs to the caller, not into the server.
        wait.reject(error);
      }
      this.#end(wait);
    }
  }

  /** Sends everyone home. */
  abandon(reason: string): void {
    for (const wait of this.#waits) {
      wait.reject(new Error(reason));
      this.#end(wait);
    }
  }

  #end(wait: Wait<T>): void {
    wait.timer.cancel();
    this.#waits.delete(wait);
  }
}
