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
const MAXIMUM_DETAIL = 2 * BOUNDS.details + 2_000; // more than is used of any value, so that a cut is visible
const MAXIMUM_FACT = 512;
const MAXIMUM_ADDED = 200; // 8,000 characters have no room for more readable details

/** The parts of an alert's details. */
export interface DetailSources {
  /** Service, environment and version. */
  readonly application: readonly Fact[];
  /** Fit to leave the process, and not cut: half an address leads nowhere. */
  readonly links: readonly (readonly [name: string, address: string])[];
  /** The library's own facts; the last to be cut, with the ids. */
  readonly facts: readonly Fact[];
  /** Stand behind everything else. */
  readonly ids: readonly Fact[];
  /** The request headers listed in `forwardHeaders`. */
  readonly headers: readonly Fact[];
  /** Details from the application, outermost level first: the innermost wins, even over a fact of the same name. */
  readonly added: readonly unknown[];
}

/** Builds `details`: values as text, without `null` or empty ones, redacted, 8,000 characters in total. */
export function buildDetails(
  sources: DetailSources,
  text: OutgoingText,
  budget: Budget,
): Readonly<Record<string, string>> {
  const own = new Map<string, string>();
  addFacts(own, sources.application, text, budget);
  for (const [name, address] of sources.links) own.set(name, address);
  const ids = new Set(sources.ids.map(([name]) => name));
  addFacts(own, [...sources.facts, ...sources.ids], text, budget);
  for (const [name, value] of sources.headers) {
    if (value === undefined || value === '') continue;
    const key = text.line(name, MAXIMUM_KEY, budget);
    // The header `host` must not be mistaken for the machine's name.
    own.set(own.has(key) ? `header.${key}` : key, text.detail(name, value, MAXIMUM_FACT, budget));
  }
  const added = addedDetails(sources.added, text, budget);
  for (const key of added.keys()) own.delete(key);
  const fitted = Object.entries(fitDetails([...own], [...added], BOUNDS.details));
  const isId = ([name]: readonly [string, string]): boolean => ids.has(name) && !added.has(name);
  return Object.fromEntries([...fitted.filter((entry) => !isId(entry)), ...fitted.filter(isId)]);
}

function addFacts(details: Map<string, string>, facts: readonly Fact[], text: OutgoingText, budget: Budget): void {
  for (const [name, value] of facts)
    if (value !== undefined && value !== '') details.set(name, text.line(value, MAXIMUM_FACT, budget));
}

/**
 * Whether a value can be used as details: the properties of an error or a Map are useless. The members are checked when each is
 * converted to text.
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
  // Short ones first, so that a long one cannot use up their share.
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

/** Redacting or cutting can make two keys equal; both values are kept. */
function distinctKey(key: string, taken: ReadonlyMap<string, string>): string {
  if (!taken.has(key)) return key;
  let number = 2;
  while (taken.has(`${key} (${number})`)) number++;
  return `${key} (${number})`;
}
