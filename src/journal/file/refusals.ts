/** The pause after the first failure, in milliseconds; doubled after each further one. */
const FIRST_PAUSE = 10_000;
/** In milliseconds. A retry costs a few file system calls, and the messages in a journal are urgent. */
const LONGEST_PAUSE = 60_000;
/** The most files that are remembered and logged; all others are retried at each scan. */
const MOST = 100;

interface Refusal {
  readonly pause: number;
  readonly until: number;
}

/** Files that failed, and when each is retried. Times are in monotonic milliseconds. */
export class Refusals {
  readonly #refusals = new Map<string, Refusal>();

  /** Whether the pause after the last failure is over. */
  mayTry(name: string, now: number): boolean {
    return (this.#refusals.get(name)?.until ?? now) <= now;
  }

  /** Records a failure. @returns whether it is the first one, which must be logged */
  failed(name: string, now: number): boolean {
    const before = this.#refusals.get(name);
    if (before === undefined && this.#refusals.size >= MOST) return false;
    const pause = before === undefined ? FIRST_PAUSE : Math.min(LONGEST_PAUSE, 2 * before.pause);
    this.#refusals.set(name, { pause, until: now + pause });
    return before === undefined;
  }

  /** Records a success. @returns whether the file had failed before */
  succeeded(name: string): boolean {
    return this.#refusals.delete(name);
  }

  /** Removes files that no longer exist. */
  keepOnly(names: ReadonlySet<string>): void {
    for (const name of this.#refusals.keys()) if (!names.has(name)) this.#refusals.delete(name);
  }
}
