import type { Incident } from '../incidents/incident.js';
import type { AlertContext, AlertShape, Resolvable } from '../rules/alert-shape.js';
import { DEFAULT_PRIORITY, PRIORITIES, type Priority } from '../text/priority.js';
import type { AlertSubject } from './alert-subject.js';
import { DEFAULT_TAGS } from './composer.js';
import { isList, readList } from '../text/guarded-read.js';
import { textOf } from './text/text-of.js';
import type { AlertIdentity } from './shape/context-facts.js';
import { evidenceOf, headline, listOf } from './incident-text.js';

/** The tag of an alert whose trouble came back soon after it was closed. */
const FLAPPING = 'flapping';

const MAXIMUM_TAGS = 100; // of which the platform takes 20

/** What is to be said about an incident. */
export function incidentSubject(incident: Incident, identity: AlertIdentity): AlertSubject {
  const { rule, example, alsoMatched } = incident;
  const count = String(incident.bad);
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
        firstSeen: new Date(incident.firstSeen),
        lastSeen: new Date(incident.lastSeen),
      },
    },
    shape: shapeOf(incident),
    discriminator: incident.discriminator,
    summary: headline(incident, identity.service),
    evidence: evidenceOf(incident),
    facts: {
      rule: rule.rule.key,
      count,
      firstSeen: new Date(incident.firstSeen).toISOString(),
      incidentId: incident.incidentId,
      ...(alsoMatched.length > 0 && { alsoMatched: alsoMatched.join(', ') }),
    },
  };
}

/** What is to be said about many incidents at once. */
export function stormSubject(
  stormId: string,
  incidents: readonly Incident[],
  defaults: AlertShape,
  identity: AlertIdentity,
): AlertSubject {
  const priorities = incidents.flatMap(({ shape }) => shape.priority ?? []);
  return {
    context: { ...whereabouts(identity), kind: 'storm', rule: 'storm', operation: '*' },
    shape: { ...audienceOf(defaults), priority: mostUrgent(priorities) },
    discriminator: 'incidents',
    summary: `${identity.service}: many incidents at once`,
    evidence: [
      'More incidents than are told one by one began within a minute. This alert stands for them:',
      listOf(incidents),
    ],
    facts: { rule: 'storm', count: String(incidents.length), incidentId: stormId },
  };
}

/** What is to be said when more alerts are open than anybody can look at. */
export function overflowSubject(
  incident: Incident,
  open: number,
  defaults: AlertShape,
  identity: AlertIdentity,
): AlertSubject {
  return {
    context: { ...whereabouts(identity), kind: 'storm', rule: 'overflow', operation: '*' },
    shape: {
      ...audienceOf(defaults),
      ...(incident.shape.priority !== undefined && { priority: incident.shape.priority }),
    },
    discriminator: 'overflow',
    summary: `${identity.service}: more than ${open} alerts are open`,
    evidence: [
      `${open} alerts of this service are open. This one stands for all that came after them, first of all for:`,
      listOf([incident]),
    ],
    facts: { rule: 'overflow', incidentId: incident.incidentId },
  };
}

/** What is to be said when alerts are held back because there are too many. */
export function throttledSubject(
  held: number,
  perMinute: number,
  defaults: AlertShape,
  identity: AlertIdentity,
): AlertSubject {
  return {
    context: { ...whereabouts(identity), kind: 'storm', rule: 'throttled', operation: '*' },
    shape: audienceOf(defaults),
    discriminator: 'throttled',
    summary: `${identity.service}: alerts are held back`,
    evidence: [
      `There are more than ${perMinute} alert messages a minute; ${held} wait. The most urgent go first, P1 at once.`,
    ],
    facts: { rule: 'throttled' },
  };
}

// A headline or an alias that was made for one alert says nothing about many; who is told stays the same.
function audienceOf({ tags, details, responders, visibleTo, actions, source, user }: AlertShape): AlertShape {
  return {
    ...(tags !== undefined && { tags }),
    ...(details !== undefined && { details }),
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

function shapeOf({ shape, alsoPriorities, flapping }: Incident): AlertShape {
  const priority =
    alsoPriorities.length === 0
      ? shape.priority
      : mostUrgent([...alsoPriorities, ...(shape.priority === undefined ? [] : [shape.priority])]);
  const tags = flapping ? withFlapping(shape.tags) : shape.tags;
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
    // What a function gives may be anything, such as an iterable without an end.
    const wished = isList(given) ? readList(given, MAXIMUM_TAGS).map((tag) => textOf(tag) ?? '') : DEFAULT_TAGS;
    return [...wished, FLAPPING];
  };
}
