import { AsyncLocalStorage } from 'node:async_hooks';

/** A timer that was set on a {@link Clock}. */
export interface Timer {
  /** Stops the timer. Stopping it twice, or after it ran, does nothing. */
  cancel(): void;
}

/** The only source of time in the library, so that tests can control it. */
export interface Clock {
  /** Milliseconds since the process started, on a monotonic scale: for durations and windows. It never jumps. */
  now(): number;
  /** Milliseconds since 1970: for what people read. It may jump. */
  wall(): number;
  /** Runs `action` once after `delay` milliseconds, outside any request context. The timer never keeps the process alive. */
  after(delay: number, action: () => void): Timer;
}

/** The longest delay of Node's timers, about 24 days, in milliseconds; a longer one would fire immediately. */
const LONGEST_DELAY = 2 ** 31 - 1;

/** Timers run outside the caller's AsyncLocalStorage context, so that they neither retain nor see per-request state. */
const outside = AsyncLocalStorage.snapshot();

/** The system clock. */
export const systemClock: Clock = {
  // Whole milliseconds: V8 allocates fractional numbers on the heap, and this runs for every request.
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
