import type { Incident, StormPicture } from '../incidents/incident.js';
import type { HeadlineFacts } from '../rules/headline.js';
import type { Headline, HeadlinePart } from '../text/headline.js';
import { formatCount, ordinal } from '../text/count.js';
import { withPlaceholders } from '../text/placeholders.js';
import { formatDuration } from '../time/duration.js';
import { describeError } from './text/error-description.js';
import { failureReason } from './text/failure-reason.js';

/** The headline of an incident: its rule says what, and this adds whether it is back, or was muted. */
export function incidentHeadline(incident: Incident): Headline {
  const { rule, recurrence, wasMuted, firstSeen } = incident;
  const headline = rule.headline(factsOf(incident));
  const before = recurrence === undefined ? [] : ['AGAIN '];
  const after: HeadlinePart[] = [];
  if (wasMuted) after.push(` since ${new Date(firstSeen).toISOString().slice(11, 16)} UTC (was muted)`);
  if (recurrence !== undefined) {
    after.push(` (${ordinal(recurrence.openings)} in ${formatDuration(recurrence.within)})`);
  }
  // Before the cause, which is cut first.
  const cause = headline.parts.at(-1);
  const endsInCause = typeof cause === 'object' && 'text' in cause && headline.parts.length > 1;
  const parts = endsInCause ? [...headline.parts.slice(0, -1), ...after, cause] : [...headline.parts, ...after];
  return { ...headline, parts: [...before, ...parts] };
}

/** The headline of many incidents at once: how many, and what they have in common. */
export function stormHeadline({ incidents, notified, within }: StormPicture): Headline {
  const all = [...notified, ...incidents];
  const span = within < 1_000 ? 'at once' : `within ${formatDuration(within)}`;
  return { parts: [`${formatCount(all.length)} incidents ${span}`, ...commonCause(all)] };
}

function commonCause(incidents: readonly Incident[]): readonly HeadlinePart[] {
  const causes = incidents.map((incident) => incident.causes[0]);
  const [first] = causes;
  if (first === undefined) return [];
  const { what, status, message } = first;
  const failure = what === '' && status !== undefined ? String(status) : what;
  if (causes.some((cause) => cause?.what !== what || cause.status !== status)) return [];
  const kind = withPlaceholders(message);
  const isAlike = message !== '' && causes.every((cause) => withPlaceholders(cause?.message ?? '') === kind);
  return isAlike
    ? [', all ', { text: message, around: ['"', '"'] }, { text: failure, around: [' (', ')'] }]
    : [{ text: failure, around: [', all ', ''] }];
}

function factsOf(incident: Incident): HeadlineFacts {
  const { rule, place, discriminator, example, severity, bad, causes } = incident;
  const { measure } = rule.policy;
  // More may have come before anybody was told: while alerts were muted, say.
  const isCount = measure.type === 'count' && measure.count === 1;
  const statuses = causes.flatMap(({ status }) => (status === undefined ? [] : [status]));
  return {
    place,
    figures: isCount ? { ...severity, bad } : severity,
    within: isCount ? '' : ` in ${formatDuration(severity.window)}`,
    discriminator,
    isSingle: isCount && bad <= 1,
    example,
    statuses: [...new Set(statuses)],
    reason: example === undefined || example.errors.length === 0 ? undefined : reasonOf(example.errors[0]),
  };
}

function reasonOf(error: unknown): HeadlineFacts['reason'] {
  return failureReason(describeError(error));
}
