import { ask } from './ask.js';
import type { Claim } from './claim.js';
import type { FleetParts } from './fleet-parts.js';

/** Notes in the records what the platform has accepted from this process, for those who may have to go on with it. */
export class Telling {
  readonly #parts: FleetParts;

  constructor(parts: FleetParts) {
    this.#parts = parts;
  }

  /** The platform has accepted the alert of an alias. @param wall the time of day, in milliseconds */
  told(alias: string, wall: number): void {
    for (const claim of this.#parts.claims.withAlias(alias)) {
      if (claim.role === 'follower' && claim.orphanedAt === undefined) continue;
      claim.toldAt = wall;
      if (claim.role === 'speaker') this.tell(claim);
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

  /** Notes in the record that the incident is over. */
  settle(claim: Claim): void {
    const { claims, mirror } = this.#parts;
    const { epoch, series } = claim;
    ask(this.#parts, { type: 'closed', alias: series, epoch }, ({ record }) => {
      if (record !== undefined) mirror.put(record);
      // If it was opened again meanwhile, the record is followed as any other.
      claims.remove(claim);
    });
  }

  /** Notes in the record that the alert was raised, for those who may have to go on with it. */
  tell(claim: Claim): void {
    const { epoch, series } = claim;
    claim.data = dataOf(claim, this.#parts);
    ask(this.#parts, { type: 'told', alias: series, epoch, data: claim.data }, ({ isDone, record }) => {
      if (isDone && record !== undefined) claim.record = record;
    });
  }
}

/** What an heir has to know of an incident now. */
function dataOf({ alias, data, incidentId }: Claim, { alerts }: FleetParts): Claim['data'] {
  const priority = alerts.alertOf(incidentId)?.priority ?? data.priority;
  return { ...data, priority, more: { ...data.more, ...(alias !== undefined && { alias }) } };
}
