import { describe, expect, it } from 'vitest';
import type { Page, Timeline } from '../../bench/quality/judge/timeline.js';
import { peakWithin, scoreRun } from '../../bench/quality/metrics/run-score.js';
import { DAY, HOUR, MINUTE, SECOND } from '../../bench/quality/simulation/spans.js';
import { labelEpisodes } from '../../bench/quality/truth/labels.js';
import { episode, failure, plan } from './plans.js';

const outage = { from: 2 * HOUR, to: 3 * HOUR };
const blip = { from: 10 * HOUR, to: 10 * HOUR + 20 * SECOND };
const harmless = { from: 12 * HOUR, to: 12 * HOUR + 20 * SECOND };
const day = plan(
  [episode(outage), episode(blip), episode(harmless, { effects: [failure(harmless, { share: 0.1 })] })],
  { length: DAY },
);

function page(openedAt: number, closedAt?: number, alias = 'a'): Page {
  return {
    alias,
    raisedAt: openedAt - SECOND,
    openedAt,
    closed: closedAt === undefined ? undefined : { at: closedAt, by: 'strategy' },
  };
}

function score(pages: readonly Page[], rest: Partial<Timeline> = {}) {
  return scoreRun({ pages, repeats: [], calls: [], lost: [], ...rest }, labelEpisodes(day), ['errors'], DAY);
}

describe('the score of a run', () => {
  it('is perfect for one page that closes soon after the end', () => {
    expect(score([page(outage.from + 30 * SECOND, outage.to + 5 * MINUTE)])).toMatchObject({
      must: { budget: 1, latent: 1 },
      missed: { budget: 0, latent: 0 },
      pages: 1,
      falsePages: 0,
      incidentPages: 1,
      found: 1,
      detectionSeconds: [30],
      outageDetectionSeconds: [30],
      staleMinutes: [5],
      blindMinutes: [0],
      prematureCloses: 0,
      deliverySeconds: [1],
    });
  });

  it('counts an incident without a page as missed by both labels', () => {
    expect(score([])).toMatchObject({ missed: { budget: 1, latent: 1 }, masked: 0, found: 0, detectionSeconds: [] });
  });

  it('counts it as masked if an open alert absorbed it', () => {
    const stuck = page(HOUR);
    expect(score([stuck], { repeats: [outage.from + SECOND] })).toMatchObject({
      missed: { budget: 1 },
      masked: 1,
      falsePages: 1,
    });
  });

  it('counts every page as false except in the grey or within five minutes of the end', () => {
    expect(score([page(blip.from + 5 * SECOND)]).falsePages).toBe(0);
    expect(score([page(outage.to + 4 * MINUTE)])).toMatchObject({ falsePages: 0, found: 1 });
    expect(score([page(outage.to + 6 * MINUTE)])).toMatchObject({ falsePages: 1, found: 0 });
    expect(score([page(harmless.from + SECOND)]).falsePages).toBe(1);
  });

  it('counts every page of an incident, its early closes, and the time without any alert', () => {
    const first = page(outage.from, outage.from + 10 * MINUTE);
    const second = page(outage.from + 30 * MINUTE, outage.to);
    expect(score([first, second])).toMatchObject({
      incidentPages: 2,
      found: 1,
      prematureCloses: 1,
      blindMinutes: [20],
      staleMinutes: [0],
    });
  });

  it('adds up the hours of alerts that stay open without a reason', () => {
    const forgotten = page(outage.from, undefined, 'forgotten');
    const needless = page(5 * HOUR, 6 * HOUR, 'needless');
    expect(score([forgotten, needless])).toMatchObject({ staleHours: 22, staleMinutes: [21 * 60], aliases: 2 });
  });

  it('does not expect a latency strategy to find outages', () => {
    const timeline = { pages: [], repeats: [], calls: [], lost: [] };
    expect(scoreRun(timeline, labelEpisodes(day), ['latency'], DAY).must).toEqual({ budget: 0, latent: 0 });
  });

  it('finds the busiest minute wherever it starts', () => {
    expect(peakWithin([0, 50_000, 70_000, 100_000, 109_999, 300_000], MINUTE)).toBe(4);
    expect(peakWithin([], MINUTE)).toBe(0);
  });
});
