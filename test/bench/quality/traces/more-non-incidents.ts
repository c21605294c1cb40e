import { HOUR, MINUTE } from '../simulation/spans.js';
import type { Crowd } from './episode.js';
import type { Family } from './incidents.js';
import { abortWave } from './non-incidents.js';
import { pickRoute, PROBE, UNROUTED } from './routes.js';

/** Bots request everything, and are refused. */
export const refusedBots: Family = (random, from) => {
  const interval = { from, to: from + random.logUniform(5 * MINUTE, 2 * HOUR) };
  const rate = random.logUniform(2, 20) / 2;
  const refused: Crowd = {
    type: 'crowd',
    ...interval,
    rate,
    route: pickRoute(random.next()),
    status: [401, 403, 429],
    failureShare: 0,
  };
  const unknown: Crowd = { ...refused, route: UNROUTED, status: 404 };
  return { family: 'refused bots', symptom: 'errors', ...interval, effects: [refused, unknown] };
};

/** One client sends occasional requests, and disconnects before the answer. */
export const loneClient: Family = (random, from) => {
  const interval = { from, to: from + random.logUniform(10 * MINUTE, 6 * HOUR) };
  const crowd: Crowd = {
    type: 'crowd',
    ...interval,
    rate: random.logUniform(0.02, 1),
    route: pickRoute(random.next()),
    leaves: 'waiting',
    failureShare: 0,
  };
  return { family: 'lone client that aborts', symptom: 'errors', ...interval, effects: [crowd] };
};

/** Downloads are cancelled: the answer had started, and took long because of its reader. */
export const cancelledDownloads: Family = (random, from) => {
  const interval = { from, to: from + random.logUniform(10 * MINUTE, 2 * HOUR) };
  const crowd: Crowd = {
    type: 'crowd',
    ...interval,
    rate: random.logUniform(0.1, 5),
    route: pickRoute(random.next()),
    leaves: 'downloading',
    failureShare: 0,
  };
  return { family: 'cancelled downloads', symptom: 'errors', ...interval, effects: [crowd] };
};

/** A load balancer checks the health of every instance every half minute, always successfully. */
export function probes(length: number, instances: number): ReturnType<Family> {
  const interval = { from: 0, to: length };
  const crowd: Crowd = { type: 'crowd', ...interval, rate: instances / 30, route: PROBE, status: 200, failureShare: 0 };
  return { family: 'probes', symptom: 'errors', ...interval, effects: [crowd] };
}

/** The families that deserve no page and are not in the week. */
export const MORE_NON_INCIDENTS: readonly Family[] = [refusedBots, loneClient, cancelledDownloads, abortWave];
