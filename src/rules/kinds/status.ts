import { counted, formatCount } from '../../text/count.js';
import { isList, isRecord } from '../../text/guarded-read.js';
import { plainCopy } from '../../validation/plain-copy.js';
import { show, type ConfigurationProblem } from '../../validation/problem.js';
import { readOptions } from '../../validation/schema.js';
import { placed, type FailureReason, type HeadlinePart } from '../../text/headline.js';
import { COUNTED, countOf, EVERY_RULE } from '../policy.js';
import type { RuleKind } from '../rule-kind.js';
import type { RuleOptions } from '../rule-options.js';
import { RuleOptionsSchema } from '../rule-options.schema.js';
import { ruleKey, type AnyRule } from '../rule.js';
import { hasGoneWell } from '../verdict.js';

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

/** Responses with certain statuses are bad. */
export interface StatusRule extends AnyRule<'status'> {
  readonly ranges: readonly StatusRange[];
}

/**
 * A rule about the status that goes over the wire.
 *
 * @param match one status, a class, a range with both ends included, or a list of these (a list is never a range)
 * @example `onStatus('5XX')`, `onStatus([500, 503], { priority: 'P1' })`, `onStatus('500-503')`
 */
export function onStatus(match: StatusMatcher | readonly StatusMatcher[], options: RuleOptions = {}): StatusRule {
  const { options: own = {}, problems: problemsOfOptions } = readOptions(RuleOptionsSchema, options);
  const copy = plainCopy(match);
  const matchers: readonly unknown[] = isList(copy) ? copy : [copy];
  const ranges: StatusRange[] = [];
  const problems: ConfigurationProblem[] =
    matchers.length === 0 ? [{ path: 'match', message: 'must name at least one status' }] : [];
  for (const matcher of matchers) {
    const range = parseStatusMatcher(matcher);
    if (typeof range === 'string') problems.push({ path: 'match', message: range });
    else ranges.push(range);
  }
  // Sorted: [503, 500] on a handler and [500, 503] of the module are the same rule.
  const label = [...new Set(ranges.map((range) => range.label))].toSorted().join(',');
  return {
    kind: 'status',
    key: ruleKey('status', label, own),
    label,
    ranges,
    options: own,
    problems: [...problems, ...problemsOfOptions],
  };
}

/** Everything that makes the kind of rule "status". */
export const statusKind: RuleKind<StatusRule> = {
  defaults: { ...EVERY_RULE, ...COUNTED },
  precedence: 1,
  coversOtherKinds: true,
  readsErrors: false,
  needsInterceptor: false,
  namesErrorClass: false,
  needsStatus: true,
  isUsable: ({ ranges }) => isList(ranges) && ranges.every(isRange),
  measure: ({ options }) => countOf(options),
  judge: ({ ranges }) => {
    // An unknown route is no trouble of the application unless the rule names such answers.
    const namesUnknownRoutes = ranges.some(({ from, to }) => from >= 400 && to <= 499 && from <= 404 && to >= 404);
    return (outcome) => {
      const { http } = outcome;
      const status = http?.status;
      if (http === undefined || http.aborted || status === undefined) return 'ignored';
      if (http.unrouted && status === 404 && !namesUnknownRoutes) return 'ignored';
      for (const { from, to } of ranges) if (status >= from && status <= to) return 'bad';
      return hasGoneWell(outcome) ? 'good' : 'ignored';
    };
  },
  specificity: ({ ranges }, { http }) => {
    const status = http?.status ?? 0;
    const matching = ranges.filter(({ from, to }) => status >= from && status <= to);
    return Math.max(0, ...matching.map((range) => range.specificity));
  },
  headline: ({ label }, { place, figures, within, isSingle, example, statuses, reason }) => {
    const { bad } = figures;
    const seen = statuses.length === 0 ? label : statusList(statuses);
    if (example?.http?.unrouted === true && isUnknownUrl(statuses, example.http.status)) {
      const requests = counted(bad, 'request');
      return { parts: [`${requests} for unknown URLs (${seen})${within}`] };
    }
    const size = isSingle ? String(example?.http?.status ?? label) : `${formatCount(bad)} x ${seen}${within}`;
    return { parts: [size, ...placed(' on', place), ...inBrackets(reason)] };
  },
};

/** More are named by their class. */
const MOST_STATUSES = 3;

/** `502`, `409/429`, `5XX`. */
function statusList(statuses: readonly number[]): string {
  if (statuses.length <= MOST_STATUSES) return statuses.join('/');
  return [...new Set(statuses.map((status) => `${Math.floor(status / 100)}XX`))].join('/');
}

function isUnknownUrl(statuses: readonly number[], status: number | undefined): boolean {
  return status === 404 && statuses.every((other) => other === 404);
}

/** Why it was answered so: a code or an upstream, or the class of the error with its message. */
function inBrackets(reason: FailureReason | undefined): readonly HeadlinePart[] {
  if (reason === undefined) return [];
  const { text, name, isMessage, thrown } = reason;
  const message = saysMore(text, name) ? `${name}: ${text}` : name;
  return [{ text: thrown ?? (isMessage ? message : text), around: [' (', ')'] }];
}

/** Whether a message says more than the class: `Service Unavailable` of a `ServiceUnavailableException` does not. */
function saysMore(message: string, name: string): boolean {
  const letters = (text: string): string =>
    text
      .slice(0, LONGEST_NAME)
      .toLowerCase()
      .replaceAll(/[^a-z]/g, '');
  return message !== '' && letters(name) !== letters(message) && letters(name) !== `${letters(message)}exception`;
}

/** No class of Nest has a longer name. */
const LONGEST_NAME = 100;

const LOWEST = 100;
const HIGHEST = 599;

/** @returns the range, or what is wrong with the matcher */
function parseStatusMatcher(matcher: unknown): StatusRange | string {
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

function isRange(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { from, to, label } = value;
  return typeof from === 'number' && typeof to === 'number' && typeof label === 'string';
}
