import type { Incident, StormPicture } from '../incidents/incident.js';
import type { Headline, HeadlinePart } from '../text/headline.js';
import { counted, formatCount } from '../text/count.js';
import { formatDuration } from '../time/duration.js';
import { commonCause } from './common-cause.js';
import { listOf, placeOf, type SafeLine } from './incident-text.js';

/** The most alerts that a text names; the rest are counted. */
const MOST_NAMED = 10;
/** A message needs no more room to be recognised. UTF-16 units. */
const LONGEST_MESSAGE = 200;

/** The headline of many incidents at once: how many, and what they have in common. */
export function stormHeadline(picture: StormPicture): Headline {
  const all = allOf(picture);
  return { parts: [`${formatCount(all.length)} incidents ${span(picture)}`, ...commonParts(all)] };
}

/** What a storm is made of: how many and why, which have alerts of their own, and what its alert stands for. */
export function stormEvidence(picture: StormPicture, line: SafeLine): readonly string[] {
  const { incidents, notified } = picture;
  const all = allOf(picture);
  const first = [`${counted(all.length, 'incident')} ${span(picture)}${commonText(all, line)}.`];
  if (notified.length > 0) first.push(`${ownAlerts(notified, line)}.`);
  const others = incidents.length === 1 ? 'the other one' : `the other ${formatCount(incidents.length)}`;
  first.push(`This alert covers ${notified.length > 0 ? others : 'all'}:`);
  return [first.join(' '), listOf(incidents, line)];
}

function allOf({ incidents, notified }: StormPicture): readonly Incident[] {
  return [...notified, ...incidents];
}

function span({ within }: StormPicture): string {
  return within < 1_000 ? 'at once' : `within ${formatDuration(within)}`;
}

/** `5 have alerts of their own: GET /orders/:id, …`. */
function ownAlerts(notified: readonly Incident[], line: SafeLine): string {
  const names = notified.slice(0, MOST_NAMED).map((incident) => placeOf(incident, line));
  const rest = notified.length - names.length;
  const have =
    notified.length === 1 ? '1 has an alert of its own' : `${formatCount(notified.length)} have alerts of their own`;
  return `${have}: ${names.join(', ')}${rest > 0 ? ` and ${formatCount(rest)} more` : ''}`;
}

function commonParts(all: readonly Incident[]): readonly HeadlinePart[] {
  const cause = commonCause(all);
  if (cause === undefined) return [];
  const { message, failure } = cause;
  const many = share(cause.count, all.length);
  return message === ''
    ? [{ text: failure, around: [`${many} `, ''] }]
    : [`${many} `, { text: message, around: ['"', '"'] }, { text: failure, around: [' (', ')'] }];
}

function commonText(all: readonly Incident[], line: SafeLine): string {
  const cause = commonCause(all);
  if (cause === undefined) return '';
  const failure = line(cause.failure, LONGEST_MESSAGE);
  const message = line(cause.message, LONGEST_MESSAGE);
  return `${share(cause.count, all.length)} ${message === '' ? failure : `"${message}" (${failure})`}`;
}

function share(count: number, all: number): string {
  return count === all ? ', all' : `, ${formatCount(count)} of them`;
}
