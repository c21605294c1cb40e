import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { formatDuration, parseDuration } from '../../../src/time/duration.js';

describe('parseDuration', () => {
  it.each([
    [0, 0],
    [2_000, 2_000],
    [0.5, 0.5],
    ['500ms', 500],
    ['2s', 2_000],
    ['1.5m', 90_000],
    ['6h', 21_600_000],
    ['3d', 259_200_000],
    [' 2s ', 2_000],
    ['0ms', 0],
  ])('reads %j as %d milliseconds', (duration, milliseconds) => {
    expect(parseDuration(duration)).toBe(milliseconds);
  });

  it.each([
    ['a negative number', -1],
    ['no number at all', Number.NaN],
    ['an infinite number', Number.POSITIVE_INFINITY],
    ['a text that overflows', `${'9'.repeat(400)}d`],
    ['a text without a unit', '2000'],
    ['an unknown unit', '2w'],
    ['a space between number and unit', '2 s'],
    ['a negative text', '-2s'],
    ['an exponent', '1e3ms'],
    ['an empty text', ''],
    ['null', null],
    ['nothing', undefined],
    ['a list', [2_000]],
    ['an object', { milliseconds: 2_000 }],
    ['a bigint', 2_000n],
  ])('refuses %s', (_what, duration) => {
    expect(parseDuration(duration)).toBeUndefined();
  });

  it('returns a finite number of zero or more, or undefined, for any input', () => {
    fc.assert(
      fc.property(fc.anything(), (anything) => {
        const milliseconds = parseDuration(anything);
        expect(milliseconds === undefined || (Number.isFinite(milliseconds) && milliseconds >= 0)).toBe(true);
      }),
    );
  });
});

describe('formatDuration', () => {
  it.each([
    [0, '0 ms'],
    [850.4, '850 ms'],
    [999.4, '999 ms'],
    [999.5, '1 s'],
    [1_490, '1.5 s'],
    [2_307, '2.3 s'],
    [2_000, '2 s'],
    [9_949, '9.9 s'],
    [9_950, '10 s'],
    [12_000, '12 s'],
    [59_400, '59 s'],
    [59_500, '1 min'],
    [250_000, '4 min 10 s'],
    [3_599_600, '1 h'],
    [7_500_000, '2 h 5 min'],
    [86_400_000, '1 d'],
    [273_600_000, '3 d 4 h'],
  ])('says %d milliseconds as %s', (milliseconds, words) => {
    expect(formatDuration(milliseconds)).toBe(words);
  });
});
