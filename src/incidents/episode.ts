import type { AlertShape } from '../rules/alert-shape.js';

/** Whether somebody is told of an incident. Times are monotonic milliseconds. */
export type Announcement =
  /** Not decided yet: the next bad sample decides. */
  | { readonly type: 'undecided' }
  /** Somebody was told, last at `at`; the last note was added at `notedAt`, and spoke of `bad` bad samples. */
  | { readonly type: 'told'; readonly at: number; readonly notedAt: number; readonly bad: number }
  /** Nobody was told; by what it is held. */
  | { readonly type: 'held'; readonly by: 'mute' | 'storm' }
  | Inhibition;

/** The proportion is that of the last samples, not of hours ago: so many at most, of which half is forgotten then. */
const MOST_REMEMBERED = 100;
/** So many bad samples that the speaker has no part in, and more than it has a part in, are trouble of their own. */
const OWN_TROUBLE = 10;

/** The alert of another incident, which broke out by the same outcome or covers more, speaks for this one. */
export class Inhibition {
  readonly type = 'held';
  readonly by = 'inhibition';
  readonly #isCovered: boolean;
  #shared = 0;
  #own = 0;

  /** @param isCovered whether the speaker covers more: its notes then name what is held, and what it has no part in as well */
  constructor(
    readonly speaker: Episode,
    isCovered: boolean,
  ) {
    this.#isCovered = isCovered;
  }

  /** Takes a bad sample of what is held. @param isShared whether the same outcome was bad for the speaker */
  addBad(isShared: boolean): void {
    if (isShared) this.#shared++;
    else this.#own++;
    if (this.#shared + this.#own < MOST_REMEMBERED) return;
    this.#shared /= 2;
    this.#own /= 2;
  }

  /** Whether the speaker's alert says little of what is held: a wider outage must not hide behind the old trouble of one handler. */
  get isRefuted(): boolean {
    return !this.#isCovered && this.#own >= OWN_TROUBLE && this.#own > this.#shared;
  }
}

/** One incident while it lasts: what was counted, and who knows of it. */
export class Episode {
  announcement: Announcement = { type: 'undecided' };
  /** Other rules that the same trouble broke. */
  alsoMatched: readonly string[] = [];
  alsoPriorities: readonly NonNullable<AlertShape['priority']>[] = [];
  /** When it is told again, should it still fire; monotonic milliseconds. */
  reassertAt = Infinity;
  /** Whether it is over. */
  ended = false;
  /** When the last bad sample came; monotonic milliseconds. */
  lastBadAt: number;
  /** When it began; monotonic milliseconds. */
  readonly beganAt: number;

  constructor(
    readonly incidentId: string,
    /** Wall time, in milliseconds. */
    readonly openedAt: number,
    /** Whether it came back soon after it was closed. */
    readonly flapping: boolean,
    now: number,
    public bad: number,
    public total: number,
    /** How long it had lasted when this process took it up, in milliseconds. */
    lasted = 0,
  ) {
    this.lastBadAt = now;
    this.beganAt = now - lasted;
  }

  addBad(now: number): void {
    this.bad++;
    this.total++;
    this.lastBadAt = now;
  }
}
