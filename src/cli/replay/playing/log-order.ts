import type { VirtualClock } from '../../../testing/virtual-clock.js';
import type { LogEntry } from '../formats/log-entry.js';

/** A request may stand in the log this much after later ones: servers that log its start write it at its end. Milliseconds. */
const LATE = 300_000;
/** A time further ahead has to be confirmed by the next line, or one wrong time would end all incidents. Milliseconds. */
const AHEAD = 86_400_000;
/** After this many lines in a row from the past, the clock of the log was set back. */
const SET_BACK_AFTER = 20;
/** A time without any request that is worth to be known. Milliseconds. */
const GAP = 3_600_000;

/** What was found of the order of a log. Times in milliseconds since 1970, durations in milliseconds. */
export interface OrderReport {
  /** Requests that were left out, because their time did not fit. */
  readonly leftOut: number;
  /** How often the clock of the log was set back. */
  readonly setBack: number;
  /** Times of more than an hour without a request. */
  readonly gaps: number;
  readonly longestGap: { readonly from: number; readonly lasted: number } | undefined;
}

/**
 * Moves the virtual clock by the times of a log. It never moves back: a request that is up to 5 minutes late counts when its line comes. One
 * that is later is left out, unless 20 follow each other: then the log goes on from the earlier time. A time more than a day ahead counts
 * once the next line confirms it.
 */
export class LogOrder {
  readonly #clock: VirtualClock;
  readonly #play: (entry: LogEntry) => void;
  #hasBegun = false;
  /** A request whose time has to be confirmed. */
  #waiting: LogEntry | undefined;
  #late = 0;
  #leftOut = 0;
  #setBack = 0;
  #gaps = 0;
  #longestGap: OrderReport['longestGap'];

  /** @param play takes each request when the clock stands at its time */
  constructor(clock: VirtualClock, play: (entry: LogEntry) => void) {
    this.#clock = clock;
    this.#play = play;
  }

  add(entry: LogEntry): void {
    if (this.#waiting !== undefined) this.#decide(this.#waiting, entry);
    const ahead = entry.time - this.#clock.wall();
    if (!this.#hasBegun || ahead > AHEAD) this.#waiting = { ...entry };
    else if (ahead < -LATE) this.#addLate(entry);
    else this.#playAt(entry, ahead);
  }

  /** Plays the last request. */
  end(): void {
    // That of a single line is the only one there is; any other has nothing that confirms it.
    if (this.#waiting === undefined) return;
    if (this.#hasBegun) this.#leftOut++;
    else this.#begin(this.#waiting);
    this.#waiting = undefined;
  }

  get report(): OrderReport {
    return { leftOut: this.#leftOut, setBack: this.#setBack, gaps: this.#gaps, longestGap: this.#longestGap };
  }

  #decide(waiting: LogEntry, next: LogEntry): void {
    this.#waiting = undefined;
    if (next.time < waiting.time - LATE) this.#leftOut++;
    else if (this.#hasBegun) this.#playAt(waiting, waiting.time - this.#clock.wall());
    else this.#begin(waiting);
  }

  #begin(entry: LogEntry): void {
    this.#hasBegun = true;
    this.#clock.jumpWall(entry.time - this.#clock.wall());
    this.#play(entry);
  }

  #addLate(entry: LogEntry): void {
    this.#late++;
    if (this.#late < SET_BACK_AFTER) {
      this.#leftOut++;
      return;
    }
    this.#setBack++;
    this.#clock.jumpWall(entry.time - this.#clock.wall());
    this.#playAt(entry, 0);
  }

  #playAt(entry: LogEntry, ahead: number): void {
    this.#late = 0;
    if (ahead > GAP) {
      this.#gaps++;
      if (ahead > (this.#longestGap?.lasted ?? 0)) this.#longestGap = { from: this.#clock.wall(), lasted: ahead };
    }
    if (ahead > 0) this.#clock.advance(ahead);
    this.#play(entry);
  }
}
