import { HOUR, MINUTE, SECOND } from '../simulation/spans.js';
import type { Random } from '../simulation/random.js';
import type { Absence, Effect, Episode, Failure, Interval, Scope, Slowness } from './episode.js';
import { ROUTES } from './routes.js';

/** Draws one episode that starts at a given time. */
export type Family = (random: Random, from: number, instances: number) => Episode;

const EVERYTHING: Scope = {};

/** The duration of a request whose dependency hangs. */
const TIMEOUT_MS = 3_000;

export const hardOutage: Family = (random, from) => {
  const interval = lasting(random, from, 2 * MINUTE, HOUR);
  const hangs = random.next() < 0.5;
  const failure = failing(interval, random.uniform(0.5, 1), EVERYTHING, 'ServiceUnavailableError');
  return errors('hard outage', interval, [hangs ? { ...failure, status: 504, durationMs: TIMEOUT_MS } : failure]);
};

export const partialOutage: Family = (random, from) => {
  const interval = lasting(random, from, 5 * MINUTE, 2 * HOUR);
  return errors('partial outage', interval, [
    failing(interval, random.logUniform(0.02, 0.2), EVERYTHING, 'ConnectionResetError'),
  ]);
};

export const slowBurn: Family = (random, from) => {
  const interval = lasting(random, from, HOUR, 6 * HOUR);
  return errors('slow burn', interval, [failing(interval, random.logUniform(0.004, 0.01), EVERYTHING, 'TypeError')]);
};

export const flapping: Family = (random, from) => {
  const period = random.logUniform(MINUTE, 10 * MINUTE);
  const rounds = Math.max(3, Math.round(random.logUniform(30 * MINUTE, 3 * HOUR) / period));
  const on = period * random.uniform(0.1, 0.5);
  const share = random.logUniform(0.2, 1);
  const effects = Array.from({ length: rounds }, (_, round) => {
    const start = from + round * period;
    return failing({ from: start, to: start + on }, share, EVERYTHING, 'PoolExhaustedError');
  });
  return errors('flapping', { from, to: from + (rounds - 1) * period + on }, effects);
};

export const storm: Family = (random, from, instances) => {
  const interval = lasting(random, from, 5 * MINUTE, HOUR);
  const failure = failing(interval, random.logUniform(0.3, 1), EVERYTHING, 'DatabaseUnavailableError');
  const crashes = Array.from({ length: instances }, (_, instance) => crashLoop(random, interval, instance));
  return errors('storm with a crash loop', interval, [failure, ...crashes.flat()]);
};

export const oneBadInstance: Family = (random, from, instances) => {
  const interval = lasting(random, from, 5 * MINUTE, 2 * HOUR);
  const scope = { instances: [random.integer(instances)] };
  return errors('one bad instance', interval, [failing(interval, random.logUniform(0.2, 1), scope, 'DiskFullError')]);
};

export const poisonedRoute: Family = (random, from) => {
  const interval = lasting(random, from, 10 * MINUTE, 4 * HOUR);
  const route = Math.floor(random.logUniform(1, ROUTES.length + 1)) - 1;
  return errors('single poisoned route', interval, [
    failing(interval, random.uniform(0.5, 1), { routes: [route] }, 'SyntaxError'),
  ]);
};

export const exceptionWithIds: Family = (random, from) => {
  const interval = lasting(random, from, 10 * MINUTE, 2 * HOUR);
  const routes = random.shuffle(ROUTES.map((_, route) => route)).slice(0, 5);
  const failure = failing(interval, random.logUniform(0.03, 0.5), { routes }, 'OrderLockedError');
  return errors('exception with ids in its message', interval, [
    { ...failure, message: (n) => `order ${n} is locked by job ${n * 7}` },
  ]);
};

export const latencyRegression: Family = (random, from) => {
  const interval = lasting(random, from, 10 * MINUTE, 4 * HOUR);
  const routes = random.shuffle(ROUTES.map((_, route) => route)).slice(0, 20);
  const scope = random.next() < 0.5 ? EVERYTHING : { routes };
  return latency('latency regression', interval, [slowing(interval, 1, scope, random.logUniform(3, 30), 0)]);
};

export const bimodalLatency: Family = (random, from) => {
  const interval = lasting(random, from, 10 * MINUTE, 3 * HOUR);
  return latency('bimodal latency', interval, [
    slowing(interval, random.logUniform(0.05, 0.4), EVERYTHING, 1, random.uniform(1_500, 5_000)),
  ]);
};

/** The families of the week that can deserve a page, all equally likely. */
export const INCIDENT_FAMILIES: readonly Family[] = [
  hardOutage,
  partialOutage,
  slowBurn,
  flapping,
  storm,
  oneBadInstance,
  poisonedRoute,
  exceptionWithIds,
  latencyRegression,
  bimodalLatency,
];

/** A failure whose text is always the same. */
export function failing(interval: Interval, share: number, scope: Scope, errorClass: string): Failure {
  return {
    type: 'failure',
    ...interval,
    share,
    scope,
    status: 500,
    errorClass,
    message: () => `${errorClass} in the simulation`,
  };
}

export function slowing(interval: Interval, share: number, scope: Scope, factor: number, addedMs: number): Slowness {
  return { type: 'slowness', ...interval, share, scope, factor, addedMs };
}

function crashLoop(random: Random, interval: Interval, instance: number): Absence[] {
  const absences: Absence[] = [];
  let from = interval.from + random.uniform(0.5 * MINUTE, 4 * MINUTE);
  while (from < interval.to) {
    const to = from + random.uniform(5 * SECOND, 20 * SECOND);
    absences.push({ type: 'absence', from, to, instance, cause: 'crash' });
    from = to + random.uniform(MINUTE, 4 * MINUTE);
  }
  return absences;
}

function lasting(random: Random, from: number, shortest: number, longest: number): Interval {
  return { from, to: from + random.logUniform(shortest, longest) };
}

function errors(family: string, interval: Interval, effects: readonly Effect[]): Episode {
  return { family, symptom: 'errors', from: interval.from, to: interval.to, effects };
}

function latency(family: string, interval: Interval, effects: readonly Effect[]): Episode {
  return { family, symptom: 'latency', from: interval.from, to: interval.to, effects };
}
