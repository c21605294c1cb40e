/** A figure with the half width of its 95% confidence interval. */
export interface Estimate {
  readonly mean: number;
  readonly margin: number;
}

/** A share with its 95% confidence interval. */
export interface Share {
  readonly hits: number;
  readonly of: number;
  readonly low: number;
  readonly high: number;
}

/** The normal distribution's quantile for 95%, both sides. */
const Z = 1.959964;

/** Mean of independent runs; the margin is 0 for a single one, because its variance is unknown. */
export function estimate(values: readonly number[]): Estimate {
  const mean = sum(values) / Math.max(1, values.length);
  if (values.length < 2) return { mean, margin: 0 };
  const variance = sum(values.map((value) => (value - mean) ** 2)) / (values.length - 1);
  return { mean, margin: Z * Math.sqrt(variance / values.length) };
}

/** Wilson's score interval, which is valid even for few hits or none. */
export function wilson(hits: number, of: number): Share {
  if (of === 0) return { hits, of, low: 0, high: 1 };
  const share = hits / of;
  const divisor = 1 + Z ** 2 / of;
  const centre = share + Z ** 2 / (2 * of);
  const spread = Z * Math.sqrt((share * (1 - share)) / of + Z ** 2 / (4 * of ** 2));
  return { hits, of, low: Math.max(0, (centre - spread) / divisor), high: Math.min(1, (centre + spread) / divisor) };
}

/** The quantile of some values (nearest rank); absent without values. */
export function percentile(values: readonly number[], share: number): number | undefined {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
