import { describe, expect, it } from 'vitest';

import { median, mostWithin, quantile, spreadOf } from '../../bench/performance/statistics.js';

describe('quantiles', () => {
  it('are the middle value, or the mean of the middle two', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([1, 2, 10, 4])).toBe(3);
  });

  it('are interpolated linearly between neighbours', () => {
    expect(quantile([10, 20, 30, 40, 50], 0.9)).toBeCloseTo(46);
    expect(quantile([10, 20, 30, 40, 50], 0)).toBe(10);
    expect(quantile([10, 20, 30, 40, 50], 1)).toBe(50);
  });

  it('are the value itself if there is only one', () => {
    expect(spreadOf([7])).toEqual({ median: 7, lower: 7, upper: 7 });
  });

  it('are NaN without values', () => {
    expect(median([])).toBeNaN();
  });

  it('are not affected by one outlier', () => {
    expect(spreadOf([0.9, 0.91, 0.92, 0.93, 40])).toEqual({ median: 0.92, lower: 0.91, upper: 0.93 });
  });

  it('do not reorder the values', () => {
    const values = [3, 1, 2];
    spreadOf(values);
    expect(values).toEqual([3, 1, 2]);
  });
});

describe('the most events within a span', () => {
  it('is found across the borders of clock minutes', () => {
    expect(mostWithin([0, 50, 55, 65, 70, 300], 60)).toBe(4);
  });

  it('counts only events less than a span apart', () => {
    expect(mostWithin([0, 60], 60)).toBe(1);
    expect(mostWithin([0, 59], 60)).toBe(2);
  });

  it('does not require an order', () => {
    expect(mostWithin([300, 10, 0, 5], 60)).toBe(3);
  });

  it('is zero without events', () => {
    expect(mostWithin([], 60)).toBe(0);
  });
});
