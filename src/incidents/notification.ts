import type { SuppressionCause } from './incident.js';
import { Inhibition, type Inhibitor } from './inhibition.js';

/** One alert gets at most one note in this time. Milliseconds. */
export const NOTE_EVERY = 60_000;

/** Whether the people on call were notified of an incident. Times are monotonic milliseconds. */
type State =
  /** Not decided: the next bad sample decides. */
  | { readonly type: 'undecided' }
  /** They were, last at `at`; the last note was added at `notedAt` and named `bad` bad samples. */
  | { readonly type: 'notified'; readonly at: number; readonly notedAt: number; readonly bad: number }
  | { readonly type: 'suppressed'; readonly cause: 'mute' | 'storm' }
  /** The alert of another incident stands for this one. */
  | {
      readonly type: 'suppressed';
      readonly cause: 'inhibition';
      readonly inhibitor: Inhibitor;
      readonly inhibition: Inhibition;
    };

const UNDECIDED: State = { type: 'undecided' };

/** The notification state of one incident. Only the notifier changes it. */
export class Notification {
  #state: State = UNDECIDED;
  #wasMuted = false;
  /** When the alert is raised again, should the incident still fire. */
  #repeatAt = Infinity;

  get isUndecided(): boolean {
    return this.#state.type === 'undecided';
  }

  get isNotified(): boolean {
    return this.#state.type === 'notified';
  }

  /** Why the people on call are not notified; `undefined` where they are, or where it is not decided. */
  get suppressedBy(): SuppressionCause | undefined {
    return this.#state.type === 'suppressed' ? this.#state.cause : undefined;
  }

  /** The incident whose alert stands for this one. */
  get inhibitor(): Inhibitor | undefined {
    return this.#inhibited?.inhibitor;
  }

  /** The alert was raised. @param repeatAt when it is raised again, should the incident still fire */
  notified(now: number, bad: number, repeatAt: number): void {
    this.#state = { type: 'notified', at: now, notedAt: now, bad };
    this.#repeatAt = repeatAt;
  }

  /** The alert was raised again. A reader of the open alert learns nothing by it, so growth since the last note is still news. */
  repeated(now: number, repeatAt: number): void {
    if (this.#state.type === 'notified') this.notified(now, this.#state.bad, repeatAt);
  }

  /** A note was added. @param bad how many bad samples it named. @defaultValue as many as the note before */
  noted(now: number, bad?: number): void {
    if (this.#state.type === 'notified') this.#state = { ...this.#state, notedAt: now, bad: bad ?? this.#state.bad };
  }

  /** Whether a mute kept the people on call from being notified at first. */
  get wasMuted(): boolean {
    return this.#wasMuted;
  }

  suppress(cause: 'mute' | 'storm'): void {
    this.#wasMuted ||= cause === 'mute';
    this.#state = { type: 'suppressed', cause };
  }

  /** @param isCovered whether the inhibitor is the wider incident */
  inhibit(inhibitor: Inhibitor, isCovered: boolean): void {
    this.#state = { type: 'suppressed', cause: 'inhibition', inhibitor, inhibition: new Inhibition(isCovered) };
  }

  /** Counts a bad sample of an inhibited incident, and releases it once most of them are not shared with its inhibitor. */
  addBad(isShared: boolean): void {
    const inhibited = this.#inhibited;
    inhibited?.inhibition.addBad(isShared);
    if (inhibited?.inhibition.isRefuted === true) this.release();
  }

  /** Ends the suppression: the next bad sample decides. If none follows, the trouble is over. */
  release(): void {
    this.#state = UNDECIDED;
  }

  /** Whether it is time to raise the alert again: the incident has had bad samples since the last time. */
  isRepeatDue(now: number, lastBadAt: number): boolean {
    return this.#state.type === 'notified' && now >= this.#repeatAt && lastBadAt > this.#state.at;
  }

  /** Whether another note may follow the last one. */
  mayNote(now: number): boolean {
    return this.#state.type === 'notified' && now - this.#state.notedAt >= NOTE_EVERY;
  }

  /** Whether the bad samples have doubled since the last note. */
  hasGrown(bad: number): boolean {
    return this.#state.type === 'notified' && magnitude(bad) > magnitude(this.#state.bad);
  }

  get #inhibited(): Extract<State, { cause: 'inhibition' }> | undefined {
    const state = this.#state;
    return state.type === 'suppressed' && state.cause === 'inhibition' ? state : undefined;
  }
}

/** Grows by one each time that a count doubles: this often is growth worth a note. */
export function magnitude(count: number): number {
  return Math.floor(Math.log2(Math.max(1, count)));
}
