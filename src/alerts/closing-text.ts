import { kindTextOf } from './kind-texts.js';
import type { IncidentRecord } from '../incidents/incident-record.js';
import type { Incident, IncidentEnd, InheritedEndReason, StormPicture } from '../incidents/incident.js';
import { isRun, readableOperation } from '../text/operation.js';
import { counted, formatCount } from '../text/count.js';
import { percent } from '../text/percent.js';
import { formatDuration } from '../time/duration.js';
import { utcSpan, utcTime } from '../time/utc-time.js';
import { coveredList, failures, paragraphs, peak, timeOf, type SafeLine } from './incident-text.js';
import { symptomOf } from './symptom.js';

/** What a last note is about. */
interface Close extends IncidentEnd {
  /** Those without alerts of their own that the alert stands for. */
  readonly covered: readonly Incident[];
  /** Whether the alert is closed with it, not only noted. */
  readonly closes: boolean;
}

/** The last note on an incident: how long the trouble lasted, without the time that it took to be sure, and how bad it was. */
export function endNote(incident: Incident, { reason, relievedFor, covered, closes }: Close, line: SafeLine): string {
  const text = reason === 'stale' ? staleNote(incident, closes) : recoveredNote(incident, relievedFor, closes);
  return paragraphs([text, coveredList(covered, line, true)]);
}

function staleNote(incident: Incident, closes: boolean): string {
  const { lastSeen, operation, rule } = incident;
  const silence = silenceOf(operation, ` for ${formatDuration(rule.policy.staleAfter)}`);
  const last = `Last ${symptomOf(incident).one} at ${utcTime(lastSeen, timeOf(incident))}, ${failures(incident)} in all.`;
  return `${closes ? 'Closed, NOT confirmed' : 'Over, but NOT confirmed'} as fixed: ${silence}. ${last} Check by hand.`;
}

/** Shorter trouble was at one time of day. Milliseconds. */
const MOMENT = 1_000;

function recoveredNote(incident: Incident, relievedFor: number | undefined, closes: boolean): string {
  const { failingFor, firstSeen, isUnseen, lastSeen, quietFor } = incident;
  const lasted = relievedFor === undefined ? failingFor : Math.max(0, failingFor + quietFor - relievedFor);
  const end = relievedFor === undefined ? lastSeen : firstSeen + lasted;
  const now = timeOf(incident);
  const many = `${failures(incident)}${peak(incident)}`;
  const least = isUnseen ? 'at least ' : '';
  const trouble =
    lasted < MOMENT
      ? `${many} at ${utcSpan(end, end, now)}`
      : `lasted ${least}${formatDuration(lasted)} (${utcSpan(firstSeen, end, now)}), ${many}`;
  const own = kindTextOf(incident);
  const reason = own === undefined ? ` after ${calm(incident, relievedFor)}` : `: ${own.end(incident)}`;
  const after = `${closes ? 'Closed' : 'Over'}${reason}.`;
  return `Recovered: ${trouble}. ${after}${closes ? '' : ' This alert stays open.'}`;
}

function calm(incident: Incident, relievedFor: number | undefined): string {
  const { quietFor, severity } = incident;
  if (relievedFor === undefined) return withoutFailures(quietFor, symptomOf(incident).many);
  const limit = severity.limit === undefined ? '' : ` of ${percent(severity.limit)}`;
  return `${formatDuration(relievedFor)} below the limit${limit}`;
}

function withoutFailures(time: number, what = 'failures'): string {
  return `${formatDuration(time)} without ${what}`;
}

/** The last note on an incident of an earlier process, with the reason. @param host the host of this process */
export function inheritedNote(
  { openedAt, operation, staleAfter }: IncidentRecord,
  reason: InheritedEndReason,
  closes: boolean,
  host: string,
): string {
  const reported = `reported at ${utcTime(openedAt)} by a process that has ended`;
  switch (reason) {
    case 'stale':
      return `${closes ? 'Closed, NOT confirmed' : 'Over, but NOT confirmed'} as fixed: ${reported}; ${silenceOf(operation, ' since')}, or its rule is gone. Check by hand.`;
    case 'continued':
      return `${closes ? 'Closed: ' : ''}${reported}. The incident is still active and is reported in another alert.`;
    case 'survived':
      return `Closed: the restarted process has been up for ${formatDuration(staleAfter)} (host ${host}).`;
    case 'storm':
      return `Closed: ${reported}. Incidents that are still active will be reported individually.`;
  }
}

function silenceOf(operation: string, time: string): string {
  if (operation.startsWith('saga:')) return `${readableOperation(operation)} has not failed${time}`;
  if (isRun(operation)) return `${readableOperation(operation)} has not run${time}`;
  return operation === '*' ? `no traffic${time}` : `no traffic on ${readableOperation(operation)}${time}`;
}

/** The last note on a storm: how long its trouble lasted, and whether that is sure to be over. */
export function stormEndNote({ incidents, notified }: StormPicture): string {
  const last = Math.max(...incidents.map(({ lastSeen }) => lastSeen));
  const now = Math.max(...incidents.map(timeOf));
  const stale = incidents.filter(({ ended }) => ended === 'stale').length;
  const many = counted(incidents.length, 'incident');
  const others = notified.length === 0 ? '' : ` ${otherAlerts(notified.length)}.`;
  if (stale > 0) {
    return `Closed, NOT confirmed as fixed: no traffic any more in ${formatCount(stale)} of ${many}. Last failure at ${utcTime(last, now)}. Check by hand.${others}`;
  }
  const quiet = Math.min(...incidents.map(({ quietFor }) => quietFor));
  const lasted = Math.max(...incidents.map(({ failingFor, quietFor }) => failingFor + quietFor)) - quiet;
  const first = Math.min(...incidents.map(({ firstSeen }) => firstSeen));
  const trouble =
    lasted < MOMENT ? `at ${utcSpan(last, last, now)}` : `for ${formatDuration(lasted)} (${utcSpan(first, last, now)})`;
  // A few failures below the limit of a share are no trouble.
  const areCounted = incidents.every(({ severity }) => severity.limit === undefined);
  const after = areCounted ? ` Closed after ${withoutFailures(quiet)}.` : '';
  return `Recovered: the ${many} that this alert covered failed ${trouble}.${after}${others}`;
}

function otherAlerts(count: number): string {
  return count === 1 ? '1 other had an alert of its own' : `${formatCount(count)} others had alerts of their own`;
}
