import { isObject, readProperty } from '../../../text/guarded-read.js';
import type { Schedule } from './schedule.js';

/**
 * The schedule of a `CronJob` of the package `cron`, by its public members. The application may stop the job, and give it another time.
 *
 * Several jobs stand for one where they cannot be distinguished: of those without a name, only the schedule is known.
 *
 * @param jobs at least one
 */
export function cronSchedule(jobs: readonly object[]): Schedule {
  const timeOf = (): unknown => readProperty(jobs[0], 'cronTime');
  return {
    get text() {
      const time = timeOf();
      const zone = zoneOf(time);
      return `${textOf(readProperty(time, 'source'))}${zone === undefined ? '' : `, ${zone}`}`;
    },
    get isActive() {
      return jobs.every((job) => readProperty(job, 'isActive') === true);
    },
    isRelative: false,
    get version() {
      return timeOf();
    },
    nextAfter: (wall) => nextAfter(timeOf(), wall),
  };
}

function nextAfter(time: unknown, wall: number): number | undefined {
  // A job for a single date.
  if (readProperty(time, 'realDate') === true) {
    const date = Number(readProperty(time, 'source'));
    return date > wall ? date : undefined;
  }
  try {
    const getNextDateFrom = readProperty(time, 'getNextDateFrom');
    if (typeof getNextDateFrom !== 'function') return undefined;
    // Of Luxon's type: as a number it is milliseconds since 1970.
    const next = Number(Reflect.apply(getNextDateFrom, time, [new Date(wall), zoneOf(time)]));
    return next > wall ? next : undefined;
  } catch {
    // `30 2 *`, or a date such as February 30: there is none within the next years.
    return undefined;
  }
}

/** The time zone as Luxon takes it; `undefined` is that of the process. */
function zoneOf(time: unknown): string | undefined {
  const zone = readProperty(time, 'timeZone');
  if (typeof zone === 'string') return zone;
  const offset = readProperty(time, 'utcOffset');
  if (typeof offset !== 'number') return undefined;
  const minutes = String(Math.abs(offset) % 60).padStart(2, '0');
  return `UTC${offset < 0 ? '-' : '+'}${Math.trunc(Math.abs(offset) / 60)}:${minutes}`;
}

function textOf(source: unknown): string {
  if (typeof source === 'string') return source;
  const date = isObject(source) ? Number(source) : NaN;
  return Number.isNaN(new Date(date).getTime()) ? 'an unknown time' : new Date(date).toISOString();
}
