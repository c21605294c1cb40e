import { show } from '../validation/problem.js';

/** A class of statuses; lower case is taken as well. */
export type StatusClass = '1XX' | '2XX' | '3XX' | '4XX' | '5XX' | '1xx' | '2xx' | '3xx' | '4xx' | '5xx';

/** Statuses that a rule is about: one, a class, or a range with both ends included. */
export type StatusMatcher = number | StatusClass | `${number}-${number}`;

/** A matcher that was read: the statuses from `from` to `to`. */
export interface StatusRange {
  /** The canonical form: `503`, `5XX`, `500-503`. */
  readonly label: string;
  readonly from: number;
  readonly to: number;
  /** The narrower the matcher, the higher: exact 3, range 2, class 1. */
  readonly specificity: 1 | 2 | 3;
}

const LOWEST = 100;
const HIGHEST = 599;

/** Reads a {@link StatusMatcher}. @returns the range, or what is wrong with the matcher */
export function parseStatusMatcher(matcher: unknown): StatusRange | string {
  if (typeof matcher === 'number' && isStatus(matcher)) {
    return { label: String(matcher), from: matcher, to: matcher, specificity: 3 };
  }
  if (typeof matcher === 'string') {
    const statusClass = /^([1-5])XX$/i.exec(matcher.trim());
    if (statusClass !== null) {
      const from = Number(statusClass[1]) * 100;
      return { label: `${statusClass[1]}XX`, from, to: from + 99, specificity: 1 };
    }
    const range = /^(\d{3})\s*-\s*(\d{3})$/.exec(matcher.trim());
    const from = Number(range?.[1]);
    const to = Number(range?.[2]);
    if (isStatus(from) && isStatus(to) && from <= to) return { label: `${from}-${to}`, from, to, specificity: 2 };
  }
  return `must be a status from ${LOWEST} to ${HIGHEST}, a class like '5XX' or a range like '500-503'; got ${show(matcher)}`;
}

function isStatus(value: number): boolean {
  return Number.isInteger(value) && value >= LOWEST && value <= HIGHEST;
}
