import { describe, expect, it } from 'vitest';
import { estimate, percentile, wilson } from '../../bench/quality/metrics/statistics.js';
import { figure, seconds, share } from '../../bench/quality/report/figures.js';

describe('the statistics', () => {
  it('include a mean with its margin of 95% confidence', () => {
    const { mean, margin } = estimate([2, 4, 4, 4, 5, 5, 7, 9]);
    expect(mean).toBe(5);
    expect(margin).toBeCloseTo(1.482, 3);
    expect(estimate([3])).toEqual({ mean: 3, margin: 0 });
  });

  it('include an interval for a share that is valid even without hits', () => {
    const few = wilson(6, 129);
    expect(few.low).toBeCloseTo(0.0215, 3);
    expect(few.high).toBeCloseTo(0.0977, 3);
    const none = wilson(0, 129);
    expect(none.low).toBe(0);
    expect(none.high).toBeCloseTo(0.0289, 3);
  });

  it('include percentiles by the nearest rank', () => {
    expect(percentile([3, 1, 2], 0.5)).toBe(2);
    expect(percentile([3, 1, 2], 0.95)).toBe(3);
    expect(percentile([], 0.5)).toBeUndefined();
  });

  it('are printed with significant digits only', () => {
    expect([0.066, 3.456, 12, 234.5, 12_345, 4_800_000].map(figure)).toEqual([
      '0.07',
      '3.46',
      '12',
      '235',
      '12k',
      '4.8M',
    ]);
    expect([12, 270, 5_760, 58_000].map(seconds)).toEqual(['12 s', '4.50 min', '96 min', '16.1 h']);
    expect(share(wilson(6, 129))).toBe('6 of 129 [2–10%]');
  });
});
