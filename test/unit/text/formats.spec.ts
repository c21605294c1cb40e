import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { counted, formatCount, ordinal } from '../../../src/text/count.js';
import { sharePercent } from '../../../src/text/percent.js';
import { utcTime } from '../../../src/time/utc-time.js';
import { formatAgainst, formatDuration } from '../../../src/time/duration.js';

describe('counts', () => {
  it.each([
    [0, '0 requests'],
    [1, '1 request'],
    [999, '999 requests'],
    [17_098, '17,098 requests'],
    [1_234_567, '1,234,567 requests'],
  ])('say %d as "%s"', (number, words) => {
    expect(counted(number, 'request')).toBe(words);
  });

  it.each([
    [2, '2nd'],
    [3, '3rd'],
    [4, '4th'],
    [11, '11th'],
    [21, '21st'],
    [1_112, '1,112th'],
  ])('say the ordinal of %d as %s', (number, words) => {
    expect(ordinal(number)).toBe(words);
  });

  it('lose no digit', () => {
    fc.assert(
      fc.property(fc.nat(), (number) => {
        expect(Number(formatCount(number).replaceAll(',', ''))).toBe(number);
      }),
    );
  });
});

describe('a share', () => {
  it.each([
    [31, 1_000, undefined, '3.1%'],
    [10, 30, 0.05, '33%'],
    // A breach that two digits would round away.
    [172, 17_098, 0.01, '1.01%'],
    [67, 331, 0.2, '20.2%'],
    [100_001, 200_000, 0.5, '50.001%'],
    [996, 1_000, 0.01, '99.6%'],
    [10, 10, 0.01, '100%'],
    [0, 10, 0.01, '0%'],
    [0, 0, 0.01, '0%'],
  ])('of %d of %d with the limit %s is %s', (part, whole, limit, words) => {
    expect(sharePercent(part, whole, limit)).toBe(words);
  });

  it('above the limit never looks like the limit or less, and less than all never like all', () => {
    const limits = fc.constantFrom(0.001, 0.01, 0.05, 0.2, 0.333, 0.5, 0.9);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5_000 }), fc.nat(5_000), limits, (whole, some, limit) => {
        const part = Math.min(some, whole);
        const shown = Number.parseFloat(sharePercent(part, whole, limit));
        expect(shown > 100 * limit).toBe(part / whole > limit);
        expect(shown === 100).toBe(part === whole);
      }),
    );
  });
});

describe('a duration beside its limit', () => {
  it.each([
    [2_307, 2_000, '2.3 s'],
    [1_490, 1_000, '1.5 s'],
    [2_001, 2_000, '2,001 ms'],
    [100.2, 100, '100.2 ms'],
    [100.000_1, 100, '100.01 ms'],
    [1_999, 2_000, '2 s'],
    [61_000, 60_000, '1 min 1 s'],
    [60_400, 60_000, '60,400 ms'],
  ])('of %d and %d ms is %s', (milliseconds, limit, words) => {
    expect(formatAgainst(milliseconds, limit)).toBe(words);
  });

  it('never looks like the limit when it is above it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000_000 }), fc.integer({ min: 1, max: 5_000 }), (limit, more) => {
        expect(formatAgainst(limit + more, limit)).not.toBe(formatDuration(limit));
      }),
    );
  });
});

describe('a time', () => {
  const NOW = Date.UTC(2026, 2, 1, 13, 15, 40);
  it.each([
    [NOW - 5_000, NOW, '13:15:35 UTC'],
    [NOW - 128_000, NOW, '13:13:32 UTC (2 min ago)'],
    [NOW - 5_400_000, NOW, '11:45:40 UTC (1 h ago)'],
    [NOW - 200_000_000, NOW, '2026-02-27 05:42:20 UTC (2 d ago)'],
    [NOW + 1_000, NOW, '13:15:41 UTC'],
    [NOW, undefined, '2026-03-01 13:15:40 UTC'],
  ])('%d at %s is "%s"', (wall, now, words) => {
    expect(utcTime(wall, now)).toBe(words);
  });
});
