import { HOUR, MINUTE, SECOND } from '../simulation/spans.js';
import type { Effect, Failure } from './episode.js';
import { failing, type Family } from './incidents.js';
import { ROUTES } from './routes.js';

/** The number of steps of a ramp. */
const RAMP_STEPS = 20;

/** Every request hangs until its client or a load balancer abandons it. */
export const everythingHangs: Family = (random, from) => {
  const interval = { from, to: from + random.logUniform(5 * MINUTE, HOUR) };
  const patience = random.logUniform(SECOND, MINUTE);
  const effects = [givenUp(failing(interval, random.uniform(0.98, 1), {}, 'none'), patience)];
  return { family: 'everything hangs', symptom: 'errors', ...interval, effects };
};

/** The server breaks off responses: its own timeout, half an answer, a failing stream. */
export const serverBreaksOff: Family = (random, from) => {
  const interval = { from, to: from + random.logUniform(5 * MINUTE, 2 * HOUR) };
  const failure = failing(interval, random.logUniform(0.02, 0.5), {}, 'ERR_STREAM_PREMATURE_CLOSE');
  return {
    family: 'the server breaks off',
    symptom: 'errors',
    ...interval,
    effects: [{ ...failure, unfinished: 'cutOff' }],
  };
};

/** A new version fails on each instance from its roll-out to its roll-back. */
export const badDeploy: Family = (random, from, instances) => {
  const share = random.logUniform(0.05, 0.5);
  const length = random.logUniform(10 * MINUTE, HOUR);
  const effects: Effect[] = [];
  let end = from;
  for (let instance = 0; instance < instances; instance++) {
    const start = from + instance * random.uniform(40, 90) * SECOND;
    const absence = random.uniform(10, 30) * SECOND;
    const back = start + length;
    end = Math.max(end, back);
    effects.push(
      { type: 'absence', from: start, to: start + absence, instance, cause: 'deploy' },
      failing({ from: start + absence, to: back }, share, { instances: [instance] }, 'TypeError'),
      { type: 'absence', from: back, to: back + absence, instance, cause: 'deploy' },
    );
  }
  return { family: 'bad deploy', symptom: 'errors', from, to: end, effects };
};

/** An increasing share fails: a leak, an exhausted pool, a full disk. */
export const ramp: Family = (random, from) => {
  const length = random.logUniform(20 * MINUTE, 3 * HOUR);
  const most = random.logUniform(0.05, 0.8);
  const effects = Array.from({ length: RAMP_STEPS }, (_, step): Failure => {
    const interval = { from: from + (step * length) / RAMP_STEPS, to: from + ((step + 1) * length) / RAMP_STEPS };
    return failing(interval, (most * (step + 1)) / RAMP_STEPS, {}, 'PoolExhaustedError');
  });
  return { family: 'ramp', symptom: 'errors', from, to: from + length, effects };
};

/** One POST route fails completely, and everything else is healthy. */
export const deadPost: Family = (random, from) => {
  const interval = { from, to: from + random.logUniform(20 * MINUTE, 4 * HOUR) };
  const routes = [ROUTES.findIndex(({ operation }) => operation.startsWith('POST '))];
  const failure = failing(interval, 1, { routes }, 'ServiceUnavailableError');
  return { family: 'dead POST', symptom: 'errors', ...interval, effects: [failure] };
};

/** The families that the week does not contain. */
export const MORE_INCIDENT_FAMILIES: readonly Family[] = [everythingHangs, serverBreaksOff, badDeploy, ramp, deadPost];

/** Turns a failure into one without an answer. @param patience how long its client waits, in milliseconds */
export function givenUp(failure: Failure, patience: number): Failure {
  return { ...failure, unfinished: 'givenUp', durationMs: patience };
}
