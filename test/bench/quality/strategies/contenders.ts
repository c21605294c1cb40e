import { bareBurnRate, bareErrorRate } from './bare-ratio.js';
import { cooldown } from './cooldown.js';
import { errorsInAMinute } from './errors-in-a-minute.js';
import { burnRate, burnRateWithJournal, recommended, recommendedWithJournal, withLatency } from './ours.js';
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
];
