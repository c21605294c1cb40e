import { fleetPace, type FleetPace } from '../fleet/fleet-pace.js';
import type { FleetStore } from '../fleet/fleet-store.js';
import { openRedisStore } from '../fleet/redis/open-store.js';
import type { ResolvedOptions } from '../opsgenie.options.js';
import type { Log } from '../text/log.js';
import type { Clock } from '../time/clock.js';

/** What a fleet stands on. */
export interface FleetBase {
  readonly store: FleetStore;
  readonly pace: FleetPace;
}

/** Makes the base of the fleet that the options name; `undefined` if they name none. */
export type FleetChoice = (
  options: ResolvedOptions,
  parts: {
    readonly clock: Clock;
    readonly log: Log;
    /** The longest window of any rule, in milliseconds. */
    readonly history: number;
  },
) => FleetBase | undefined;

/** The one place that knows which stores there are. A dry run raises nothing, so it must not speak for others. */
export const fleetOf: FleetChoice = (
  { dryRun, enabled, environment, fleet, service, version },
  { clock, history, log },
) => {
  if (fleet === undefined || !enabled || dryRun) return undefined;
  return {
    store: openRedisStore({ fleet, service, environment, version, history, clock, log }),
    pace: fleetPace(fleet.syncEvery, fleet.isolateAfter),
  };
};
