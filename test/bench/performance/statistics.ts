/** The median and the quartiles of some values. */
export interface Spread {
  readonly median: number;
  readonly lower: number;
  readonly upper: number;
}

/** The median and the quartiles. Unlike a mean, they are not affected by a few disturbed slices. */
export function spreadOf(values: readonly number[]): Spread {
  return { median: quantile(values, 0.5), lower: quantile(values, 0.25), upper: quantile(values, 0.75) };
}

/**
 * The quantile of some values, interpolated linearly between neighbours.
 *
 * @param share from 0 to 1
 * @returns NaN without values
 */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  const position = share * (sorted.length - 1);
  const below = sorted[Math.floor(position)] ?? Number.NaN;
  const above = sorted[Math.ceil(position)] ?? Number.NaN;
  return below + (above - below) * (position - Math.floor(position));
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/**
 * The most events within any span of time.
 *
 * @param times when they happened, in any order
 * @param span in the unit of the times
 */
export function mostWithin(times: readonly number[], span: number): number {
  const sorted = times.toSorted((left, right) => left - right);
  let first = 0;
  return sorted.reduce((most, time, index) => {
    while (time - (sorted[first] ?? time) >= span) first++;
    return Math.max(most, index - first + 1);
  }, 0);
}
