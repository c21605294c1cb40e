import type { Clock, Timer } from '../time/clock.js';
import { type Duration, parseDuration } from '../time/duration.js';

interface PendingTimer {
  readonly due: number;
  /** Breaks ties: timers of the same moment run in the order in which they were set. */
  readonly order: number;
  readonly action: () => void;
}

/** Where a new {@link VirtualClock} stands: a round date in UTC, so that times in a failed test are easy to read. */
const START = Date.UTC(2026, 0, 1);

/**
 * A clock that a test turns by hand. Nothing happens by itself, so the same test always sees the same thing.
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
    // A delay that is no number would make the order of all other timers undefined.
    const due = this.#now + (delay > 0 ? delay : 0);
    const timer: PendingTimer = { due, order: this.#order++, action };
    this.#timers.splice(this.#position(timer), 0, timer);
    return { cancel: () => this.#remove(timer) };
  }

  /** How many timers are set and have not run: a test that nothing leaks wants it to be 0. */
  get pendingTimers(): number {
    return this.#timers.length;
  }

  /**
   * Lets time pass and runs every timer that falls due, in order and each at its own moment; timers that they set run too, if
   * they fall due in time.
   *
   * @throws RangeError when `span` is no duration of zero or more
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

  /** Sets the wall clock forward, or back with a negative number, as a time server or a person does. Durations and timers do not notice. */
  jumpWall(milliseconds: number): void {
    this.#wallOffset += milliseconds;
  }

  #remove(timer: PendingTimer): void {
    const position = this.#position(timer);
    if (this.#timers[position] === timer) this.#timers.splice(position, 1);
  }

  /** Where the timer stands or would stand: the first place that is not later than it. */
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
