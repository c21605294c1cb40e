import { sightTime } from './fleet-pace.js';
import type { FleetParts } from './fleet-parts.js';

/** Tells the other processes where this one fails by its own figures, so that none of them closes the alert meanwhile. */
export class Sights {
  readonly #parts: FleetParts;
  /** The incident of each series that this process said something of. */
  readonly #shown = new Map<string, string>();

  constructor(parts: FleetParts) {
    this.#parts = parts;
  }

  /** Renews what is valid still, and takes back what is not. Called after each sync. */
  show(): void {
    const { claims, engine, mirror, pace } = this.#parts;
    const validFor = sightTime(pace, mirror.instances);
    const seen = new Set<string>();
    for (const { figures, series } of engine.shared?.ownTroubles() ?? []) {
      const incidentId = claims.get(series)?.record?.incidentId;
      if (incidentId === undefined) continue;
      seen.add(series);
      this.#shown.set(series, incidentId);
      this.#say(series, incidentId, validFor, figures.bad, figures.total);
    }
    for (const [series, incidentId] of this.#shown) {
      if (seen.has(series)) continue;
      this.#shown.delete(series);
      this.#say(series, incidentId, 0, 0, 0);
    }
  }

  #say(series: string, incidentId: string, milliseconds: number, bad: number, total: number): void {
    // What gets lost is said again after the next sync.
    this.#parts.store
      .record({ type: 'local', alias: series, incidentId, milliseconds, bad, total })
      .catch(() => undefined);
  }
}
