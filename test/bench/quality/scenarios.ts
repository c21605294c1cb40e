import {
  AWAY_LIMITS,
  FAULT_LIMITS,
  FEW_REQUESTS_LIMITS,
  FLEET_LIMITS,
  HANGING_LIMITS,
  LOW_TRAFFIC_LIMITS,
  ONE_BAD_LIMITS,
  ORDINARY_LIMITS,
  SHORT_LIVES_LIMITS,
  type Limits,
} from './report/gates.js';
import { NO_FAULTS, sabotage, withoutStore, type Faults } from './traces/faults.js';
import { planFewRequests, planOneBadOfTwenty, planShortLives } from './traces/fleet-plans.js';
import {
  planLowTraffic,
  planMoreTrouble,
  planProbedLowTraffic,
  planQuietNights,
  planWeek,
  type Plan,
  type Planner,
} from './traces/plan.js';
import { isMust, labelEpisodes } from './truth/labels.js';

/** One setting in which all contenders are measured. */
export interface Scenario {
  readonly name: string;
  readonly title: string;
  /** The number of seeds in the fast profile. */
  readonly fastSeeds: number;
  /** Its gates; absent: none. */
  readonly limits?: Limits;
  /** Its gates for a fleet; absent: none. */
  readonly fleetLimits?: Limits;
  /** Whether only a service without a fleet and one with it are compared. */
  readonly isAboutInstances?: true;
  prepare(seed: number): { readonly plan: Plan; readonly faults: Faults };
}

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'week',
    title: 'A week of 20 requests a second on 4 instances',
    fastSeeds: 4,
    limits: ORDINARY_LIMITS,
    fleetLimits: FLEET_LIMITS,
    prepare: withoutFaults(planWeek),
  },
  {
    name: 'faults',
    title:
      'The same week, while the alerting itself is struck: platform down, refusing or failing, processes killed, alerts closed by hand, clock set',
    fastSeeds: 2,
    limits: FAULT_LIMITS,
    prepare(seed) {
      const plan = planWeek(seed);
      const targets = labelEpisodes(plan).filter(isMust);
      return sabotage(
        plan,
        targets.map(({ episode }) => episode),
      );
    },
  },
  {
    name: 'more-trouble',
    title:
      'The same service: everything hangs, the server breaks off, a bad deploy, a ramp, a dead POST; bots that are refused, clients that abort, downloads that are cancelled',
    fastSeeds: 4,
    limits: HANGING_LIMITS,
    prepare: withoutFaults(planMoreTrouble),
  },
  {
    name: 'quiet-nights',
    title: 'A week of 2 requests a second, 10 an hour at night; outages that last into the night',
    fastSeeds: 4,
    prepare: withoutFaults(planQuietNights),
  },
  {
    name: 'low-traffic',
    title: 'Thirty days of 10 requests an hour on 2 instances, 0.1% of them failing at any time',
    fastSeeds: 4,
    prepare: withoutFaults(planLowTraffic(0.001)),
  },
  {
    name: 'low-traffic-1-percent',
    title: 'Thirty days of 10 requests an hour on 2 instances, 1% of them failing at any time',
    fastSeeds: 4,
    prepare: withoutFaults(planLowTraffic(0.01)),
  },
  {
    name: 'low-traffic-probes',
    title:
      'Thirty days of 10 requests an hour beside healthy probes; outages that fail, hang and break off; bots, clients that abort, cancelled downloads',
    fastSeeds: 4,
    limits: LOW_TRAFFIC_LIMITS,
    prepare: withoutFaults(planProbedLowTraffic),
  },
  {
    name: 'one-bad-of-20',
    title: 'Half a week of 20 requests a second on 20 instances, of which one at a time is bad',
    fastSeeds: 1,
    isAboutInstances: true,
    fleetLimits: ONE_BAD_LIMITS,
    prepare: withoutFaults(planOneBadOfTwenty),
  },
  {
    name: 'few-on-8',
    title: 'A week of 0.2 requests a second on 8 instances, with five outages',
    fastSeeds: 2,
    isAboutInstances: true,
    fleetLimits: FEW_REQUESTS_LIMITS,
    prepare: withoutFaults(planFewRequests),
  },
  {
    name: 'short-lives',
    title: 'The week, on instances that live for 3 to 10 minutes',
    fastSeeds: 1,
    isAboutInstances: true,
    fleetLimits: SHORT_LIVES_LIMITS,
    prepare: withoutFaults(planShortLives),
  },
  {
    name: 'store-away',
    title: 'The week, with Redis away for 30 s to 15 min around the beginning of each incident',
    fastSeeds: 1,
    isAboutInstances: true,
    fleetLimits: AWAY_LIMITS,
    prepare: withStoreAway(false),
  },
  {
    name: 'store-emptied',
    title: 'The same, and Redis is empty when it is back',
    fastSeeds: 1,
    isAboutInstances: true,
    fleetLimits: AWAY_LIMITS,
    prepare: withStoreAway(true),
  },
];

function withoutFaults(planner: Planner): Scenario['prepare'] {
  return (seed) => ({ plan: planner(seed), faults: NO_FAULTS });
}

function withStoreAway(isEmptied: boolean): Scenario['prepare'] {
  return (seed) => {
    const plan = planWeek(seed);
    const targets = labelEpisodes(plan).filter(isMust);
    const episodes = targets.map(({ episode }) => episode);
    return { plan, faults: withoutStore(plan, episodes, isEmptied) };
  };
}
