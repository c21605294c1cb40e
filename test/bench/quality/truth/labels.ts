import { DAY, MINUTE } from '../simulation/spans.js';
import type { Episode, Symptom } from '../traces/episode.js';
import { volumeOf } from '../traces/load.js';
import type { Plan } from '../traces/plan.js';
import { burdenOf, type Burden } from './burden.js';

/** Whether an episode deserves a page. `grey` is not scored. */
export type Label = 'must' | 'grey' | 'mustNot';

/**
 * The two labelings: `budget` by the spent share of the monthly error budget, `latent` by the failing share and its duration.
 * The first favours burn rates by construction, so both are always published.
 */
export const LABELINGS = ['budget', 'latent'] as const;
export type Labeling = (typeof LABELINGS)[number];

/** An episode with its verdict. */
export interface LabelledEpisode {
  readonly episode: Episode;
  readonly burden: Burden;
  readonly labels: Readonly<Record<Labeling, Label>>;
}

/** Share of requests that may be bad: 99.9% succeed, 99% answer within a second. */
export const TOLERATED: Readonly<Record<Symptom, number>> = { errors: 0.001, latency: 0.01 };

const BUDGET_PERIOD = 30 * DAY;
const BUDGET = { must: 0.02, grey: 0.005 };
/** In multiples of the tolerated share: for errors 1% and 0.5% of the requests. */
const LATENT = { must: { share: 10, length: 5 * MINUTE }, grey: { share: 5, length: MINUTE } };

/** Adds both labels to every episode of a plan. */
export function labelEpisodes(plan: Plan): LabelledEpisode[] {
  const monthlyVolume = (volumeOf(plan.load, 0, plan.length) * BUDGET_PERIOD) / plan.length;
  return plan.episodes.map((episode) => {
    const burden = burdenOf(episode, plan);
    const budget = burden.bad / (TOLERATED[episode.symptom] * monthlyVolume);
    return { episode, burden, labels: { budget: budgetLabel(budget), latent: latentLabel(burden, episode) } };
  });
}

/** Whether either labeling demands a page. */
export function isMust({ labels }: LabelledEpisode): boolean {
  return LABELINGS.some((labeling) => labels[labeling] === 'must');
}

/** Whether neither labeling allows a page. */
export function isMustNot({ labels }: LabelledEpisode): boolean {
  return LABELINGS.every((labeling) => labels[labeling] === 'mustNot');
}

function budgetLabel(spent: number): Label {
  if (spent >= BUDGET.must) return 'must';
  return spent >= BUDGET.grey ? 'grey' : 'mustNot';
}

function latentLabel({ share }: Burden, { from, to, symptom }: Episode): Label {
  const multiple = share / TOLERATED[symptom];
  if (multiple >= LATENT.must.share && to - from >= LATENT.must.length) return 'must';
  return multiple >= LATENT.grey.share && to - from >= LATENT.grey.length ? 'grey' : 'mustNot';
}
