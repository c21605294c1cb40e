import type { Spread } from '../statistics.js';

/** `45132`, `5.2`, `0.95`: more digits than these are not significant. */
export function figure(value: number): string {
  if (Number.isNaN(value)) return '–';
  const size = Math.abs(value);
  return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 2);
}

/** `0.95 (0.87 … 1.12)` */
export function spread({ median, lower, upper }: Spread): string {
  if (Number.isNaN(median)) return '–';
  return `${figure(median)} (${figure(lower)} … ${figure(upper)})`;
}
