import type { Episode } from './episode.js';
import type { Incident } from './incident.js';
import type { Tracker } from './tracker.js';

/** The incidents that one alert stands for: one of each tracker, with all that was bad in its earlier ones. */
export class Roster {
  readonly #entries = new Map<Tracker, { readonly episode: Episode; readonly earlier: number }>();

  get size(): number {
    return this.#entries.size;
  }

  has(tracker: Tracker): boolean {
    return this.#entries.has(tracker);
  }

  add(tracker: Tracker, episode: Episode): void {
    const known = this.#entries.get(tracker);
    if (known?.episode === episode) return;
    this.#entries.set(tracker, { episode, earlier: known === undefined ? 0 : known.earlier + known.episode.bad });
  }

  *episodes(): Iterable<Episode> {
    for (const { episode } of this.#entries.values()) yield episode;
  }

  /** The incidents as they are now, those with the most bad samples first. @param now monotonic milliseconds */
  describe(now: number): readonly Incident[] {
    return [...this.#entries]
      .map(([tracker, { episode, earlier }]) => {
        const incident = tracker.describe(episode, now);
        return { ...incident, bad: incident.bad + earlier, total: incident.total + earlier };
      })
      .toSorted((one, other) => other.bad - one.bad);
  }
}
