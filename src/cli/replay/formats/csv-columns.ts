import { nearestWord } from '../../../text/nearest-word.js';
import { UNIT_MS } from './common-log.js';

/** The columns of a CSV file by their place, from 0; `undefined` where there is none. */
export interface CsvColumns {
  readonly time: number;
  readonly status: number;
  /** `GET /orders/42 HTTP/1.1`, in place of method and path. */
  readonly request: number | undefined;
  readonly method: number | undefined;
  readonly path: number | undefined;
  readonly duration: number | undefined;
  /** Milliseconds of one in the column of durations. */
  readonly durationUnitMs: number;
  /** The byte between two fields. */
  readonly separator: number;
}

const DURATION = /^duration_(s|ms|us)$/;

/**
 * Reads a description such as `time,method,path,status,duration_ms`: the names of the columns in their order, separated as in the file.
 * Any other name is of a column that is not needed.
 *
 * @throws Error that says what is wrong with it
 */
export function csvColumns(description: string): CsvColumns {
  const [separator = ','] = /[,;\t|]/.exec(description) ?? [];
  const names = description.split(separator).map((name) => name.trim());
  const place = (name: string): number | undefined => {
    const index = names.indexOf(name);
    return index === -1 ? undefined : index;
  };
  const [time, status, request, path] = [place('time'), place('status'), place('request'), place('path')];
  if (time === undefined || status === undefined) throw new Error(`needs the columns 'time' and 'status'`);
  if (request === undefined && path === undefined) throw new Error(`needs a column 'path', or 'request'`);
  for (const name of names) if (isMisspelled(name, names)) throw new Error(misspelled(name));
  const duration = names.findIndex((name) => DURATION.test(name));
  const unit = DURATION.exec(names[duration] ?? '')?.[1];
  return {
    time,
    status,
    request,
    method: place('method'),
    path,
    duration: duration === -1 ? undefined : duration,
    durationUnitMs: unit === 's' || unit === 'us' ? UNIT_MS[unit] : 1,
    separator: separator.charCodeAt(0),
  };
}

/** Columns that a log can do without, so that a mistake in their names would not be noticed. */
const OPTIONAL = ['method', 'duration_s', 'duration_ms', 'duration_us'];

function isMisspelled(name: string, names: readonly string[]): boolean {
  const meant = nearestWord(name, OPTIONAL);
  if (DURATION.test(name) || name === 'method') return false;
  return /^duration/i.test(name) || (meant !== undefined && !names.includes(meant));
}

function misspelled(name: string): string {
  const meant = /^duration/i.test(name)
    ? "'duration_s', 'duration_ms' or 'duration_us'"
    : `'${nearestWord(name, OPTIONAL)}'`;
  return `does not know the column '${name}': did you mean ${meant}? Give a column that is not needed another name`;
}
