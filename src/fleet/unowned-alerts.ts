import { ask } from './ask.js';
import type { Claim } from './claim.js';
import type { FleetParts } from './fleet-parts.js';
import type { FleetRecord } from './fleet-record.js';
import { incidentRecord, wallTimeOf } from './inherited-record.js';
import type { RecordUpdates } from './record-updates.js';
import { adopt } from './voice.js';

/** Closes alerts whose process is gone and about which no other process knows more: nothing else would ever close them. */
export class UnownedAlerts {
  readonly #parts: FleetParts;
  readonly #updates: RecordUpdates;
  /** Since when no process is known to speak for an alert, by series; monotonic milliseconds. */
  readonly #since = new Map<string, number>();

  constructor(parts: FleetParts, updates: RecordUpdates) {
    this.#parts = parts;
    this.#updates = updates;
  }

  /** Sees a record of which this process does not watch what it is about. Its rule may be gone everywhere, or nothing has run since. */
  see(record: FleetRecord): void {
    const { claims, clock, mirror, pace } = this.#parts;
    const { alias: series, data, incidentId, notifiedAt, openedAt, speaker } = record;
    const now = clock.now();
    if (mirror.isKnown(speaker)) return this.forget(series);
    const since = this.#since.get(series) ?? now;
    this.#since.set(series, since);
    const { staleAfter } = incidentRecord(record, 0, 0);
    if (now - since < pace.unowned || mirror.timeAt(now) - Math.max(openedAt, notifiedAt) < staleAfter) return;
    this.forget(series);
    ask(this.#parts, { type: 'take', alias: series }, ({ isDone, record: taken, time }) => {
      if (taken === undefined) return;
      mirror.put(taken);
      if (!isDone || claims.get(series) !== undefined) return;
      const claim = claims.add({ series, incidentId, data, openedAt: wallTimeOf(openedAt, this.#parts) }, 'speaker');
      claim.isWatched = false;
      claim.record = taken;
      claim.epoch = taken.epoch;
      claim.since = time;
      adopt(claim, this.#parts.alerts);
      this.close(claim, taken, { of: 'rule', reason: 'stale' });
    });
  }

  /** This process watches what a record is about. */
  forget(series: string): void {
    this.#since.delete(series);
  }

  /** Closes an alert that this process speaks for and knows nothing of. */
  close(
    claim: Claim,
    record: FleetRecord,
    { of, reason }: { readonly of: 'rule' | 'storm'; readonly reason: 'stale' | 'storm' },
  ): void {
    const { clock, emit } = this.#parts;
    const { data, epoch, series } = claim;
    claim.closing = 'sent';
    const ended = { ...incidentRecord(record, claim.openedAt, clock.wall()), of };
    ask(this.#parts, { type: 'closing', alias: series, epoch, data }, () => {
      emit({ type: 'inherited-closed', record: ended, reason });
      if (!claim.isCloseQueued) this.#updates.settle(claim);
    });
  }
}
