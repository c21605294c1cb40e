import { AsyncLocalStorage } from 'node:async_hooks';

/** A timer that was set on a {@link Clock}. */
export interface Timer {
  /** Stops the timer. Stopping it twice, or after it ran, does nothing. */
  cancel(): void;
}

/** The only source of time in the library, so that a test can turn it by hand. */
export interface Clock {
  /** Milliseconds on a monotonic scale: for durations and windows. It never jumps. */
  now(): number;
  /** Milliseconds since 1970: for what people read. It may jump. */
  wall(): number;
  /** Runs `action` once, `delay` milliseconds from now, as part of nobody's request. The timer never keeps the process alive. */
  after(delay: number, action: () => void): Timer;
}

/** The longest delay that Node's timers know, in milliseconds, about 24 days; a longer one would run at once. */
const LONGEST_DELAY = 2 ** 31 - 1;

/** A timer is nobody's request: what the application stores per request must not be kept, or found, by what runs later. */
const outside = AsyncLocalStorage.snapshot();

/** The clock of the machine. */
export const systemClock: Clock = {
  // Whole ones: V8 puts a number with a fraction on the heap, and this one is read for every request.
  now: () => Math.floor(performance.now()),
  wall: () => Date.now(),
  after(delay, action) {
    const stage = Math.min(delay, LONGEST_DELAY);
    let rest: Timer | undefined;
    const run = (): void => {
      if (stage < delay) rest = systemClock.after(delay - stage, action);
      else action();
    };
    const timer = outside(() => setTimeout(run, stage));
    timer.unref();
    return {
      cancel: () => {
        clearTimeout(timer);
        rest?.cancel();
      },
    };
  },
};
