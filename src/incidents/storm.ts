import { randomUUID } from 'node:crypto';

import type { Episode } from './episode.js';
import type { StormPicture } from './incident.js';
import { magnitude, NOTE_EVERY } from './notification.js';
import { urgencyOf } from './precedence.js';
import { Roster } from './roster.js';
import type { Tracker } from './tracker.js';

/**
 * This many incidents within {@link WITHIN} get alerts of their own; more are a storm. With the storm's own alert and notes it stays under
 * ten calls a minute, also where a busy process delivers them late.
 */
const MOST_AT_ONCE = 5;
/** Milliseconds. */
const WITHIN = 60_000;
/** The first note names all that the alert, raised with the first incident, could not. It comes this soon. Milliseconds. */
const FIRST_NOTE_AFTER = 10_000;
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
    if (this.#storm?.isGathering(at) === true) this.#storm.notified(tracker, episode);
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
  /** Those that its alert stands for. */
  readonly #members = new Roster();
  /** Those that got alerts of their own. */
  readonly #notified = new Roster();
  /** How many incidents the last note named. */
  #noted = 1;
  #hasNote = false;
  #notifiedAt: number;
  #notedAt: number;
  /** When the alert is raised again, should the storm still go on. */
  #repeatAt = Infinity;
  /** When the last incident joined. */
  #grewAt: number;
  /** The highest urgency of an alert since it began; 0 is the most urgent. */
  #urgency: number;
  /** When the first of all was notified. */
  readonly #beganAt: number;

  /** @param notified the incidents that got alerts of their own just before */
  constructor(now: number, urgency: number, notified: readonly Notified[]) {
    for (const { tracker, episode } of notified) this.#notified.add(tracker, episode);
    this.#urgency = urgency;
    this.#beganAt = notified[0]?.at ?? now;
    this.#notifiedAt = now;
    this.#notedAt = now;
    this.#grewAt = now;
  }

  add(tracker: Tracker, episode: Episode, now: number): void {
    this.#members.add(tracker, episode);
    this.#grewAt = now;
  }

  /** An incident that began meanwhile got an alert of its own. */
  notified(tracker: Tracker, episode: Episode): void {
    this.#notified.add(tracker, episode);
  }

  /** What it is made of: its incidents, those with alerts of their own, and the time from the first of all to the last in milliseconds. */
  picture(now: number): StormPicture {
    return {
      incidents: this.#members.describe(now),
      notified: this.#notified.describe(now),
      within: this.#grewAt - this.#beganAt,
    };
  }

  /** Whether what begins now belongs to it. */
  isGathering(now: number): boolean {
    return now - this.#grewAt < ABATES_AFTER;
  }

  get isOver(): boolean {
    for (const { ended } of this.#members.episodes()) if (ended === undefined) return false;
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
    this.#hasNote = true;
    this.#notedAt = now;
  }

  /** Whether it is time to raise the alert again: something went wrong since the last time. */
  isRepeatDue(now: number): boolean {
    return now >= this.#repeatAt && this.#goesOn;
  }

  /** Whether a note is due: there are more incidents than the alert named, or twice as many as the last note did. */
  isNoteDue(now: number): boolean {
    // Node's timers may run a millisecond early.
    if (!this.#hasNote) return this.#members.size > this.#noted && now - this.#notedAt >= FIRST_NOTE_AFTER - 1;
    return magnitude(this.#members.size) > magnitude(this.#noted) && now - this.#notedAt >= NOTE_EVERY;
  }

  /** How long until its first note may be due, in milliseconds; `Infinity` where that is past. */
  firstNoteIn(now: number): number {
    const remaining = this.#notedAt + FIRST_NOTE_AFTER - now;
    return this.#hasNote || remaining <= 0 ? Infinity : remaining;
  }

  get #goesOn(): boolean {
    for (const { ended, lastBadAt } of this.#members.episodes())
      if (ended === undefined && lastBadAt > this.#notifiedAt) return true;
    return false;
  }
}
