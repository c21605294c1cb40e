import { types } from 'node:util';

import type { DetailValue } from '../../rules/alert-shape.js';
import { BOUNDS } from '../bounds.js';
import type { Fact } from './context-facts.js';
import { type DetailEntry, fitDetails } from './detail-budget.js';
import { isPlainObject, readKeys, readProperty } from '../../text/guarded-read.js';
import type { Budget } from '../../text/budget.js';
import type { OutgoingText } from '../redaction/outgoing-text.js';
import { textOf } from '../text/text-of.js';

const MAXIMUM_KEY = 100;
const MAXIMUM_DETAIL = 2 * BOUNDS.details + 2_000; // more than is looked at of any, so that a cut shows
const MAXIMUM_FACT = 512;
const MAXIMUM_ADDED = 200; // 8,000 characters hold no more that anybody reads

/** The parts of an alert's details. */
export interface DetailSources {
  /** The library's own facts; the last to be cut. */
  readonly facts: readonly Fact[];
  /** The request headers that the application asked for. */
  readonly headers: readonly Fact[];
  /** What the application added, the farthest first: the nearer wins, also over a fact of the same name. */
  readonly added: readonly unknown[];
}

/** Builds `details`: every value as text, what is `null` or empty left out, secrets hidden, 8,000 characters in all. */
export function buildDetails(
  sources: DetailSources,
  text: OutgoingText,
  budget: Budget,
): Readonly<Record<string, string>> {
  const own = new Map<string, string>();
  for (const [name, value] of sources.facts) {
    if (value !== undefined && value !== '') own.set(name, text.line(value, MAXIMUM_FACT, budget));
  }
  for (const [name, value] of sources.headers) {
    if (value === undefined || value === '') continue;
    const key = text.line(name, MAXIMUM_KEY, budget);
    // The header `host` must not pass for the machine that speaks.
    own.set(own.has(key) ? `header.${key}` : key, text.detail(name, value, MAXIMUM_FACT, budget));
  }
  const added = addedDetails(sources.added, text, budget);
  for (const key of added.keys()) own.delete(key);
  return fitDetails([...own], [...added], BOUNDS.details);
}

/**
 * Whether a value can be taken for details: the properties of an error or a Map would tell nothing. What the members are is found out when
 * each is put into words: anything can be.
 */
export function isDetails(value: unknown): value is Readonly<Record<string, DetailValue>> {
  return isPlainObject(value);
}

function addedDetails(sources: readonly unknown[], text: OutgoingText, budget: Budget): ReadonlyMap<string, string> {
  const raw = new Map<string, unknown>();
  let leftOut = 0;
  for (const source of sources) {
    const keys = readKeys(source, budget);
    for (const key of keys.slice(0, MAXIMUM_ADDED)) {
      if (raw.size < MAXIMUM_ADDED || raw.has(key)) raw.set(key, readProperty(source, key, '(unreadable)', budget));
      else leftOut++;
    }
    leftOut += Math.max(0, keys.length - MAXIMUM_ADDED);
    if (types.isProxy(source)) raw.set('details', '(a proxy, not read)');
  }
  const said = [...raw].map(([key, value]) => [key, textOf(value, budget, MAXIMUM_DETAIL) ?? ''] as const);
  const safe = new Map<string, DetailEntry>();
  // The short ones first: a long one must not use up what they need.
  for (const [key, value] of said.toSorted(([, one], [, other]) => one.length - other.length)) {
    if (value !== '') safe.set(key, detailEntry(key, value, text, budget));
  }
  const details = new Map<string, string>();
  for (const [key] of said) {
    const entry = safe.get(key);
    if (entry !== undefined) details.set(distinctKey(entry[0], details), entry[1]);
  }
  if (leftOut > 0) details.set('detailsLeftOut', `${leftOut} over the limit of ${MAXIMUM_ADDED}`);
  return details;
}

function detailEntry(key: string, value: string, text: OutgoingText, budget: Budget): DetailEntry {
  const name = text.line(key, MAXIMUM_KEY, budget) || '(no name)';
  return [name, text.detail(key, value, BOUNDS.details, budget)];
}

/** Two keys can become the same when secrets in them are hidden or their ends are cut; neither value may be lost for it. */
function distinctKey(key: string, taken: ReadonlyMap<string, string>): string {
  if (!taken.has(key)) return key;
  let number = 2;
  while (taken.has(`${key} (${number})`)) number++;
  return `${key} (${number})`;
}
