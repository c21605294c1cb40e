import type { IncidentRecord } from '../incidents/incident-record.js';
import type { FleetParts } from './fleet-parts.js';
import type { FleetRecord } from './fleet-record.js';

/** The time of day of a time of the store, in milliseconds. */
export function wallTimeOf(time: number, { clock, mirror }: Pick<FleetParts, 'clock' | 'mirror'>): number {
  return clock.wall() - (mirror.timeAt(clock.now()) - time);
}

/** A record as the engine inherits it. @param wall the time of day, in milliseconds */
export function incidentRecord({ data, incidentId }: FleetRecord, openedAt: number, wall: number): IncidentRecord {
  const { autoClose, bad, discriminator, operation, ruleKey, staleAfter } = data;
  return {
    incidentId,
    of: 'rule',
    ruleKey,
    operation,
    discriminator,
    openedAt,
    bad,
    lastSeen: wall,
    staleAfter,
    autoClose,
  };
}
