import { describe, expect, it } from 'vitest';
import { MINUTE, SECOND } from '../../bench/quality/simulation/spans.js';
import type { Effect } from '../../bench/quality/traces/episode.js';
import { planWeek, type Plan } from '../../bench/quality/traces/plan.js';
import { ROUTES } from '../../bench/quality/traces/routes.js';
import { hasFailed, rawPath, type Sample } from '../../bench/quality/traces/sample.js';
import { trafficOf } from '../../bench/quality/traces/traffic.js';
import { episode, failure, plan } from './plans.js';

const during = { from: 20 * MINUTE, to: 50 * MINUTE };

function play(what: Plan): Sample[] {
  return [...trafficOf(what)];
}

function playEffects(...effects: readonly Effect[]): Sample[] {
  return play(plan([episode(during, { effects })]));
}

const within = ({ t }: Sample): boolean => during.from <= t && t < during.to;

describe('the simulated traffic', () => {
  it('is the same for the same seed', () => {
    const week = { ...planWeek(7), length: 20 * MINUTE };
    expect(play(week)).toEqual(play(week));
    expect(planWeek(7).episodes.map(({ family, from }) => [family, from])).toEqual(
      planWeek(7).episodes.map(({ family, from }) => [family, from]),
    );
  });

  it('differs for another seed', () => {
    const times = (seed: number): number[] => play(plan([], { seed, length: MINUTE })).map(({ t }) => t);
    expect(times(1)).not.toEqual(times(2));
  });

  it('is ordered by time and has the rate of the load', () => {
    const samples = play(plan());
    const expected = 20 * 3_600;
    expect(samples.every((sample, index) => index === 0 || sample.t >= (samples[index - 1]?.t ?? 0))).toBe(true);
    expect(Math.abs(samples.length - expected)).toBeLessThan(4 * Math.sqrt(expected));
  });

  it('is distributed over the routes by weight', () => {
    const samples = play(plan());
    const share = samples.filter(({ route }) => route === 0).length / samples.length;
    expect(share).toBeCloseTo(ROUTES[0]?.weight ?? 0, 2);
    expect(ROUTES).toHaveLength(40);
    expect(ROUTES.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 10);
  });

  it('fails the share of requests of an episode, and only during it', () => {
    const samples = playEffects(failure(during, { share: 0.2 }));
    expect(samples.filter((sample) => hasFailed(sample) && !within(sample))).toEqual([]);
    expect(samples.filter(hasFailed).length / samples.filter(within).length).toBeCloseTo(0.2, 1);
  });

  it('fails only the routes and instances that an episode names', () => {
    const failed = playEffects(failure(during, { scope: { routes: [3], instances: [1] } })).filter(hasFailed);
    expect(failed.length).toBeGreaterThan(100);
    expect(new Set(failed.map(({ route, instance }) => `${route} ${instance}`))).toEqual(new Set(['3 1']));
  });

  it('sends nothing to an absent instance, and its share to the others', () => {
    const samples = playEffects({ type: 'absence', ...during, instance: 2, cause: 'deploy' }).filter(within);
    expect(samples.filter(({ instance }) => instance === 2)).toEqual([]);
    expect(Math.abs(samples.length - 36_000)).toBeLessThan(1_000);
  });

  it('adds the requests of a crowd', () => {
    const crowd = { type: 'crowd', ...during, rate: 10, route: -1, status: 404, failureShare: 0 } as const;
    const scans = playEffects(crowd).filter(({ client }) => client === 1);
    expect(Math.abs(scans.length - 18_000)).toBeLessThan(600);
    expect(new Set(scans.map(({ operation, status }) => `${operation} ${status}`))).toEqual(new Set(['404:* 404']));
  });

  it('slows and aborts requests', () => {
    const slow = playEffects({ type: 'slowness', ...during, share: 1, scope: {}, factor: 1, addedMs: 2_000 }).filter(
      within,
    );
    expect(slow.every(({ durationMs }) => durationMs > 2_000)).toBe(true);
    const gone = playEffects({ type: 'abort', ...during, share: 1 }).filter(within);
    expect(gone.every(({ aborted, status }) => aborted && status === undefined)).toBe(true);
  });

  it('names operations by code and paths by data', () => {
    const sample = play(plan([], { length: 10 * SECOND })).find(({ operation }) => operation === 'GET /orders/:id');
    expect(sample === undefined ? '' : rawPath(sample)).toMatch(/^\/orders\/\d+$/);
  });
});

describe('a request without an answer', () => {
  const givenUp = failure(during, { unfinished: 'givenUp', durationMs: 5_000 });

  it('is abandoned by its client or cut off by the server, and fails only in the second case', () => {
    const hanging = playEffects(givenUp).filter(within);
    expect(new Set(hanging.map(({ status, aborted, unanswered }) => `${status} ${aborted} ${unanswered}`))).toEqual(
      new Set(['undefined true true']),
    );
    expect(hanging.filter(hasFailed)).toEqual([]);
    const broken = playEffects(failure(during, { unfinished: 'cutOff' })).filter(within);
    expect(broken.every((sample) => sample.cutOff && !sample.aborted && hasFailed(sample))).toBe(true);
  });

  it('is not one whose client disconnects during the answer', () => {
    const crowd = { type: 'crowd', ...during, rate: 5, route: 0, failureShare: 0 } as const;
    const downloads = playEffects({ ...crowd, leaves: 'downloading' }).filter(({ client }) => client === 1);
    expect(downloads.every(({ aborted, unanswered }) => aborted && !unanswered)).toBe(true);
    const impatient = playEffects({ ...crowd, leaves: 'waiting' }).filter(({ client }) => client === 1);
    expect(impatient.every(({ aborted, unanswered }) => aborted && unanswered)).toBe(true);
    expect(impatient.length).toBeGreaterThan(1_000);
  });
});
