import type { IncidentRecord } from '../incidents/incident-record.js';
import type { Incident, InheritedEndReason } from '../incidents/incident.js';
import { counted, formatCount } from '../text/count.js';
import { sharePercent } from '../text/percent.js';
import { utcTime } from '../text/utc-time.js';
import { formatDuration } from '../time/duration.js';

/** The most incidents that a text lists; the rest are counted. */
const MOST_NAMED = 10;

/** The headline of an incident: symptom, place and size in the 60 characters that a lock screen shows. */
export function headline(incident: Incident, service: string): string {
  const { rule, operation, discriminator, example, severity } = incident;
  const { measure } = rule.policy;
  return rule.headline({
    place: operation === '*' ? service : operation,
    size: sizeOf(incident),
    share: sharePercent(severity.bad, severity.total, limitOf(incident)),
    discriminator,
    isSingle: measure.type === 'count' && measure.count === 1,
    example,
  });
}

/** Paragraphs that describe the problem. */
export function evidenceOf(incident: Incident): string[] {
  const { causes, example } = incident;
  const paragraphs = [`${progress(incident)} ${seen(incident)}`];
  if (causes.length > 0) {
    paragraphs.push(['Causes:', ...causes.map(({ name, count }) => `- ${name}: ${formatCount(count)}`)].join('\n'));
  }
  const { request, status } = example?.http ?? {};
  if (request !== undefined) {
    const answer = status === undefined ? 'was not answered' : `was answered ${status}`;
    const time = example?.durationMs === undefined ? '' : ` after ${formatDuration(example.durationMs)}`;
    paragraphs.push(`Example: ${request.method} ${request.path} ${answer}${time}.`);
  }
  return paragraphs;
}

/** The note on an incident that is still active and has grown. */
export function growthNote(incident: Incident): string {
  return ['Still active.', ...evidenceOf(incident)].join('\n\n');
}

/** The note that closes an incident: how long it lasted, how many samples were bad, and its peak. */
export function endNote(incident: Incident, reason: 'recovered' | 'stale'): string {
  if (reason === 'stale') {
    return `Closed as stale: no runs, good or bad, for ${formatDuration(incident.rule.policy.staleAfter)}. ${progress(incident)}`;
  }
  return `Recovered after ${formatDuration(incident.lasted)}. ${progress(incident)}`;
}

/** The note that closes an incident of an earlier process, with the reason. */
export function inheritedNote({ openedAt, operation, staleAfter }: IncidentRecord, reason: InheritedEndReason): string {
  const since = `by an earlier process at ${utcTime(openedAt)}.`;
  const waited = formatDuration(staleAfter);
  switch (reason) {
    case 'stale':
      return `Closed as stale: reported ${since} ${operation} has not run for ${waited}, or no rule covers it any more.`;
    case 'continued':
      return `Reported ${since} The incident is still active and is reported in another alert.`;
    case 'survived':
      return `Reported ${since} The new process has been running for ${waited}.`;
    case 'storm':
      return `Reported ${since} That process has ended; incidents that are still active will be reported individually.`;
  }
}

/** Lists incidents, the largest first. */
export function listOf(incidents: readonly Incident[]): string {
  const named = incidents
    .slice(0, MOST_NAMED)
    .map(({ operation, rule, bad }) => `- ${operation} (${rule.rule.key}): ${formatCount(bad)} bad`);
  const rest = incidents.length - named.length;
  return [...named, ...(rest > 0 ? [`- and ${formatCount(rest)} more`] : [])].join('\n');
}

function progress({ bad, total, peakPerMinute }: Incident): string {
  const were = bad === 1 ? 'was' : 'were';
  const runs =
    total > bad ? `${formatCount(bad)} of ${counted(total, 'run')} ${were} bad` : `${counted(bad, 'run')} ${were} bad`;
  // After a restart the peak is unknown until the next bad run.
  return peakPerMinute === 0 ? `${runs}.` : `${runs}, at most ${formatCount(peakPerMinute)} in a minute.`;
}

function sizeOf({ severity: { bad, total, window }, rule }: Incident): string {
  const within = formatDuration(window);
  const times = formatCount(bad);
  return rule.policy.measure.type === 'ratio'
    ? `(${times} of ${formatCount(total)}) in ${within}`
    : `${times} times in ${within}`;
}

/** When it was seen; one time where the first and the last are shown alike. */
function seen({ firstSeen, lastSeen, openedAt, lasted }: Incident): string {
  const now = openedAt + lasted;
  const [first, last] = [utcTime(firstSeen, now), utcTime(lastSeen, now)];
  return first === last ? `Seen at ${first}.` : `First seen at ${first}, last seen at ${last}.`;
}

/** The share above which there is trouble; `undefined` where bad samples are counted. */
function limitOf({ rule }: Incident): number | undefined {
  const { measure } = rule.policy;
  return measure.type === 'ratio' ? measure.pairs[0]?.threshold : undefined;
}
