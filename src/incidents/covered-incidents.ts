import type { Episode } from './episode.js';
import type { Incident } from './incident.js';
import { Roster } from './roster.js';
import type { Tracker } from './tracker.js';

/** A note names no more incidents than a person reads. */
const MOST_COVERED = 50;

interface Covered {
  readonly roster: Roster;
  /** Whether one of them has not been named yet. */
  hasNews: boolean;
}

/** The incidents without alerts of their own, by the wider incident whose alert stands for them. */
export class CoveredIncidents {
  readonly #byWider = new Map<Tracker, Covered>();

  add(wider: Tracker, tracker: Tracker, episode: Episode): void {
    const covered = this.#byWider.get(wider) ?? { roster: new Roster(), hasNews: false };
    this.#byWider.set(wider, covered);
    if (!covered.roster.has(tracker) && covered.roster.size >= MOST_COVERED) return;
    covered.roster.add(tracker, episode);
    covered.hasNews = true;
  }

  /** Whether the notes of a wider incident have not named all that it covers. */
  hasNews(wider: Tracker): boolean {
    return this.#byWider.get(wider)?.hasNews === true;
  }

  /** Describes what an incident covers as it is now, for its next note. @param now monotonic milliseconds */
  describe(wider: Tracker, now: number): readonly Incident[] {
    const covered = this.#byWider.get(wider);
    if (covered === undefined) return [];
    covered.hasNews = false;
    return covered.roster.describe(now);
  }

  /** The wider incident is over. */
  forget(wider: Tracker): void {
    this.#byWider.delete(wider);
  }
}
