import type { Incident, StormPicture } from '../incidents/incident.js';
import type { AlertContext, AlertShape, Resolvable } from '../rules/alert-shape.js';
import { DEFAULT_PRIORITY, PRIORITIES, type Priority } from '../text/priority.js';
import type { AlertSubject } from './alert-subject.js';
import { DEFAULT_TAGS } from './shape/tags.js';
import { isList, readList } from '../text/guarded-read.js';
import { textOf } from './text/text-of.js';
import type { AlertIdentity } from './shape/context-facts.js';
import { counted, formatCount } from '../text/count.js';
import { formatDuration } from '../time/duration.js';
import { incidentHeadline } from './incident-headline.js';
import { incidentFacts } from './incident-facts.js';
import { evidenceOf, listOf, type SafeLine } from './incident-text.js';
import { stormEvidence, stormHeadline } from './storm-text.js';

/** The tag of an alert whose problem returned soon after it was closed. */
const FLAPPING = 'flapping';

const MAXIMUM_TAGS = 100; // the platform accepts 20

/** The subject of an alert about one incident. */
export function incidentSubject(incident: Incident, identity: AlertIdentity, line: SafeLine): AlertSubject {
  const { rule, example } = incident;
  return {
    context: {
      ...whereabouts(identity),
      kind: rule.rule.kind,
      rule: rule.rule.key,
      operation: incident.operation,
      outcome: example,
      error: example?.errors[0],
      trace: example?.trace,
      incident: {
        incidentId: incident.incidentId,
        bad: incident.bad,
        total: incident.total,
        isDown: incident.severity.down !== undefined,
        firstSeen: new Date(incident.firstSeen),
        lastSeen: new Date(incident.lastSeen),
      },
    },
    shape: shapeOf(incident),
    discriminator: incident.discriminator,
    headline: incidentHeadline(incident),
    evidence: evidenceOf(incident, line, identity.version),
    facts: incidentFacts(incident, line),
    ids: { rule: rule.rule.key, incidentId: incident.incidentId },
  };
}

/** The subject of the alert that groups a storm of incidents. */
export function stormSubject(
  stormId: string,
  picture: StormPicture,
  defaults: AlertShape,
  identity: AlertIdentity,
  line: SafeLine,
): AlertSubject {
  const { incidents, notified } = picture;
  const priorities = incidents.flatMap(({ shape }) => shape.priority ?? []);
  return {
    context: { ...whereabouts(identity), kind: 'storm', rule: 'storm', operation: '*' },
    shape: { ...audienceOf(defaults), priority: mostUrgent(priorities) },
    discriminator: 'incidents',
    headline: stormHeadline(picture),
    evidence: stormEvidence(picture, line),
    facts: { incidentsAtOpening: formatCount(notified.length + incidents.length) },
    ids: { rule: 'storm', incidentId: stormId },
  };
}

/** The subject of the alert that groups incidents after the limit of open alerts. */
export function overflowSubject(
  incident: Incident,
  open: number,
  defaults: AlertShape,
  identity: AlertIdentity,
  line: SafeLine,
): AlertSubject {
  return {
    context: { ...whereabouts(identity), kind: 'storm', rule: 'overflow', operation: '*' },
    shape: {
      ...audienceOf(defaults),
      ...(incident.shape.priority !== undefined && { priority: incident.shape.priority }),
    },
    discriminator: 'overflow',
    headline: { parts: [`more than ${formatCount(open)} alerts are open`] },
    evidence: [
      `${open} alerts of this service are open. All later incidents are grouped into this alert, starting with:`,
      listOf([incident], line),
    ],
    facts: {},
    ids: { rule: 'overflow', incidentId: incident.incidentId },
  };
}

/** How far the rate limit delays alerts. */
interface Throttling {
  readonly waiting: number;
  /** Milliseconds. */
  readonly delay: number;
  readonly burst: number;
  readonly perMinute: number;
}

/**
 * The subject of the alert that reports that the rate limit delays alerts.
 *
 * @param target the key whose alerts it delays; `undefined` for the module's own
 */
export function throttledSubject(
  { waiting, delay, burst, perMinute }: Throttling,
  defaults: AlertShape,
  identity: AlertIdentity,
  target?: string,
): AlertSubject {
  const late = formatDuration(delay);
  return {
    context: { ...whereabouts(identity), kind: 'storm', rule: 'throttled', operation: '*' },
    shape: audienceOf(defaults),
    discriminator: target === undefined ? 'throttled' : `throttled ${target}`,
    headline: { parts: [`${counted(waiting, 'alert')} delayed by about ${late}, P1 still sent`] },
    evidence: [
      `${counted(waiting, 'alert message')} ${waiting === 1 ? 'waits' : 'wait'} for about ${late}: the limit is ${formatCount(burst)} at once and ${formatCount(perMinute)} a minute. ` +
        'The most urgent are sent first, P1 immediately. A note follows each minute, and this alert closes when all are sent.',
    ],
    facts: {},
    ids: { rule: 'throttled' },
  };
}

// Drops the message, alias and other fields that only fit a single alert; keeps the recipients.
function audienceOf(shape: AlertShape): AlertShape {
  const { tags, details, links, target, responders, visibleTo, actions, source, user } = shape;
  return {
    ...(tags !== undefined && { tags }),
    ...(details !== undefined && { details }),
    ...(links !== undefined && { links }),
    ...(target !== undefined && { target }),
    ...(responders !== undefined && { responders }),
    ...(visibleTo !== undefined && { visibleTo }),
    ...(actions !== undefined && { actions }),
    ...(source !== undefined && { source }),
    ...(user !== undefined && { user }),
  };
}

function whereabouts({
  service,
  environment,
  version,
}: AlertIdentity): Pick<AlertContext, 'service' | 'environment' | 'version'> {
  return { service, environment, version };
}

function shapeOf({ shape, alsoPriorities, recurrence }: Incident): AlertShape {
  const priority =
    alsoPriorities.length === 0
      ? shape.priority
      : mostUrgent([...alsoPriorities, ...(shape.priority === undefined ? [] : [shape.priority])]);
  const tags = recurrence !== undefined ? withFlapping(shape.tags) : shape.tags;
  return { ...shape, ...(priority !== undefined && { priority }), ...(tags !== undefined && { tags }) };
}

function mostUrgent(priorities: readonly Resolvable<Priority>[]): Resolvable<Priority> {
  return (context) => {
    const resolved = priorities.map((priority) => (typeof priority === 'function' ? priority(context) : priority));
    return PRIORITIES.find((priority) => resolved.includes(priority)) ?? DEFAULT_PRIORITY;
  };
}

function withFlapping(tags: AlertShape['tags']): AlertShape['tags'] {
  return (context) => {
    const given: unknown = typeof tags === 'function' ? tags(context) : tags;
    // A function may return anything, even an endless iterable.
    const wished = isList(given) ? readList(given, MAXIMUM_TAGS).map((tag) => textOf(tag) ?? '') : DEFAULT_TAGS;
    return [...wished, FLAPPING];
  };
}
