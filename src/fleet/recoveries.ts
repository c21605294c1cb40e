import { ask } from './ask.js';
import type { FleetParts } from './fleet-parts.js';

/** Writes into the records since when the incidents of this process recover: processes that start later, or take over, go on from there. */
export class Recoveries {
  readonly #parts: FleetParts;

  constructor(parts: FleetParts) {
    this.#parts = parts;
  }

  /** Says what the records do not say yet. Called after each sync. */
  show(): void {
    const { claims, engine, mirror } = this.#parts;
    for (const { epoch, role, series } of claims.all) {
      const record = mirror.record(series);
      if (role !== 'speaker' || record?.state !== 'firing') continue;
      const since = engine.shared?.recoveringSince(series);
      if ((since !== undefined) === record.recoveringSince > 0) continue;
      const time = since === undefined ? 0 : Math.max(1, mirror.timeAt(since));
      ask(this.#parts, { type: 'recovering', alias: series, epoch, since: time }, ({ record: changed }) => {
        if (changed !== undefined) mirror.put(changed);
      });
    }
  }
}
