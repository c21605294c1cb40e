import { randomUUID } from 'node:crypto';

import type { Episode } from './episode.js';
import type { Incident, StormPicture } from './incident.js';
import { magnitude, NOTE_EVERY } from './notification.js';
import { urgencyOf } from './precedence.js';
import type { Tracker } from './tracker.js';

/**
 * This many incidents within {@link WITHIN} get alerts of their own; more are a storm. With the storm's own alert and notes it stays under
 * ten calls a minute, also where a busy process delivers them late.
 */
const MOST_AT_ONCE = 5;
/** Milliseconds. */
const WITHIN = 60_000;
/** A storm takes in what begins within this time of its last incident. What comes later has a cause of its own, however long the storm lasts. Milliseconds. */
const ABATES_AFTER = 10 * 60_000;

/** An incident that got an alert of its own. */
interface Notified {
  readonly tracker: Tracker;
  readonly episode: Episode;
  /** Monotonic, in milliseconds. */
  readonly at: number;
}

/** Detects that many incidents begin at once, which have one cause: beyond a few, one alert stands for all. */
export class StormWatch {
  readonly #notified: Notified[] = [];
  #storm: Storm | undefined;

  /** The storm that goes on. */
  get storm(): Storm | undefined {
    return this.#storm;
  }

  /** Counts an incident that got an alert of its own. */
  notified(tracker: Tracker, episode: Episode, at: number): void {
    this.#notified.push({ tracker, episode, at });
    if (this.#notified.length > MOST_AT_ONCE) this.#notified.shift();
  }

  /** Whether one more incident would make a storm, or belongs to the one that goes on. */
  isStormy(now: number): boolean {
    if (this.#storm?.isGathering(now) === true) return true;
    const oldest = this.#notified[0];
    return this.#notified.length === MOST_AT_ONCE && oldest !== undefined && now - oldest.at < WITHIN;
  }

  /** Puts an incident into the storm. @returns the storm, and whether it began with this incident */
  join(tracker: Tracker, episode: Episode, now: number): { readonly storm: Storm; readonly begins: boolean } {
    const begins = this.#storm === undefined;
    this.#storm ??= new Storm(now, urgencyOf(tracker), [...this.#notified]);
    this.#storm.add(tracker, episode, now);
    return { storm: this.#storm, begins };
  }

  /** Ends the storm when all its incidents have ended. @returns the storm that ended */
  settle(): Storm | undefined {
    const storm = this.#storm;
    if (storm === undefined || !storm.isOver) return undefined;
    this.#storm = undefined;
    return storm;
  }
}

/** Many incidents that one alert stands for. Times are monotonic milliseconds. */
export class Storm {
  readonly stormId = randomUUID();
  readonly #members = new Map<Tracker, Episode>();
  /** How many incidents the last note named. */
  #noted = 1;
  #notifiedAt: number;
  #notedAt: number;
  /** When the alert is raised again, should the storm still go on. */
  #repeatAt = Infinity;
  /** When the last incident joined. */
  #grewAt: number;
  /** The highest urgency of an alert since it began; 0 is the most urgent. */
  #urgency: number;
  readonly beganAt: number;

  /** @param notified the incidents that got alerts of their own just before */
  constructor(
    now: number,
    urgency: number,
    readonly notified: readonly Notified[],
  ) {
    this.#urgency = urgency;
    this.beganAt = now;
    this.#notifiedAt = now;
    this.#notedAt = now;
    this.#grewAt = now;
  }

  get size(): number {
    return this.#members.size;
  }

  add(tracker: Tracker, episode: Episode, now: number): void {
    this.#members.set(tracker, episode);
    this.#grewAt = now;
  }

  /** Its incidents, the largest first. */
  describe(now: number): Incident[] {
    return [...this.#members]
      .map(([tracker, episode]) => tracker.describe(episode, now))
      .toSorted((one, other) => other.bad - one.bad);
  }

  /** What it is made of: its incidents, those notified before it, and the time from the first of all to the last in milliseconds. */
  picture(now: number): StormPicture {
    const notified = this.notified.map(({ tracker, episode }) => tracker.describe(episode, now));
    const first = this.notified[0]?.at ?? this.beganAt;
    return { incidents: this.describe(now), notified, within: this.#grewAt - first };
  }

  /** Whether what begins now belongs to it. */
  isGathering(now: number): boolean {
    return now - this.#grewAt < ABATES_AFTER;
  }

  get isOver(): boolean {
    for (const { ended } of this.#members.values()) if (!ended) return false;
    return true;
  }

  /** Whether an incident is more urgent than everything that the people on call were notified of since the storm began. */
  isOutrankedBy(urgency: number): boolean {
    return urgency < this.#urgency;
  }

  /** An incident that outranks it got an alert of its own: the next one has to outrank that as well. */
  raise(urgency: number): void {
    this.#urgency = urgency;
  }

  /** Its alert was raised for the first time. @param repeatAt when it is raised again, should the storm still go on */
  opened(repeatAt: number): void {
    this.#repeatAt = repeatAt;
  }

  repeated(now: number, repeatAt: number): void {
    this.#notifiedAt = now;
    this.#notedAt = now;
    this.#repeatAt = repeatAt;
  }

  noted(now: number): void {
    this.#noted = this.#members.size;
    this.#notedAt = now;
  }

  /** Whether it is time to raise the alert again: something went wrong since the last time. */
  isRepeatDue(now: number): boolean {
    return now >= this.#repeatAt && this.#goesOn;
  }

  /** Whether a note is due: the incidents have doubled since the last one. */
  isNoteDue(now: number): boolean {
    return magnitude(this.#members.size) > magnitude(this.#noted) && now - this.#notedAt >= NOTE_EVERY;
  }

  get #goesOn(): boolean {
    for (const { ended, lastBadAt } of this.#members.values()) if (!ended && lastBadAt > this.#notifiedAt) return true;
    return false;
  }
}
