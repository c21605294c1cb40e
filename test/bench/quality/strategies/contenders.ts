import { bareBurnRate, bareErrorRate } from './bare-ratio.js';
import { cooldown } from './cooldown.js';
import { errorsInAMinute } from './errors-in-a-minute.js';
import { burnRate, burnRateWithJournal, recommended, recommendedWithJournal, withLatency } from './ours.js';
import { fleet } from './fleet.js';
import { perRequest, perRequestWithPerson, perSlowRequest, perSlowRequestWithPerson } from './per-request.js';
import type { Contender } from './strategy.js';

/** Strategies without this library. */
export const BASELINES: readonly Contender[] = [
  perRequest,
  perRequestWithPerson,
  cooldown,
  errorsInAMinute,
  bareErrorRate,
  bareBurnRate,
  perSlowRequest,
  perSlowRequestWithPerson,
];

/** Strategies of this library, to which the gates apply. */
export const OURS: readonly Contender[] = [
  recommended,
  recommendedWithJournal,
  burnRate,
  burnRateWithJournal,
  withLatency,
  fleet,
];

/** Those that are compared where several instances are what matters: without a fleet, and with one. */
export const OF_INSTANCES: readonly Contender[] = [recommended, fleet];

/** Whether the gates of a fleet apply. */
export function isFleet({ name }: Pick<Contender, 'name'>): boolean {
  return name === fleet.name;
}
