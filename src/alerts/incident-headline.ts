import type { Incident } from '../incidents/incident.js';
import type { HeadlineFacts } from '../rules/headline.js';
import type { Headline, HeadlinePart } from '../text/headline.js';
import { ordinal } from '../text/count.js';
import { formatDuration } from '../time/duration.js';
import { describeError } from './text/error-description.js';
import { failureReason } from './text/failure-reason.js';
import { instancesHeadline } from './instance-text.js';

/** The headline of an incident: its rule says what, and this adds whether it is back, or was muted. */
export function incidentHeadline(incident: Incident): Headline {
  const { rule, recurrence, wasMuted, firstSeen } = incident;
  const headline = rule.headline(factsOf(incident));
  const before = recurrence === undefined ? [] : ['AGAIN '];
  const after: HeadlinePart[] = [instancesHeadline(incident.instances)].filter((part) => part !== '');
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

function factsOf(incident: Incident): HeadlineFacts {
  const { rule, place, discriminator, example, severity, bad, causes } = incident;
  const { measure } = rule.policy;
  // More may have failed before the first report, for example while alerts were muted.
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
