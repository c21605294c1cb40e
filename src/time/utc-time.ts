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
  if (now === undefined) return `${dateAndTime(wall).join(' ')} UTC`;
  const age = now - wall;
  const when = `${clockTime(wall, now)} UTC`;
  // Rounded down: a whole unit is precise enough beside the time itself.
  return age < MINUTE ? when : `${when} (${formatDuration(age - (age % roundedTo(age)))} ago)`;
}

/** Formats a span for people: `13:20:54 to 13:20:56 UTC`; a single time where both are shown alike. @param now the time of the text */
export function utcSpan(from: number, to: number, now: number): string {
  const [first, last] = [clockTime(from, now), clockTime(to, now)];
  return first === last ? `${last} UTC` : `${first} to ${last} UTC`;
}

/** With the date unless it is less than a day away. */
function clockTime(wall: number, now: number): string {
  const [date, time] = dateAndTime(wall);
  return Math.abs(now - wall) < DAY ? time : `${date} ${time}`;
}

function dateAndTime(wall: number): readonly [date: string, time: string] {
  const [date = '', time = ''] = new Date(wall).toISOString().split(/[T.]/);
  return [date, time];
}

function roundedTo(age: number): number {
  return age < 60 * MINUTE ? MINUTE : age < DAY ? 60 * MINUTE : DAY;
}

/** The time of day for people, with seconds only where they are not zero: `03:00`, `03:00:30`. */
export function clockMinute(wall: number): string {
  const [, time] = dateAndTime(wall);
  return time.endsWith(':00') ? time.slice(0, -3) : time;
}
