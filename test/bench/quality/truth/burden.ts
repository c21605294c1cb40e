import { slowShareOf } from '../traces/durations.js';
import type { Effect, Episode, Scope } from '../traces/episode.js';
import { volumeOf } from '../traces/load.js';
import type { Plan } from '../traces/plan.js';
import { ROUTES, weightOf } from '../traces/routes.js';

/** The expected impact of an episode on users, computed from its plan, not measured. */
export interface Burden {
  /** Affected requests. */
  readonly bad: number;
  /** Their share of all requests during the episode. */
  readonly share: number;
}

/** The burden of an episode by its own symptom: failed requests, or slow ones. */
export function burdenOf(episode: Episode, plan: Plan): Burden {
  const bad = episode.effects.reduce((sum, effect) => sum + badRequests(effect, episode, plan), 0);
  const volume = volumeOf(plan.load, episode.from, episode.to);
  return { bad, share: volume === 0 ? 0 : bad / volume };
}

function badRequests(effect: Effect, episode: Episode, plan: Plan): number {
  if (effect.type === 'failure' && episode.symptom === 'errors') {
    return effect.share * coverage(effect.scope, plan) * volumeOf(plan.load, effect.from, effect.to);
  }
  if (effect.type === 'crowd' && episode.symptom === 'errors') {
    return (effect.failureShare * effect.rate * (effect.to - effect.from)) / 1_000;
  }
  if (effect.type === 'slowness' && episode.symptom === 'latency') {
    const routes = effect.scope.routes ?? ROUTES.map((_, route) => route);
    const slow = routes.reduce((sum, route) => {
      return sum + weightOf([route]) * (effect.addedMs >= 1_000 ? 1 : slowShareOf(route, effect.factor));
    }, 0);
    return effect.share * slow * instanceShare(effect.scope, plan) * volumeOf(plan.load, effect.from, effect.to);
  }
  return 0;
}

function coverage(scope: Scope, plan: Plan): number {
  return weightOf(scope.routes) * instanceShare(scope, plan);
}

function instanceShare(scope: Scope, plan: Plan): number {
  return (scope.instances?.length ?? plan.instances) / plan.instances;
}
