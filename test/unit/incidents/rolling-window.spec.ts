import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { RollingWindow } from '../../../src/incidents/rolling-window.js';

const MINUTE = 60_000;

describe('a rolling window', () => {
  it('counts all samples and the bad ones among them', () => {
    const window = new RollingWindow(MINUTE);
    window.add(0, false);
    window.add(1_000, true);
    window.add(2_000, true);
    expect([window.total(2_000), window.bad(2_000)]).toEqual([3, 2]);
  });

  it('removes samples older than the window', () => {
    const window = new RollingWindow(MINUTE);
    window.add(0, true);
    expect(window.bad(MINUTE - 1_000)).toBe(1);
    expect(window.bad(MINUTE)).toBe(0);
    expect(window.total(MINUTE)).toBe(0);
  });

  it('is empty after a pause of many windows', () => {
    const window = new RollingWindow(MINUTE);
    window.add(0, true);
    expect(window.bad(1_000 * MINUTE)).toBe(0);
    window.add(1_000 * MINUTE, true);
    expect(window.bad(1_000 * MINUTE)).toBe(1);
  });

  it('distinguishes the last part of the window', () => {
    const window = new RollingWindow(10 * MINUTE);
    window.add(0, true);
    window.add(9.5 * MINUTE, true);
    window.add(9.6 * MINUTE, false);
    expect(window.recent(9.7 * MINUTE, MINUTE)).toEqual({ bad: 1, total: 2 });
    expect(window.recent(9.7 * MINUTE, 10 * MINUTE)).toEqual({ bad: 2, total: 3 });
  });

  it('starts anywhere: a process does not begin at zero', () => {
    const window = new RollingWindow(MINUTE);
    const start = 123_456_789;
    window.add(start, true);
    expect(window.bad(start + MINUTE / 2)).toBe(1);
    expect(window.bad(start + MINUTE)).toBe(0);
  });

  it('continues to count when time stands still', () => {
    const window = new RollingWindow(MINUTE);
    for (let sample = 0; sample < 1_000; sample++) window.add(5_000, sample % 2 === 0);
    expect([window.total(5_000), window.bad(5_000)]).toEqual([1_000, 500]);
  });

  it('counts a sample with an older time in the newest part', () => {
    const window = new RollingWindow(MINUTE);
    window.add(MINUTE, true);
    window.add(0, true);
    expect(window.bad(0)).toBe(2);
    expect(window.bad(2 * MINUTE - 1_000)).toBe(2);
    expect(window.bad(2 * MINUTE)).toBe(0);
  });

  it('forgets everything on reset, and counts from zero', () => {
    const window = new RollingWindow(MINUTE);
    window.add(0, true);
    window.clear();
    expect([window.total(0), window.bad(0), window.recent(0, MINUTE).total]).toEqual([0, 0, 0]);
    window.add(1_000, true);
    expect([window.total(MINUTE), window.bad(MINUTE)]).toEqual([1, 1]);
  });

  const samples = fc.array(fc.record({ pause: fc.double({ min: 0, max: 40_000, noNaN: true }), bad: fc.boolean() }), {
    maxLength: 300,
  });

  it('has an error of less than 1/120 of its length at its edge, for any samples', () => {
    fc.assert(
      fc.property(samples, fc.integer({ min: 1_000, max: 600_000 }), (stream, length) => {
        const window = new RollingWindow(length);
        const seen: { readonly at: number; readonly bad: boolean }[] = [];
        let now = 0;
        for (const { pause, bad } of stream) {
          now += pause;
          window.add(now, bad);
          seen.push({ at: now, bad });
          const surely = seen.filter(({ at }) => at > now - length * (119 / 120));
          const perhaps = seen.filter(({ at }) => at > now - length - 1e-6);
          expect(window.total(now)).toBeGreaterThanOrEqual(surely.length);
          expect(window.total(now)).toBeLessThanOrEqual(perhaps.length);
          expect(window.bad(now)).toBeGreaterThanOrEqual(surely.filter((sample) => sample.bad).length);
          expect(window.bad(now)).toBeLessThanOrEqual(perhaps.filter((sample) => sample.bad).length);
        }
      }),
    );
  });

  it('never counts below zero or more bad ones than all, even if time goes to and fro', () => {
    const times = fc.array(fc.record({ now: fc.nat(500_000), bad: fc.boolean() }), { maxLength: 200 });
    fc.assert(
      fc.property(times, fc.integer({ min: 1, max: 100_000 }), (stream, length) => {
        const window = new RollingWindow(length);
        let latest = 0;
        for (const { now, bad } of stream) {
          window.add(now, bad);
          latest = Math.max(latest, now);
          expect(window.bad(now)).toBeGreaterThanOrEqual(0);
          expect(window.total(now)).toBeGreaterThanOrEqual(Math.max(1, window.bad(now)));
          expect(window.recent(now, length)).toEqual({ total: window.total(now), bad: window.bad(now) });
        }
        expect(window.total(latest + length)).toBe(0);
      }),
    );
  });
});
