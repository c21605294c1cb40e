import { HOUR } from '../../bench/quality/simulation/spans.js';
import type { Episode, Failure, Interval } from '../../bench/quality/traces/episode.js';
import type { Plan } from '../../bench/quality/traces/plan.js';

/** Twenty requests per second on 4 instances for an hour, with no errors except those of the episodes. */
export function plan(episodes: readonly Episode[] = [], changes: Partial<Plan> = {}): Plan {
  return { seed: 1, length: HOUR, instances: 4, load: () => 20, backgroundErrors: 0, episodes, ...changes };
}

export function failure(interval: Interval, changes: Partial<Failure> = {}): Failure {
  const text = { status: 500, errorClass: 'TestError', message: (n: number) => `failure ${n}` };
  return { type: 'failure', ...interval, share: 1, scope: {}, ...text, ...changes };
}

export function episode(interval: Interval, changes: Partial<Episode> = {}): Episode {
  return { family: 'test', symptom: 'errors', ...interval, effects: [failure(interval)], ...changes };
}
