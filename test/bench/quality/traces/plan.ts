import { Random } from '../simulation/random.js';
import { DAY, HOUR, MINUTE, WEEK } from '../simulation/spans.js';
import type { Episode, Failure } from './episode.js';
import { hardOutage, failing, INCIDENT_FAMILIES, type Family } from './incidents.js';
import { dailyLoad, lowLoad, quietNightLoad, type Load } from './load.js';
import { MORE_INCIDENT_FAMILIES } from './more-incidents.js';
import { cancelledDownloads, loneClient, MORE_NON_INCIDENTS, probes, refusedBots } from './more-non-incidents.js';
import { WEEKLY_NON_INCIDENTS } from './non-incidents.js';

/** The plan of a run, from which labels and traffic are derived. */
export interface Plan {
  readonly seed: number;
  readonly length: number;
  readonly instances: number;
  readonly load: Load;
  /** The share of requests that always fail, without a cause that deserves a page. */
  readonly backgroundErrors: number;
  /** They do not overlap and are at least an hour apart, except for probes, which run all the time. */
  readonly episodes: readonly Episode[];
}

/** Creates the plan of a seed. */
export type Planner = (seed: number) => Plan;

const INCIDENTS_A_WEEK = 12;
const NIGHT_INSTANCES = 4;
const LOW_TRAFFIC_INSTANCES = 2;
/** The share of requests that fail at any time. */
export const BACKGROUND_ERRORS = 0.0002;

/** A week of 20 requests a second on 4 instances: 12 episodes of random families, and 9 that deserve no page. */
export const planWeek: Planner = (seed) => {
  const random = new Random(seed, 'plan');
  const drawn = Array.from(
    { length: INCIDENTS_A_WEEK },
    () => INCIDENT_FAMILIES[random.integer(INCIDENT_FAMILIES.length)] ?? hardOutage,
  );
  const families = random.shuffle([...drawn, ...WEEKLY_NON_INCIDENTS]);
  const instances = 4;
  const episodes = inSlots(families, WEEK, random, instances);
  return { seed, length: WEEK, instances, load: dailyLoad, backgroundErrors: BACKGROUND_ERRORS, episodes };
};

/** The same service, with incidents that the week does not contain: each family of {@link MORE_INCIDENT_FAMILIES} twice. */
export const planMoreTrouble: Planner = (seed) => {
  const random = new Random(seed, 'more trouble');
  const harmless = [...MORE_NON_INCIDENTS, ...MORE_NON_INCIDENTS];
  const families = random.shuffle([...MORE_INCIDENT_FAMILIES, ...MORE_INCIDENT_FAMILIES, ...harmless]);
  const instances = 4;
  const episodes = inSlots(families, WEEK, random, instances);
  return { seed, length: WEEK, instances, load: dailyLoad, backgroundErrors: BACKGROUND_ERRORS, episodes };
};

/** Thirty days of ten requests an hour beside healthy probes: outages that fail, hang and break off, and harmless clients. */
export const planProbedLowTraffic: Planner = (seed) => {
  const random = new Random(seed, 'probed low traffic');
  const length = 30 * DAY;
  const endings = [undefined, 'givenUp', 'cutOff'] as const;
  const outages = endings.map(
    (unfinished): Family =>
      (_, from) =>
        lowOutage(from, 2 * HOUR, unfinished),
  );
  const families = random.shuffle([...outages, refusedBots, loneClient, loneClient, cancelledDownloads]);
  const episodes = [...inSlots(families, length, random, LOW_TRAFFIC_INSTANCES), probes(length, LOW_TRAFFIC_INSTANCES)];
  return { seed, length, instances: LOW_TRAFFIC_INSTANCES, load: lowLoad, backgroundErrors: 0.001, episodes };
};

/** Thirty days of ten requests an hour on 2 instances, with three outages of two hours. */
export function planLowTraffic(backgroundErrors: number): Planner {
  return (seed) => {
    const random = new Random(seed, 'plan');
    const twoHours: Family = (_, from) => outage(from, 2 * HOUR);
    const episodes = inSlots([twoHours, twoHours, twoHours], 30 * DAY, random, LOW_TRAFFIC_INSTANCES);
    return { seed, length: 30 * DAY, instances: LOW_TRAFFIC_INSTANCES, load: lowLoad, backgroundErrors, episodes };
  };
}

/** A week with nights of ten requests an hour; three outages begin before a night and last into it. */
export const planQuietNights: Planner = (seed) => {
  const random = new Random(seed, 'plan');
  const nights = random
    .shuffle([0, 1, 2, 3, 4, 5])
    .slice(0, 3)
    .toSorted((left, right) => left - right);
  const episodes = nights.map((night) => {
    const from = night * DAY + 22 * HOUR - random.uniform(10, 60) * MINUTE;
    return outage(from, random.uniform(3, 8) * HOUR);
  });
  return {
    seed,
    length: WEEK,
    instances: NIGHT_INSTANCES,
    load: quietNightLoad,
    backgroundErrors: BACKGROUND_ERRORS,
    episodes,
  };
};

function outage(from: number, length: number): Episode {
  const interval = { from, to: from + length };
  return {
    family: 'outage',
    symptom: 'errors',
    ...interval,
    effects: [failing(interval, 1, {}, 'ServiceUnavailableError')],
  };
}

function lowOutage(from: number, length: number, unfinished: Failure['unfinished']): Episode {
  const interval = { from, to: from + length };
  const failure = failing(interval, 1, {}, 'ServiceUnavailableError');
  const failed = unfinished === undefined ? failure : { ...failure, unfinished, durationMs: 30_000 };
  return { family: `outage: ${unfinished ?? 'failing'}`, symptom: 'errors', ...interval, effects: [failed] };
}

/** Gives each family an equal part of the time, with its episode at a random place in it. */
export function inSlots(families: readonly Family[], length: number, random: Random, instances: number): Episode[] {
  const slot = length / families.length;
  return families.map((family, index) => {
    const draft = family(random, 0, instances);
    const room = Math.max(0, slot - HOUR - (draft.to - draft.from));
    return shifted(draft, index * slot + HOUR / 2 + random.next() * room);
  });
}

function shifted(episode: Episode, by: number): Episode {
  const effects = episode.effects.map((effect) => ({ ...effect, from: effect.from + by, to: effect.to + by }));
  return { ...episode, from: episode.from + by, to: episode.to + by, effects };
}
