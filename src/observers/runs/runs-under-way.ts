import type { Clock } from '../../time/clock.js';

/** Counts the runs that have started and not ended. */
export class RunsUnderWay {
  readonly #clock: Clock;
  #count = 0;
  #waiting: (() => void)[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get any(): boolean {
    return this.#count > 0;
  }

  started(): void {
    this.#count += 1;
  }

  ended(): void {
    this.#count -= 1;
    if (this.#count > 0) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }

  /** Waits until none is under way, at most `patience` milliseconds. @returns whether that is so */
  async idle(patience: number): Promise<boolean> {
    if (this.any && patience > 0) {
      await new Promise<void>((resolve) => {
        const timer = this.#clock.after(patience, resolve);
        this.#waiting.push(() => {
          timer.cancel();
          resolve();
        });
      });
    }
    return !this.any;
  }
}
