import type { Clock, Timer } from '../../../../src/time/clock.js';

/** The clock of one process of the fleet: its timers end with it. */
export class ProcessClock implements Clock {
  private life = 0;

  constructor(private readonly clock: Clock) {}

  now(): number {
    return this.clock.now();
  }

  wall(): number {
    return this.clock.wall();
  }

  after(delay: number, action: () => void): Timer {
    const bornIn = this.life;
    return this.clock.after(delay, () => {
      if (bornIn === this.life) action();
    });
  }

  /** Ends the process: none of its timers will run. */
  kill(): void {
    this.life++;
  }
}
