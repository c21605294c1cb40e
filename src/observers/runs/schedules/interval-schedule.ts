import { formatDuration } from '../../../time/duration.js';
import type { Schedule } from './schedule.js';

/** Node's timers run at once where the time is longer than this. Milliseconds. */
const LONGEST = 2 ** 31 - 1;

/**
 * The schedule of an interval: due again a period after it ran.
 *
 * @param period milliseconds
 * @param exists whether the interval has not been deleted
 */
export function intervalSchedule(period: unknown, exists: () => boolean): Schedule | undefined {
  if (typeof period !== 'number' || !(period >= 1 && period <= LONGEST)) return undefined;
  return {
    text: `every ${formatDuration(period)}`,
    get isActive() {
      return exists();
    },
    isRelative: true,
    version: period,
    nextAfter: (wall) => wall + period,
  };
}
