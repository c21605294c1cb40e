import { Random } from '../simulation/random.js';
import { MINUTE, SECOND, WEEK } from '../simulation/spans.js';
import type { Absence, Episode } from './episode.js';
import { failing, oneBadInstance, type Family } from './incidents.js';
import { dailyLoad, fewRequestsLoad } from './load.js';
import { BACKGROUND_ERRORS, inSlots, planWeek, type Planner } from './plan.js';
import { isAbsence } from './schedule.js';

/** Half a week of 20 requests a second on 20 instances; one of them at a time is bad, fourteen times. */
export const planOneBadOfTwenty: Planner = (seed) => {
  const random = new Random(seed, 'one bad of twenty');
  const length = WEEK / 2;
  const instances = 20;
  const families = Array.from({ length: 14 }, () => oneBadInstance);
  const episodes = inSlots(families, length, random, instances);
  return { seed, length, instances, load: dailyLoad, backgroundErrors: BACKGROUND_ERRORS, episodes };
};

/** A week of a request every five seconds on 8 instances; five times everything fails. */
export const planFewRequests: Planner = (seed) => {
  const random = new Random(seed, 'few requests');
  const outage: Family = (_, from) => {
    const interval = { from, to: from + random.logUniform(5, 120) * MINUTE };
    const effects = [failing(interval, 1, {}, 'ServiceUnavailableError')];
    return { family: 'outage', symptom: 'errors', ...interval, effects };
  };
  const instances = 8;
  const episodes = inSlots(
    Array.from({ length: 5 }, () => outage),
    WEEK,
    random,
    instances,
  );
  return { seed, length: WEEK, instances, load: fewRequestsLoad, backgroundErrors: BACKGROUND_ERRORS, episodes };
};

/** The week, on instances that are replaced after 3 to 10 minutes. */
export const planShortLives: Planner = (seed) => {
  const plan = planWeek(seed);
  const random = new Random(seed, 'short lives');
  const known = plan.episodes.flatMap(({ effects }) => effects.filter(isAbsence));
  const replacements = Array.from({ length: plan.instances }, (_, instance) => instance).flatMap((instance) =>
    replacementsOf(instance, plan.length, random).filter((one) => !known.some((other) => overlaps(one, other))),
  );
  const shortLives: Episode = {
    family: 'short lives',
    symptom: 'errors',
    from: 0,
    to: plan.length,
    effects: replacements,
  };
  return { ...plan, episodes: [...plan.episodes, shortLives] };
};

function replacementsOf(instance: number, length: number, random: Random): Absence[] {
  const absences: Absence[] = [];
  let from = random.uniform(0, 10) * MINUTE;
  while (from < length) {
    const to = from + random.uniform(1, 5) * SECOND;
    absences.push({ type: 'absence', from, to, instance, cause: 'deploy' });
    from = to + random.uniform(3, 10) * MINUTE;
  }
  return absences;
}

function overlaps(one: Absence, other: Absence): boolean {
  return one.instance === other.instance && one.from <= other.to && other.from <= one.to;
}
