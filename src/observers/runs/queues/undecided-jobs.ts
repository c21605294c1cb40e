import type { Clock } from '../../../time/clock.js';

/** A worker reports what became of a job within a round trip to Redis. If it lost the job meanwhile, it never does. Milliseconds. */
const REPORTED_WITHIN = 1_000;

/** Jobs whose attempt has ended, and whose fate was not reported yet. Those that never are leave after a second. */
export class UndecidedJobs {
  readonly #clock: Clock;
  /** When the attempts ended, in monotonic milliseconds; the oldest first. */
  readonly #endedAt = new Map<object, number>();
  #waiting: (() => void)[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(job: object, now: number): void {
    this.#forgetOld(now);
    this.#endedAt.delete(job);
    this.#endedAt.set(job, now);
  }

  delete(job: object): void {
    this.#endedAt.delete(job);
    if (this.#endedAt.size > 0) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }

  /** Waits until there are none, at most `patience` milliseconds. */
  async settled(patience: number): Promise<void> {
    this.#forgetOld(this.#clock.now());
    if (this.#endedAt.size === 0) return;
    await new Promise<void>((resolve) => {
      const timer = this.#clock.after(patience, resolve);
      this.#waiting.push(() => {
        timer.cancel();
        resolve();
      });
    });
  }

  #forgetOld(now: number): void {
    for (const [job, endedAt] of this.#endedAt) {
      if (now - endedAt <= REPORTED_WITHIN) return;
      this.#endedAt.delete(job);
    }
  }
}
