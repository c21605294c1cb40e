import type { Estimate, Share } from '../metrics/statistics.js';

const NONE = '–';

/** `12`, `3.4`, `0.07`, `1.2k`, `4.8M`: with significant digits only. */
export function figure(value: number | undefined): string {
  if (value === undefined) return NONE;
  if (value >= 1e6) return `${(value / 1e6).toFixed(1)}M`;
  if (value >= 1e4) return `${(value / 1e3).toFixed(0)}k`;
  if (value >= 100 || Number.isInteger(value)) return value.toFixed(0);
  return value.toFixed(value >= 10 ? 1 : 2);
}

/** `3.4 ±0.7` */
export function withMargin({ mean, margin }: Estimate): string {
  return margin === 0 ? figure(mean) : `${figure(mean)} ±${figure(margin)}`;
}

/** `6 of 129 [2–10%]` */
export function share({ hits, of, low, high }: Share): string {
  if (of === 0) return NONE;
  return `${hits} of ${of} [${Math.round(low * 100)}–${Math.round(high * 100)}%]`;
}

/** `12 s`, `4.5 min`, `1.2 h` */
export function seconds(value: number | undefined): string {
  if (value === undefined) return NONE;
  if (value < 100) return `${Math.round(value)} s`;
  if (value < 6_000) return `${figure(value / 60)} min`;
  return `${figure(value / 3_600)} h`;
}
