import type { AnswerHeaders } from '../platform-client.js';

/** Less would hammer a platform that asked for patience; more would let one strange header silence us for hours. */
const SHORTEST = 1_000;
const LONGEST = 60_000;

/**
 * How long the platform asks us to wait, in milliseconds from 1,000 to 60,000; `undefined` when it does not say, or says "now".
 *
 * `Retry-After` is either seconds or an HTTP date (RFC 9110, 10.2.3). Opsgenie sends `X-RateLimit-Period-In-Sec` instead.
 *
 * @param wall - milliseconds since 1970, to which a date is compared
 */
export function requestedWait(headers: AnswerHeaders, wall: number): number | undefined {
  const wait =
    parseSeconds(headers.retryAfter) ?? parseDate(headers.retryAfter, wall) ?? parseSeconds(headers.rateLimitPeriod);
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
