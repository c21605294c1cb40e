import { RepeatLimit } from '../../text/repeat-limit.js';

/** The pause after the first failure, in milliseconds; doubled after each further one. */
const FIRST_PAUSE = 10_000;
/** In milliseconds. A retry costs a few file system calls, and the messages in a journal are urgent. */
const LONGEST_PAUSE = 60_000;
/** The most files that are remembered and logged; all others are retried at each scan. */
const MOST = 100;

interface Refusal {
  /** Whether it was logged, so that its end must be as well. */
  readonly isLogged: boolean;
  readonly pause: number;
  readonly until: number;
}

/** Files that failed, and when each is retried. Times are in monotonic milliseconds. */
export class Refusals {
  readonly #refusals = new Map<string, Refusal>();
  readonly #logged = new RepeatLimit();

  /** Whether the pause after the last failure is over. */
  mayTry(name: string, now: number): boolean {
    return (this.#refusals.get(name)?.until ?? now) <= now;
  }

  /** Records a failure. @returns whether it must be logged: the first, unless the file has failed shortly before */
  failed(name: string, now: number): boolean {
    const before = this.#refusals.get(name);
    if (before === undefined && this.#refusals.size >= MOST) return false;
    const pause = before === undefined ? FIRST_PAUSE : Math.min(LONGEST_PAUSE, 2 * before.pause);
    const isNews = before?.isLogged !== true && this.#logged.admits(name, now);
    this.#refusals.set(name, { pause, until: now + pause, isLogged: isNews || before?.isLogged === true });
    return isNews;
  }

  /** Records a success. @returns whether a failure was logged before, so that this must be as well */
  succeeded(name: string): boolean {
    const isLogged = this.#refusals.get(name)?.isLogged === true;
    this.#refusals.delete(name);
    return isLogged;
  }

  /** Removes files that no longer exist. */
  keepOnly(names: ReadonlySet<string>): void {
    for (const name of this.#refusals.keys()) if (!names.has(name)) this.#refusals.delete(name);
  }
}
