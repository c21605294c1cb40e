import { ask } from './ask.js';
import type { Claim } from './claim.js';
import type { FleetParts } from './fleet-parts.js';
import type { IncidentData } from './fleet-record.js';

/** Writes into the records what the platform has accepted from this process, for the processes that may take over. */
export class RecordUpdates {
  readonly #parts: FleetParts;

  constructor(parts: FleetParts) {
    this.#parts = parts;
  }

  /** The platform has accepted the alert of an alias. @param wall the time of day, in milliseconds */
  notified(alias: string, wall: number): void {
    for (const claim of this.#parts.claims.withAlias(alias)) {
      if (claim.role === 'follower' && claim.isolatedAt === undefined) continue;
      claim.notifiedAt = wall;
      if (claim.role === 'speaker') this.markNotified(claim);
    }
  }

  /** A close waits for the platform to accept it. */
  closeQueued(alias: string): void {
    for (const claim of this.#parts.claims.withAlias(alias)) claim.isCloseQueued = claim.closing === 'sent';
  }

  /** The platform has accepted the close of an alias, or never will. */
  closed(alias: string): void {
    for (const claim of this.#parts.claims.withAlias(alias)) if (claim.closing === 'sent') this.settle(claim);
  }

  /** Writes into the record that the incident is over. */
  settle(claim: Claim): void {
    const { claims, mirror } = this.#parts;
    const { epoch, series } = claim;
    ask(this.#parts, { type: 'closed', alias: series, epoch }, ({ record }) => {
      if (record !== undefined) mirror.put(record);
      // If it was opened again meanwhile, the record is followed as any other.
      claims.remove(claim);
    });
  }

  /** Writes into the record that the alert was raised. */
  markNotified(claim: Claim): void {
    const { epoch, series } = claim;
    const data = this.refreshData(claim);
    ask(this.#parts, { type: 'notified', alias: series, epoch, data }, ({ isDone, record }) => {
      if (isDone && record !== undefined) claim.record = record;
    });
  }

  /** Completes what an heir has to know of an incident by its alert: the alias, the priority, and the key that it was sent with. */
  refreshData(claim: Claim): IncidentData {
    const { alias, data, incidentId } = claim;
    const { priority = data.priority, target } = this.#parts.alerts.alertOf(incidentId) ?? {};
    claim.data = { ...data, priority, alias: alias ?? data.alias, target: target ?? data.target };
    return claim.data;
  }
}
