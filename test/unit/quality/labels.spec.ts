import { describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE, SECOND } from '../../bench/quality/simulation/spans.js';
import type { Episode } from '../../bench/quality/traces/episode.js';
import { planWeek } from '../../bench/quality/traces/plan.js';
import { isMustNot, labelEpisodes } from '../../bench/quality/truth/labels.js';
import { episode, failure, plan } from './plans.js';

function labelsOf(length: number, share: number, changes: Partial<Episode> = {}) {
  const interval = { from: HOUR, to: HOUR + length };
  const labelled = labelEpisodes(
    plan([episode(interval, { effects: [failure(interval, { share })], ...changes })], { length: DAY }),
  );
  return labelled[0]?.labels;
}

describe('the labels', () => {
  it('demand a page by both for an outage of an hour', () => {
    expect(labelsOf(HOUR, 1)).toEqual({ budget: 'must', latent: 'must' });
  });

  it('demand a page by budget alone for a slow burn: many hours, less than 1%', () => {
    expect(labelsOf(6 * HOUR, 0.008)).toEqual({ budget: 'must', latent: 'grey' });
  });

  it('demand a page by the latent labeling alone when 1.5% fail for six minutes', () => {
    expect(labelsOf(6 * MINUTE, 0.015)).toEqual({ budget: 'mustNot', latent: 'must' });
  });

  it('leave an outage of 20 seconds in the grey by budget, and forbid a page for a smaller one', () => {
    expect(labelsOf(20 * SECOND, 1)).toEqual({ budget: 'grey', latent: 'mustNot' });
    expect(labelsOf(20 * SECOND, 0.5)).toEqual({ budget: 'mustNot', latent: 'mustNot' });
  });

  it('change at 2% and 0.5% of the monthly error budget', () => {
    const month = 30 * DAY * 0.001;
    expect(labelsOf(month * 0.0201, 1)?.budget).toBe('must');
    expect(labelsOf(month * 0.0199, 1)?.budget).toBe('grey');
    expect(labelsOf(month * 0.0049, 1)?.budget).toBe('mustNot');
  });

  it('count one bad instance as its share of the fleet', () => {
    const interval = { from: 0, to: HOUR };
    const effects = [failure(interval, { share: 0.4, scope: { instances: [0] } })];
    expect(labelEpisodes(plan([episode(interval, { effects })]))[0]?.burden.share).toBeCloseTo(0.1, 10);
  });

  it('count slow requests, not failed ones, when latency is the symptom', () => {
    const interval = { from: 0, to: 10 * MINUTE };
    const slowness = { type: 'slowness', ...interval, share: 0.12, scope: {}, factor: 1, addedMs: 2_000 } as const;
    const [labelled] = labelEpisodes(plan([episode(interval, { symptom: 'latency', effects: [slowness] })]));
    expect(labelled?.burden.share).toBeCloseTo(0.12, 10);
    expect(labelled?.labels).toEqual({ budget: 'mustNot', latent: 'must' });
  });

  it('never allow a page for a deploy, a scan or clients that disconnect', () => {
    const harmless = ['rolling deploy', '404 scan', 'client-abort wave'];
    const labelled = [1, 2, 3].flatMap((seed) => labelEpisodes(planWeek(seed)));
    const found = labelled.filter(({ episode: { family } }) => harmless.includes(family));
    expect(found).toHaveLength(18);
    expect(found.every(isMustNot)).toBe(true);
  });
});
