import type { IncidentRecord } from '../incidents/incident-record.js';
import type { CountedCause } from '../incidents/causes.js';
import type { Incident, InheritedEndReason } from '../incidents/incident.js';
import { counted, formatCount } from '../text/count.js';
import { percent, sharePercent } from '../text/percent.js';
import { utcTime } from '../time/utc-time.js';
import { formatDuration } from '../time/duration.js';

/** The most incidents that a text lists; the rest are counted. */
const MOST_NAMED = 10;

/** Writes a text of the application on one line, redacted and cut. */
export type SafeLine = (text: string, limit: number) => string;

/** Paragraphs that describe the problem. */
export function evidenceOf(incident: Incident, line: SafeLine): string[] {
  const { causes, example, rule } = incident;
  const figures = currentFigures(incident);
  const paragraphs = [
    [...(figures === '' ? [] : [figures]), `${failures(incident)} ${seen(incident)}${peak(incident)}.`].join('\n'),
  ];
  if (causes.length > 0) {
    const isOne = rule.scope === 'handler';
    paragraphs.push(['Causes:', ...causes.map((cause) => `- ${causeLine(cause, isOne, line)}`)].join('\n'));
  }
  const { request, status } = example?.http ?? {};
  if (request !== undefined) {
    const answer = status === undefined ? 'was not answered' : `was answered ${status}`;
    const time = example?.durationMs === undefined ? '' : ` after ${formatDuration(example.durationMs)}`;
    paragraphs.push(`Example: ${request.method} ${request.path} ${answer}${time}.`);
  }
  return paragraphs;
}

/** A message needs no more room to be recognised. */
const LONGEST_MESSAGE = 200;

/** `3 x Error 500: disk full in GET /orders/:id`. */
function causeLine(cause: CountedCause, isOne: boolean, line: SafeLine): string {
  const { count, what, status, message, operation } = cause;
  // Each text on its own: what stands in front of it could hide a secret's name.
  const failure = [line(what, LONGEST_MESSAGE), status].filter((part) => part !== undefined && part !== '').join(' ');
  const said = line(message, LONGEST_MESSAGE);
  const place = isOne || operation === '' ? '' : ` in ${operation}`;
  return `${formatCount(count)} x ${failure}${place}${said === '' ? '' : `: ${said}`}`;
}

/** How bad it is now, in the window that shows it; empty where bad samples are only counted. */
function currentFigures({ severity }: Incident): string {
  const { bad, total, window, limit, recent, down } = severity;
  if (limit === undefined || recent === undefined) return '';
  const over = `${sharePercent(bad, total, limit)} over ${formatDuration(window)} (${formatCount(bad)} of ${formatCount(total)})`;
  const now = recent.total === 0 ? '' : `${sharePercent(recent.bad, recent.total, limit)} now, `;
  const none =
    down === undefined
      ? ''
      : ` The last ${formatCount(down.bad)} failed; none succeeded for ${formatDuration(down.lasted)}.`;
  return `${now}${over}, limit ${percent(limit)}.${none}`;
}

/** The note on an incident that is still active and has grown. */
export function growthNote(incident: Incident, line: SafeLine): string {
  return ['Still active.', ...evidenceOf(incident, line)].join('\n\n');
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

/** `3 of 5 requests failed`, and how many in the worst minute where it has lasted longer than one. */
function progress(incident: Incident): string {
  return `${failures(incident)}${peak(incident)}.`;
}

function failures({ bad, total, rule, operation }: Incident): string {
  const noun = operation.startsWith('task:') ? 'run' : 'request';
  const isSlow = rule.rule.kind === 'latency';
  const failed = isSlow ? (bad === 1 ? 'was too slow' : 'were too slow') : 'failed';
  return `${total > bad ? `${formatCount(bad)} of ${counted(total, noun)}` : counted(bad, noun)} ${failed}`;
}

function peak({ peakPerMinute, firstSeen, openedAt, lasted, bad }: Incident): string {
  const isLong = openedAt + lasted - firstSeen > 60_000;
  // After a restart the peak is unknown until the next failure.
  return isLong && peakPerMinute > 0 && bad > 1 ? `, at most ${formatCount(peakPerMinute)} in a minute` : '';
}

/** When it was seen; one time where the first and the last are shown alike. */
function seen({ firstSeen, lastSeen, openedAt, lasted }: Incident): string {
  const now = openedAt + lasted;
  const [first, last] = [utcTime(firstSeen, now), utcTime(lastSeen, now)];
  return first === last ? `at ${first}` : `since ${first}, the last at ${last}`;
}
