/** Less would hammer a platform that asked for patience; more would let one strange header silence us for hours. */
const SHORTEST = 1_000;
const LONGEST = 60_000;

/**
 * How long an answer asks us to wait, in milliseconds from 1,000 to 60,000; `undefined` when it does not say, or says "now".
 *
 * @param retryAfter - `Retry-After`: either seconds or an HTTP date (RFC 9110, 10.2.3)
 * @param wall - milliseconds since 1970, to which a date is compared
 * @param seconds - what a header of the platform's own says, where `Retry-After` says nothing
 */
export function requestedWait(retryAfter: string | undefined, wall: number, seconds?: string): number | undefined {
  const wait = parseSeconds(retryAfter) ?? parseDate(retryAfter, wall) ?? parseSeconds(seconds);
  // A date that is past, by its clock or ours, is no hint: obeyed, it would have us ask again every second.
  return wait === undefined || wait <= 0 ? undefined : Math.min(LONGEST, Math.max(SHORTEST, wait));
}

function parseSeconds(value: string | undefined): number | undefined {
  return value !== undefined && /^\s*\d+(\.\d+)?\s*$/.test(value) ? Number(value) * 1_000 : undefined;
}

function parseDate(value: string | undefined, wall: number): number | undefined {
  const date = value === undefined ? Number.NaN : Date.parse(value);
  return Number.isNaN(date) ? undefined : date - wall;
}
