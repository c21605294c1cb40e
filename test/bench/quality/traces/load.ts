import { DAY, HOUR, MINUTE, SECOND } from '../simulation/spans.js';

/** Requests per second at a given time. */
export type Load = (t: number) => number;

/** 20 requests per second on average, 50% more at the daily peak and 50% less at the low. */
export const dailyLoad: Load = (t) => 20 * (1 + 0.5 * Math.sin((2 * Math.PI * t) / DAY));

/** Ten requests an hour, day and night. */
export const lowLoad: Load = () => 10 / 3_600;

/** A request every five seconds, day and night. */
export const fewRequestsLoad: Load = () => 0.2;

/** Two requests a second by day; ten an hour between 22:00 and 06:00. */
export const quietNightLoad: Load = (t) => {
  const hour = (t % DAY) / HOUR;
  return hour >= 22 || hour < 6 ? 10 / 3_600 : 2;
};

/** The expected number of requests in an interval. */
export function volumeOf(load: Load, from: number, to: number): number {
  let volume = 0;
  for (let start = from; start < to; start += MINUTE) {
    const end = Math.min(start + MINUTE, to);
    volume += (load((start + end) / 2) * (end - start)) / SECOND;
  }
  return volume;
}
