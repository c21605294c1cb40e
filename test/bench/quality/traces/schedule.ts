import { MINUTE } from '../simulation/spans.js';
import type { Absence, Crowd, Effect } from './episode.js';
import type { Plan } from './plan.js';

/** A period with the same effects and nearly constant load. */
export interface Step {
  readonly from: number;
  readonly to: number;
  /** Requests per second of ordinary clients. */
  readonly rate: number;
  /** Effects on requests. */
  readonly effects: readonly Effect[];
  readonly crowds: readonly Crowd[];
  /** The instances that serve. */
  readonly serving: readonly number[];
}

/** Cuts a plan into steps, at each minute and at the start and end of each effect. */
export function* schedule(plan: Plan): Generator<Step> {
  const all = plan.episodes.flatMap((episode) => episode.effects);
  const edges = [...new Set(all.flatMap(({ from, to }) => [from, to]))].toSorted((left, right) => left - right);
  edges.push(plan.length);
  let from = 0;
  for (const edge of edges) {
    const end = Math.min(edge, plan.length);
    if (end <= from) continue;
    const active = all.filter((effect) => effect.from <= from && from < effect.to);
    const constant = {
      effects: active,
      crowds: active.filter(isCrowd),
      serving: servingInstances(plan, active.filter(isAbsence)),
    };
    while (from < end) {
      const to = Math.min(end, from + MINUTE);
      yield { from, to, rate: plan.load((from + to) / 2), ...constant };
      from = to;
    }
  }
}

function servingInstances(plan: Plan, absences: readonly Absence[]): number[] {
  const all = Array.from({ length: plan.instances }, (_, instance) => instance);
  return all.filter((instance) => !absences.some((absence) => absence.instance === instance));
}

export function isAbsence(effect: Effect): effect is Absence {
  return effect.type === 'absence';
}

function isCrowd(effect: Effect): effect is Crowd {
  return effect.type === 'crowd';
}
