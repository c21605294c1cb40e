import { formatDuration } from '../time/duration.js';
import type { Clock, Timer } from '../time/clock.js';

/** The timers of more would only take memory. */
const MOST_CLOSINGS = 1_000;

/** Closes alerts some time after they were raised: their `closeAfter`. */
export class Closings {
  readonly #clock: Clock;
  readonly #close: (alias: string, note: string) => void;
  readonly #timers = new Map<string, Timer>();

  constructor(clock: Clock, close: (alias: string, note: string) => void) {
    this.#clock = clock;
    this.#close = close;
  }

  /** Closes an alert after some milliseconds. @returns `false` if too many wait already; then it stays open */
  closeAfter(alias: string, milliseconds: number): boolean {
    if (this.#timers.size >= MOST_CLOSINGS) return false;
    const note = `Closed automatically after ${formatDuration(milliseconds)} (closeAfter).`;
    this.#timers.set(
      alias,
      this.#clock.after(milliseconds, () => this.#close(alias, note)),
    );
    return true;
  }

  /** The last raise of an alias counts: it starts the time again, or ends it. */
  forget(alias: string): void {
    this.#timers.get(alias)?.cancel();
    this.#timers.delete(alias);
  }

  /** Closes none of those that wait. */
  stop(): void {
    for (const timer of this.#timers.values()) timer.cancel();
  }
}
