import { formatDuration } from './duration.js';
import { utcTime } from './utc-time.js';
import { isWallTime } from './wall-time.js';

/** `until 13:19:32 UTC`; a duration where that is beyond the calendar. */
export function untilEnd(milliseconds: number, now: number): string {
  const end = now + milliseconds;
  return isWallTime(end) ? `until ${utcTime(end, now)}` : `for ${formatDuration(milliseconds)}`;
}
