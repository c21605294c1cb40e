import { MINUTE, SECOND } from '../simulation/spans.js';
import type { Absence, Slowness } from './episode.js';
import { failing, slowing, type Family } from './incidents.js';
import { pickRoute } from './routes.js';

/** The instances restart one after another; each is slow while it warms up. */
export const rollingDeploy: Family = (random, from, instances) => {
  const effects: (Absence | Slowness)[] = [];
  let start = from;
  for (let instance = 0; instance < instances; instance++) {
    const absence: Absence = {
      type: 'absence',
      from: start,
      to: start + random.uniform(15, 40) * SECOND,
      instance,
      cause: 'deploy',
    };
    const warmUp = { from: absence.to, to: absence.to + random.uniform(30, 60) * SECOND };
    effects.push(absence, slowing(warmUp, 1, { instances: [instance] }, random.uniform(2, 5), 0));
    start = absence.to + random.uniform(20, 60) * SECOND;
  }
  return { family: 'rolling deploy', symptom: 'errors', from, to: start + MINUTE, effects };
};

/** Many requests fail, but only for twenty seconds. */
export const blip: Family = (random, from) => {
  const interval = { from, to: from + 20 * SECOND };
  return {
    family: '20-second blip',
    symptom: 'errors',
    ...interval,
    effects: [failing(interval, random.logUniform(0.2, 1), {}, 'ConnectionResetError')],
  };
};

/** One client sends invalid requests, nearly all of which are correctly refused. */
export const badClient: Family = (random, from) => {
  const interval = { from, to: from + random.logUniform(5 * MINUTE, 15 * MINUTE) };
  const crowd = {
    type: 'crowd',
    ...interval,
    rate: random.logUniform(2, 10),
    route: pickRoute(random.next()),
    status: 422,
    failureShare: 0.01,
  } as const;
  return { family: 'bad client', symptom: 'errors', ...interval, effects: [crowd] };
};

/** A scanner requests unknown paths. */
export const notFoundScan: Family = (random, from) => {
  const interval = { from, to: from + random.logUniform(2 * MINUTE, 10 * MINUTE) };
  const crowd = {
    type: 'crowd',
    ...interval,
    rate: random.logUniform(10, 50),
    route: -1,
    status: 404,
    failureShare: 0,
  } as const;
  return { family: '404 scan', symptom: 'errors', ...interval, effects: [crowd] };
};

/** A mobile network fails, and its clients disconnect. */
export const abortWave: Family = (random, from) => {
  const interval = { from, to: from + random.logUniform(MINUTE, 5 * MINUTE) };
  return {
    family: 'client-abort wave',
    symptom: 'errors',
    ...interval,
    effects: [{ type: 'abort', ...interval, share: random.uniform(0.2, 0.6) }],
  };
};

/** One instance is replaced, and is very slow at first. */
export const coldStart: Family = (random, from, instances) => {
  const instance = random.integer(instances);
  const absence: Absence = { type: 'absence', from, to: from + 10 * SECOND, instance, cause: 'deploy' };
  const warmUp = { from: absence.to, to: absence.to + random.uniform(30, 60) * SECOND };
  const slowness = slowing(warmUp, 1, { instances: [instance] }, random.uniform(5, 15), 0);
  return { family: 'cold start', symptom: 'latency', from, to: warmUp.to, effects: [absence, slowness] };
};

/** The families of the week that deserve no page. */
export const WEEKLY_NON_INCIDENTS: readonly Family[] = [
  rollingDeploy,
  rollingDeploy,
  rollingDeploy,
  rollingDeploy,
  blip,
  badClient,
  notFoundScan,
  abortWave,
  coldStart,
];
