/** The times of a fleet, in milliseconds. Tests shorten all of them by the same factor. */
export interface FleetPace {
  /** How often each process syncs. Stretched where there are very many. */
  readonly syncEvery: number;
  /** A process without a sync for this long is on its own. */
  readonly isolateAfter: number;
  /** How long an alert waits for the answer whether another process has opened it. */
  readonly answer: number;
  /** Only a process that synced this recently may close an alert. */
  readonly fresh: number;
  /** How long a process on its own leaves alerts of the fleet open. */
  readonly isolatedPatience: number;
  /** An alert that was raised again so recently belongs to a process that fails still. More than the time between two repeats. */
  readonly lastRepeat: number;
  /** After this long without a process that speaks for an alert or watches what it is about, any process closes it once it is stale. */
  readonly unowned: number;
  /** Sights of an instance's own trouble are valid for this long, and renewed with the syncs. */
  readonly sight: number;
}

/** @param factor shortens all times. @defaultValue 1 */
export function fleetPace(syncEvery: number, isolateAfter: number, factor = 1): FleetPace {
  return {
    syncEvery: syncEvery * factor,
    isolateAfter: isolateAfter * factor,
    answer: 1_000 * factor,
    fresh: 1.5 * syncEvery * factor,
    isolatedPatience: 15 * 60_000 * factor,
    lastRepeat: 6 * 60_000 * factor,
    unowned: 60_000 * factor,
    sight: 5 * syncEvery * factor,
  };
}
