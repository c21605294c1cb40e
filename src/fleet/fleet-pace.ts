/** Each process leaves the store this much time, in milliseconds, before all have synced. */
const TIME_PER_INSTANCE = 20;
/** Syncs are stretched to this many times their interval at most. */
const MOST_STRETCH = 5;
/** This many syncs may fail before a process counts as gone, or as cut off. */
const SYNCS_OF_SILENCE = 4;
/** A process may close alerts only for this many sync intervals after its last answered sync. */
const SYNCS_OF_FRESHNESS = 1.5;
/** What is renewed with each sync is valid for this many of them. */
const SYNCS_OF_VALIDITY = 5;

/** The times of a fleet, in milliseconds. Tests shorten all of them by the same factor. */
export interface FleetPace {
  /** How often each process syncs, where there are few: see {@link syncInterval}. */
  readonly syncEvery: number;
  /** A process without a sync for this long is on its own, where there are few: see {@link isolationTime}. */
  readonly isolateAfter: number;
  /** How long an alert waits for the answer whether another process has opened it. */
  readonly answer: number;
  /** How long a process on its own leaves alerts of the fleet open. */
  readonly isolatedPatience: number;
  /** An alert that was raised again so recently belongs to a process that fails still. More than the time between two repeats. */
  readonly lastRepeat: number;
  /** After this long without a process that speaks for an alert or watches what it is about, any process closes it once it is stale. */
  readonly unowned: number;
}

/** @param factor shortens all times. @defaultValue 1 */
export function fleetPace(syncEvery: number, isolateAfter: number, factor = 1): FleetPace {
  return {
    syncEvery: syncEvery * factor,
    isolateAfter: isolateAfter * factor,
    answer: 1_000 * factor,
    isolatedPatience: 15 * 60_000 * factor,
    lastRepeat: 6 * 60_000 * factor,
    unowned: 60_000 * factor,
  };
}

/** How long a process waits between two syncs, in milliseconds. The store could not answer very many processes as often as a few. */
export function syncInterval({ syncEvery }: Pick<FleetPace, 'syncEvery'>, instances: number): number {
  return Math.min(Math.max(syncEvery, TIME_PER_INSTANCE * instances), MOST_STRETCH * syncEvery);
}

/** How long a process is without a sync before it is on its own, in milliseconds: it must be able to miss a few. */
export function isolationTime(pace: Pick<FleetPace, 'isolateAfter' | 'syncEvery'>, instances: number): number {
  return Math.max(pace.isolateAfter, SYNCS_OF_SILENCE * syncInterval(pace, instances));
}

/** A process may close alerts for this long after an answered sync, in milliseconds: much less than its lease lasts. */
export function freshTime(pace: Pick<FleetPace, 'syncEvery'>, instances: number): number {
  return SYNCS_OF_FRESHNESS * syncInterval(pace, instances);
}

/** How long what a process says of its own trouble is valid, in milliseconds; it is renewed with each sync. */
export function sightTime(pace: Pick<FleetPace, 'syncEvery'>, instances: number): number {
  return SYNCS_OF_VALIDITY * syncInterval(pace, instances);
}

/** The part of a lease for each process, in milliseconds. */
export const LEASE_PER_INSTANCE = SYNCS_OF_SILENCE * TIME_PER_INSTANCE;
/** Leases are stretched to this many times their length at most. */
export const MOST_LEASE_STRETCH = MOST_STRETCH;

/** How long the lease is that a process gets with a sync, in milliseconds: as many syncs as where there are few. */
export function leaseTime(lease: number, instances: number): number {
  return Math.min(Math.max(lease, LEASE_PER_INSTANCE * instances), MOST_LEASE_STRETCH * lease);
}
