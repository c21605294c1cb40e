/** The first pause before something that failed is tried again; each further one is twice as long. Milliseconds. */
const FIRST_PAUSE = 10_000;
/** Trying costs a few calls of the file system, and what waits in a journal is urgent. Milliseconds. */
const LONGEST_PAUSE = 60_000;
/** Only so many are remembered, and logged; all others are tried at each look. */
const MOST = 100;

interface Refusal {
  readonly pause: number;
  readonly until: number;
}

/** Files that failed, and when each is tried again. Times are in milliseconds on the clock's monotonic scale. */
export class Refusals {
  readonly #refusals = new Map<string, Refusal>();

  /** Whether the pause after the last failure is over. */
  mayTry(name: string, now: number): boolean {
    return (this.#refusals.get(name)?.until ?? now) <= now;
  }

  /** It failed. @returns whether it is the first time, so that it has to be said */
  failed(name: string, now: number): boolean {
    const before = this.#refusals.get(name);
    if (before === undefined && this.#refusals.size >= MOST) return false;
    const pause = before === undefined ? FIRST_PAUSE : Math.min(LONGEST_PAUSE, 2 * before.pause);
    this.#refusals.set(name, { pause, until: now + pause });
    return before === undefined;
  }

  /** It worked. @returns whether it had failed before */
  succeeded(name: string): boolean {
    return this.#refusals.delete(name);
  }

  /** Forgets what is no longer there. */
  keepOnly(names: ReadonlySet<string>): void {
    for (const name of this.#refusals.keys()) if (!names.has(name)) this.#refusals.delete(name);
  }
}
