import type { Clock, Timer } from '../time/clock.js';
import { type Duration, parseDuration } from '../time/duration.js';

interface PendingTimer {
  readonly due: number;
  /** Breaks ties: timers of the same moment run in the order in which they were set. */
  readonly order: number;
  readonly action: () => void;
}

/** The initial time of a {@link VirtualClock}: a round UTC date, so that times in a failed test are easy to read. */
const START = Date.UTC(2026, 0, 1);

/**
 * A clock that a test advances manually, so that tests are deterministic.
 *
 * @example
 * const clock = new VirtualClock();
 * clock.after(5_000, () => console.log('five seconds later'));
 * clock.advance('5s');
 */
export class VirtualClock implements Clock {
  #now = 0;
  #wallOffset: number;
  #order = 0;
  /** The latest first, so that the next one is taken from the end. */
  readonly #timers: PendingTimer[] = [];

  /** @param start the wall time at the beginning, a date or milliseconds since 1970. @defaultValue 2026-01-01T00:00:00Z */
  constructor(start: Date | number = START) {
    this.#wallOffset = Number(start);
  }

  now(): number {
    return this.#now;
  }

  wall(): number {
    return this.#wallOffset + this.#now;
  }

  after(delay: number, action: () => void): Timer {
    // A delay of NaN would make the order of all other timers undefined.
    const due = this.#now + (delay > 0 ? delay : 0);
    const timer: PendingTimer = { due, order: this.#order++, action };
    this.#timers.splice(this.#position(timer), 0, timer);
    return { cancel: () => this.#remove(timer) };
  }

  /** The number of pending timers; 0 in a test means that nothing leaked. */
  get pendingTimers(): number {
    return this.#timers.length;
  }

  /**
   * Advances the time and runs every timer that falls due, in order and each at its own time, including timers that these set if they
   * fall due in the span.
   *
   * @throws RangeError if `span` is not a duration of zero or more
   */
  advance(span: Duration): void {
    const milliseconds = parseDuration(span);
    if (milliseconds === undefined) {
      throw new RangeError(`VirtualClock.advance() takes a duration of zero or more, not ${String(span)}.`);
    }
    const end = this.#now + milliseconds;
    for (let next = this.#timers.at(-1); next !== undefined && next.due <= end; next = this.#timers.at(-1)) {
      this.#timers.pop();
      this.#now = Math.max(this.#now, next.due);
      next.action();
    }
    this.#now = Math.max(this.#now, end);
  }

  /** Moves the wall clock forward, or back with a negative number, like a time server. Durations and timers are not affected. */
  jumpWall(milliseconds: number): void {
    this.#wallOffset += milliseconds;
  }

  #remove(timer: PendingTimer): void {
    const position = this.#position(timer);
    if (this.#timers[position] === timer) this.#timers.splice(position, 1);
  }

  /** The index of the timer, or where to insert it: the first entry that is not later. */
  #position(timer: PendingTimer): number {
    let low = 0;
    let high = this.#timers.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.#timers[middle];
      if (other !== undefined && isLater(other, timer)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function isLater(one: PendingTimer, other: PendingTimer): boolean {
  return one.due === other.due ? one.order > other.order : one.due > other.due;
}
