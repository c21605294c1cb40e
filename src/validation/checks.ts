import { isList } from '../text/guarded-read.js';
import { MAXIMUM_TEXT } from '../text/text-cut.js';
import { MOST_LINKS, webAddress } from '../text/web-address.js';
import { parseDuration } from '../time/duration.js';
import { PRIORITIES } from '../text/priority.js';
import { addProperty, addRule, Hidden } from './isolated-validator.js';
import { kindOf, MOST_MEMBERS } from './plain-copy.js';
import { show } from './problem.js';

/** Returns what is wrong with a value, beginning with "must"; `undefined` if it is valid. */
export type Complaint = (value: unknown) => string | undefined;

/** Puts a {@link Complaint} on an optional property of a schema. */
export function Check(complaint: Complaint): PropertyDecorator {
  return (target, property) => {
    addRule(target, String(property), {
      validate: (hidden: unknown) => complain(complaint, hidden) === undefined,
      defaultMessage: (shown) => complain(complaint, shown?.value) ?? 'is wrong',
    });
  };
}

function complain(complaint: Complaint, hidden: unknown): string | undefined {
  // class-validator's own IsOptional would let null through as well.
  const value = hidden instanceof Hidden ? hidden.value : undefined;
  return value === undefined ? undefined : complaint(value);
}

/** Declares an optional property whose value is checked by the schema given for it in `static nested`. */
export function CheckNested(): PropertyDecorator {
  return (target, property) => addProperty(target, String(property));
}

/** A non-empty string. */
export const text: Complaint = (value) => {
  if (typeof value !== 'string' || value.trim() === '') return `must be a non-empty string; got ${show(value)}`;
  return value.length > MAXIMUM_TEXT ? tooLong(value) : undefined;
};

function tooLong(value: string): string {
  return `must have at most ${MAXIMUM_TEXT} characters; got ${show(value)} of ${value.length}`;
}

/** The longest name of a heartbeat (Opsgenie, Heartbeat API). */
const LONGEST_HEARTBEAT = 200;

/** The name of a heartbeat. */
export const heartbeatName: Complaint = (value) =>
  text(value) ??
  (String(value).trim().length > LONGEST_HEARTBEAT
    ? `must have at most ${LONGEST_HEARTBEAT} characters; got ${show(value)}`
    : undefined);

/** `true` or `false`. */
export const flag: Complaint = (value) =>
  typeof value === 'boolean' ? undefined : `must be true or false; got ${show(value)}`;

/** A function. */
export const callable: Complaint = (value) =>
  typeof value === 'function' ? undefined : `must be a function; got ${show(value)}`;

/** A duration of more than zero. */
export const duration: Complaint = (value) => {
  const milliseconds = parseDuration(value);
  return milliseconds !== undefined && milliseconds > 0
    ? undefined
    : `must be a duration above zero, in milliseconds or like '500ms', '2s', '5m', '1h'; got ${show(value)}`;
};

/** A duration that may be zero. */
export const durationOrZero: Complaint = (value) =>
  parseDuration(value) === undefined
    ? `must be a duration, in milliseconds or like '500ms', '2s', '5m', '1h'; got ${show(value)}`
    : undefined;

/** A whole number within bounds. */
export function wholeNumber(least: number, most: number): Complaint {
  return (value) =>
    Number.isInteger(value) && Number(value) >= least && Number(value) <= most
      ? undefined
      : `must be a whole number from ${least} to ${most}; got ${show(value)}`;
}

/** A share above 0 and below 1. */
export const share: Complaint = (value) =>
  typeof value === 'number' && value > 0 && value < 1
    ? undefined
    : `must be a share above 0 and below 1, e.g. 0.01 for 1%; got ${show(value)}`;

/** One of a few words. */
export function oneOf(words: readonly string[]): Complaint {
  return (value) =>
    typeof value === 'string' && words.includes(value)
      ? undefined
      : `must be one of ${words.map((word) => `'${word}'`).join(', ')}; got ${show(value)}`;
}

/** One of the five priorities. */
export const priority: Complaint = oneOf(PRIORITIES);

/** Invalid items that are named; the others are only counted. */
const MOST_NAMED = 5;

/** A list whose items each pass a check. */
export function listOf(complaint: Complaint): Complaint {
  return (value) => {
    if (!isList(value)) return `must be an array; got ${show(value)}`;
    if (value.length > MOST_MEMBERS) return `must have at most ${MOST_MEMBERS} items`;
    const complaints = value.flatMap((item, index) => {
      const complained = complaint(item);
      return complained === undefined ? [] : [`item ${index} ${complained}`];
    });
    const others = complaints.length - MOST_NAMED;
    if (others > 0) complaints.splice(MOST_NAMED, others, `and ${others} more`);
    return complaints.length === 0 ? undefined : complaints.join('; ');
  };
}

/** A value that passes a check, or a function that returns one when an alert is built. */
export function resolvable(complaint: Complaint): Complaint {
  return (value) =>
    typeof value === 'function'
      ? undefined
      : complaint(value)?.replace(/^(must [^;]*); got/, '$1, or a function that returns it; got');
}

/** Additional details of an alert: strings, numbers or booleans by name. */
export const detailRecord: Complaint = (value) => {
  if (typeof value !== 'object' || value === null || kindOf(value) !== 'Object')
    return `must be an object; got ${show(value)}`;
  const entries = Object.entries(value);
  if (entries.length > MOST_MEMBERS) return `must have at most ${MOST_MEMBERS} properties`;
  for (const [name, detail] of entries) {
    const known = detail === null || ['string', 'number', 'boolean', 'undefined'].includes(typeof detail);
    if (!known) return `must contain only strings, numbers or booleans; ${show(name)} is ${show(detail)}`;
    if (typeof detail === 'string' && detail.length > MAXIMUM_TEXT) return `${tooLong(detail)} in ${show(name)}`;
  }
  return undefined;
};

/** Links of an alert: web addresses by name, each a value or a function that returns it. */
export const linkRecord: Complaint = (value) => {
  if (typeof value !== 'object' || value === null || kindOf(value) !== 'Object')
    return `must be an object of web addresses; got ${show(value)}`;
  const entries = Object.entries(value);
  if (entries.length > MOST_LINKS) return `must have at most ${MOST_LINKS} links`;
  const wrong = entries.find(([, link]) => typeof link !== 'function' && link !== undefined && !isWebAddress(link));
  return wrong === undefined
    ? undefined
    : `must contain only http or https addresses, or functions that return one; ${show(wrong[0])} is ${show(wrong[1])}`;
};

function isWebAddress(value: unknown): boolean {
  return typeof value === 'string' && webAddress(value) !== undefined;
}

/** A responder or viewer of an alert, in the platform's form. */
export function responder(types: readonly string[]): Complaint {
  return (value) => {
    if (typeof value !== 'object' || value === null) return `must be an object with type and id; got ${show(value)}`;
    const { type, id, name, username } = value as Record<string, unknown>;
    if (typeof type !== 'string' || !types.includes(type))
      return `must have a type of ${types.join(', ')}; got ${show(type)}`;
    const identified = text(id) === undefined || text(type === 'user' ? username : name) === undefined;
    return identified ? undefined : `of type ${type} must have an id or a ${type === 'user' ? 'username' : 'name'}`;
  };
}
