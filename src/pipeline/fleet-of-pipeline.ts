import { Fleet } from '../fleet/fleet.js';
import type { FaultLog } from '../observers/fault-log.js';
import type { ResolvedOptions } from '../opsgenie.options.js';
import type { CompiledRule } from '../rules/compiled-rule.js';
import type { Log } from '../text/log.js';
import type { Clock } from '../time/clock.js';
import { formatDuration } from '../time/duration.js';
import type { FleetChoice } from './chosen-fleet.js';

/** Dependencies of the fleet, besides the options. */
interface FleetOfPipelineParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly faults: Pick<FaultLog, 'report'>;
  readonly rules: readonly CompiledRule[];
  readonly chooseFleet: FleetChoice;
}

/** New processes read at least this much of what the others have counted. Milliseconds. */
const LEAST_HISTORY = 60 * 60_000;

/** Makes this process part of a fleet; `undefined` if the options name none. */
export function fleetOfPipeline(
  options: ResolvedOptions,
  { chooseFleet, clock, faults, log, rules }: FleetOfPipelineParts,
): Fleet | undefined {
  const windows = rules.flatMap(({ policy: { measure } }) =>
    measure.type === 'ratio' ? measure.pairs.map(({ long }) => long) : [measure.within],
  );
  const base = chooseFleet(options, { clock, log, history: Math.max(LEAST_HISTORY, ...windows) });
  if (base === undefined || options.fleet === undefined) return undefined;
  const { outlier } = options.fleet;
  return new Fleet({
    ...base,
    clock,
    outlier: outlier === false ? Infinity : outlier,
    fault: (error) => faults.report('The fleet could not be followed', error),
    changed: (state, since) => {
      const time = formatDuration(since);
      if (state === 'alone')
        log.warn(
          `The fleet's store has not answered for ${time} (fleet.redis). This process judges its own runs and alerts by itself until it does.`,
        );
      else log.log(`The fleet's store answers again after ${time}. The processes judge together again.`);
    },
  });
}
