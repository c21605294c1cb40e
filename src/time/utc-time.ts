import { formatDuration } from './duration.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/**
 * Formats a time for people: `13:13:32 UTC (2 min ago)`. The date stands in front unless it is less than a day ago; how long ago is left
 * out where it is less than a minute.
 *
 * @param wall milliseconds since 1970
 * @param now the time of the text. @defaultValue unknown: date and time only
 */
export function utcTime(wall: number, now?: number): string {
  const [date = '', time = ''] = new Date(wall).toISOString().split(/[T.]/);
  if (now === undefined) return `${date} ${time} UTC`;
  const age = now - wall;
  const when = age < DAY && age > -DAY ? `${time} UTC` : `${date} ${time} UTC`;
  // Rounded down: a whole unit is precise enough beside the time itself.
  return age < MINUTE ? when : `${when} (${formatDuration(age - (age % roundedTo(age)))} ago)`;
}

function roundedTo(age: number): number {
  return age < 60 * MINUTE ? MINUTE : age < DAY ? 60 * MINUTE : DAY;
}
