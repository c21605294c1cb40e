import { randomUUID } from 'node:crypto';

import type { Episode } from './episode.js';
import { urgencyOf } from './precedence.js';
import type { Tracker } from './tracker.js';

/**
 * So many incidents within {@link WITHIN} are told one by one; more are a storm. With the storm's own alert and notes it stays under
 * ten calls a minute, also where a busy process delivers them late.
 */
const MOST_AT_ONCE = 5;
/** Milliseconds. */
const WITHIN = 60_000;
/** A storm takes in what begins so soon after its last incident. What comes later has a cause of its own, however long the storm lasts. Milliseconds. */
const ABATES_AFTER = 10 * 60_000;

/** Many incidents at once have one cause: beyond a few, one alert stands for all. */
export class StormWatch {
  readonly #announced: number[] = [];
  #storm: Storm | undefined;

  /** The storm that goes on. */
  get storm(): Storm | undefined {
    return this.#storm;
  }

  /** Notes that an incident was told. */
  announced(now: number): void {
    this.#announced.push(now);
    if (this.#announced.length > MOST_AT_ONCE) this.#announced.shift();
  }

  /** Whether one more incident would make a storm, or belongs to the one that goes on. */
  isStormy(now: number): boolean {
    if (this.#storm !== undefined && now - this.#storm.grewAt < ABATES_AFTER) return true;
    const oldest = this.#announced[0];
    return this.#announced.length === MOST_AT_ONCE && oldest !== undefined && now - oldest < WITHIN;
  }

  /** Whether an incident is more urgent than all that anybody was told of the storm that goes on. */
  outranks(urgency: number): boolean {
    return this.#storm !== undefined && urgency < this.#storm.urgency;
  }

  /** Notes that somebody was told of an incident that outranks the storm: the next one has to outrank it, too. */
  raise(urgency: number): void {
    if (this.#storm !== undefined) this.#storm.urgency = urgency;
  }

  /** Puts an incident into the storm. @returns the storm, and whether it began with this incident */
  join(tracker: Tracker, episode: Episode, now: number): { readonly storm: Storm; readonly begins: boolean } {
    const begins = this.#storm === undefined;
    this.#storm ??= new Storm(now, urgencyOf(tracker));
    this.#storm.members.set(tracker, episode);
    this.#storm.grewAt = now;
    return { storm: this.#storm, begins };
  }

  /** Ends the storm when all its incidents have ended. @returns the storm that ended */
  settle(): Storm | undefined {
    const storm = this.#storm;
    if (storm === undefined) return undefined;
    for (const episode of storm.members.values()) if (!episode.ended) return undefined;
    this.#storm = undefined;
    return storm;
  }
}

/** Many incidents that one alert stands for. */
export class Storm {
  readonly stormId = randomUUID();
  readonly members = new Map<Tracker, Episode>();
  /** How many incidents there were when somebody was last told. */
  told = 1;
  /** When somebody was last told; monotonic milliseconds. */
  toldAt: number;
  /** When the last note was added; monotonic milliseconds. */
  notedAt: number;
  /** When somebody is told again, should it still go on; monotonic milliseconds. */
  reassertAt = Infinity;
  /** When the last incident joined; monotonic milliseconds. */
  grewAt: number;
  /** The highest urgency that somebody was told of since it began; 0 is the most urgent. */
  urgency: number;
  /** When it began; monotonic milliseconds. */
  readonly beganAt: number;

  constructor(now: number, urgency: number) {
    this.urgency = urgency;
    this.beganAt = now;
    this.toldAt = now;
    this.notedAt = now;
    this.grewAt = now;
  }

  /** Whether anything went wrong since somebody was last told. */
  get goesOn(): boolean {
    for (const { ended, lastBadAt } of this.members.values()) if (!ended && lastBadAt > this.toldAt) return true;
    return false;
  }
}
