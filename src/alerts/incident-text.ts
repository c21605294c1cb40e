import type { IncidentRecord } from '../incidents/incident-record.js';
import type { Incident, InheritedEndReason } from '../incidents/incident.js';
import { percent } from '../text/percent.js';
import { formatDuration } from '../time/duration.js';

/** How many incidents a text names before it says how many more there are. */
const MOST_NAMED = 10;

/** The headline of an incident: symptom, place and size within the 60 characters that a lock screen shows. */
export function headline(incident: Incident, service: string): string {
  const { rule, operation, discriminator, example, severity } = incident;
  const { measure } = rule.policy;
  return rule.headline({
    place: operation === '*' ? service : operation,
    size: sizeOf(incident),
    share: percent(severity.bad, severity.total, 2),
    discriminator,
    isSingle: measure.type === 'count' && measure.count === 1,
    example,
  });
}

/** What shows that there is trouble, a paragraph each. */
export function evidenceOf(incident: Incident): string[] {
  const { causes, example } = incident;
  const paragraphs = [
    `${progress(incident)} First seen ${iso(incident.firstSeen)}, last seen ${iso(incident.lastSeen)}.`,
  ];
  if (causes.length > 0) {
    paragraphs.push(['Causes:', ...causes.map(({ name, count }) => `- ${name}: ${count}`)].join('\n'));
  }
  if (example?.request !== undefined) {
    const answer = example.status === undefined ? 'was not answered' : `was answered ${example.status}`;
    const time = example.durationMs === undefined ? '' : ` after ${formatDuration(example.durationMs)}`;
    paragraphs.push(`Example: ${example.request.method} ${example.request.path} ${answer}${time}.`);
  }
  return paragraphs;
}

/** Says that an incident goes on, and how bad it is. */
export function growthNote(incident: Incident): string {
  return ['Still going on.', ...evidenceOf(incident)].join('\n\n');
}

/** Says that an incident is over: how long it lasted, how many samples were bad, how bad it was at its worst. */
export function endNote(incident: Incident, reason: 'recovered' | 'stale'): string {
  if (reason === 'stale') {
    return `Closed as stale: nothing was seen for ${formatDuration(incident.rule.policy.staleAfter)}, neither good nor bad. ${progress(incident)}`;
  }
  return `Recovered after ${formatDuration(incident.lasted)}. ${progress(incident)}`;
}

/** Says that an incident of an earlier process is over, and how one can know. */
export function inheritedNote({ openedAt, operation, staleAfter }: IncidentRecord, reason: InheritedEndReason): string {
  const since = `An earlier process told of this on ${iso(openedAt)}.`;
  const waited = formatDuration(staleAfter);
  switch (reason) {
    case 'stale':
      return `Closed as stale: ${since} For ${waited} now ${operation} has not run, or no rule watches it any more.`;
    case 'continued':
      return `${since} It goes on, and another alert tells of it.`;
    case 'survived':
      return `${since} The next one has been running for ${waited}.`;
    case 'storm':
      return `${since} That process has ended; incidents that go on are told one by one.`;
  }
}

/** Names incidents, the largest first. */
export function listOf(incidents: readonly Incident[]): string {
  const named = incidents
    .slice(0, MOST_NAMED)
    .map(({ operation, rule, bad }) => `- ${operation} (${rule.rule.key}): ${bad} bad`);
  const rest = incidents.length - named.length;
  return [...named, ...(rest > 0 ? [`- and ${rest} more`] : [])].join('\n');
}

function progress({ bad, total, peakPerMinute }: Incident): string {
  const runs = total > bad ? `${bad} of ${total} runs were bad` : `${bad} ${bad === 1 ? 'run was' : 'runs were'} bad`;
  // After a restart nothing is known of the worst minute until the next bad run.
  return peakPerMinute === 0 ? `${runs}.` : `${runs}, at most ${peakPerMinute} in a minute.`;
}

function sizeOf({ severity: { bad, total, window }, rule }: Incident): string {
  const within = formatDuration(window).replaceAll(' ', '');
  return rule.policy.measure.type === 'ratio' ? `(${bad} of ${total}) in ${within}` : `${bad} times in ${within}`;
}

function iso(wall: number): string {
  return new Date(wall).toISOString();
}
