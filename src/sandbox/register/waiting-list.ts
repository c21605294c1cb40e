import { systemClock, type Timer } from '../../time/clock.js';
import { type Duration, formatDuration, parseDuration } from '../../time/duration.js';

interface Wait<T> {
  readonly matches: (item: T) => boolean;
  readonly resolve: (item: T) => void;
  readonly reject: (error: unknown) => void;
  readonly timer: Timer;
}

/**
 * Callers waiting for an item. Timeouts are in real time, even in a sandbox with a virtual clock, where a test would otherwise hang
 * forever.
 */
export class WaitingList<T> {
  readonly #waits = new Set<Wait<T>>();

  /**
   * Resolves with the first item that matches.
   *
   * @param seen earlier items, the best first
   * @param explain describes in the error what was expected and what was found
   * @throws Error on timeout or if the wait is abandoned, and whatever `matches` throws
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

  /** Offers an item to all pending waits. */
  offer(item: T): void {
    for (const wait of this.#waits) {
      try {
        if (!wait.matches(item)) continue;
        wait.resolve(item);
      } catch (error) {
        // An error of the caller's predicate rejects the wait; it must not reach the server.
        wait.reject(error);
      }
      this.#end(wait);
    }
  }

  /** Rejects all pending waits. */
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
