import type { FleetTimes } from './fleet-store.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/**
 * The time constants of a store.
 *
 * @param speed - divides all of them but the timeout of a call, for tests. @defaultValue 1
 */
export function fleetTimes({ lease, history }: Pick<FleetTimes, 'lease' | 'history'>, speed = 1): FleetTimes {
  return {
    bucket: (2 * SECOND) / speed,
    fine: MINUTE / speed,
    lease: lease / speed,
    lost: (5 * MINUTE) / speed,
    tombstone: (30 * MINUTE) / speed,
    openings: MINUTE / speed,
    history: history / speed,
    call: SECOND,
  };
}
