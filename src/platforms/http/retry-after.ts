/** A shorter wait would burden the platform; a longer one would let a single odd header stop delivery for hours. */
const SHORTEST = 1_000;
const LONGEST = 60_000;

/**
 * The wait that a response requests, in milliseconds from 1,000 to 60,000; `undefined` if it requests none.
 *
 * @param retryAfter - `Retry-After`: either seconds or an HTTP date (RFC 9110, 10.2.3)
 * @param wall - milliseconds since 1970, to which a date is compared
 * @param seconds - the value of a platform-specific header, used without `Retry-After`
 */
export function requestedWait(retryAfter: string | undefined, wall: number, seconds?: string): number | undefined {
  const wait = parseSeconds(retryAfter) ?? parseDate(retryAfter, wall) ?? parseSeconds(seconds);
  // Ignore a date in the past: obeying it would mean a retry every second.
  return wait === undefined || wait <= 0 ? undefined : Math.min(LONGEST, Math.max(SHORTEST, wait));
}

function parseSeconds(value: string | undefined): number | undefined {
  return value !== undefined && /^\s*\d+(\.\d+)?\s*$/.test(value) ? Number(value) * 1_000 : undefined;
}

function parseDate(value: string | undefined, wall: number): number | undefined {
  const date = value === undefined ? Number.NaN : Date.parse(value);
  return Number.isNaN(date) ? undefined : date - wall;
}
