/**
 * A duration: a number of milliseconds, or a string of a number and a unit.
 *
 * @example `2000`, `'500ms'`, `'2s'`, `'1.5m'`, `'6h'`, `'3d'`
 */
export type Duration = number | `${number}${'ms' | 's' | 'm' | 'h' | 'd'}`;

const MILLISECONDS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

const LONGEST = 100; // no valid duration is longer; bounds the cost of parsing

/**
 * Parses a {@link Duration} from untyped input.
 *
 * @returns milliseconds, or `undefined` if it is not a finite duration of zero or more
 */
export function parseDuration(duration: unknown): number | undefined {
  const milliseconds = typeof duration === 'string' ? parseText(duration.slice(0, LONGEST)) : duration;
  return typeof milliseconds === 'number' && Number.isFinite(milliseconds) && milliseconds >= 0
    ? milliseconds
    : undefined;
}

function parseText(duration: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(duration.trim());
  return match === null ? undefined : Number(match[1]) * MILLISECONDS[match[2] as keyof typeof MILLISECONDS];
}

/** Formats milliseconds for people: `850 ms`, `2.3 s`, `12 s`, `4 min 10 s`, `2 h 5 min`, `3 d 4 h`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 999.5) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 9_950) return `${Math.round(milliseconds / 100) / 10} s`;
  const seconds = Math.round(milliseconds / 1_000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return join(minutes, 'min', seconds % 60, 's');
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return join(hours, 'h', minutes % 60, 'min');
  return join(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

/**
 * Formats a time that may be over a limit, so precisely that a breach never looks like the limit.
 *
 * @example `formatAgainst(2_001, 2_000)` is `'2,001 ms'`, `formatAgainst(2_307, 2_000)` is `'2.3 s'`
 */
export function formatAgainst(milliseconds: number, limit: number): string {
  const text = formatDuration(milliseconds);
  if (milliseconds <= limit || text !== formatDuration(limit)) return text;
  const precise = Math.max(milliseconds, limit + 0.01);
  return `${Number(precise.toFixed(2)).toLocaleString('en-US', { maximumFractionDigits: 2 })} ms`;
}

function join(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}
