import { ROUTES } from './routes.js';

/** A request slower than this counts as slow, in milliseconds. */
export const SLOW_MS = 1_000;

/** The share of requests that are slow without a cause. */
export const BACKGROUND_SLOW_SHARE = 0.001;

const SPREAD = 0.5;
const QUANTILES = 2_048;

/** Durations divided by the median: a log-normal distribution as a table, because two logarithms per request would be expensive. */
const multipliers = Float64Array.from({ length: QUANTILES }, (_, index) =>
  Math.exp(SPREAD * normalQuantile((index + 0.5) / QUANTILES)),
);

/** The duration of a healthy request of a route for a number from 0 to 1. */
export function durationOf(route: number, uniform: number): number {
  return (ROUTES[route]?.medianMs ?? 5) * (multipliers[(uniform * QUANTILES) | 0] ?? 1);
}

/** Share of a route's requests that take longer than {@link SLOW_MS} when each takes `factor` times as long. */
export function slowShareOf(route: number, factor: number): number {
  const limit = SLOW_MS / ((ROUTES[route]?.medianMs ?? 5) * factor);
  const slow = multipliers.reduce((count, multiplier) => count + (multiplier > limit ? 1 : 0), 0);
  return slow / QUANTILES;
}

/** The normal distribution's quantile by bisection (Abramowitz and Stegun 7.1.26, error below 1.5e-7). */
function normalQuantile(probability: number): number {
  let low = -6;
  let high = 6;
  for (let step = 0; step < 40; step++) {
    const middle = (low + high) / 2;
    if (normalDistribution(middle) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function normalDistribution(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const s = 1 / (1 + 0.3275911 * x);
  const series = s * (0.254829592 + s * (-0.284496736 + s * (1.421413741 + s * (-1.453152027 + s * 1.061405429))));
  const erf = 1 - series * Math.exp(-x * x);
  return z >= 0 ? (1 + erf) / 2 : (1 - erf) / 2;
}
