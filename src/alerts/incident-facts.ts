import type { Incident } from '../incidents/incident.js';
import { formatCount } from '../text/count.js';
import { percent, sharePercent } from '../text/percent.js';
import { formatDuration } from '../time/duration.js';
import { causeLine, type SafeLine } from './incident-text.js';
import { instancesDetail } from './instance-text.js';

/** The details of an alert about an incident, in the order in which a person reads them. */
export function incidentFacts(incident: Incident, line: SafeLine): Readonly<Record<string, string | undefined>> {
  const { alsoMatched, bad, causes, firstSeen, lastSeen, previous, rule, severity } = incident;
  const { limit, recent, total, window } = severity;
  const isShare = limit !== undefined;
  const [topCause] = causes;
  return {
    share: isShare ? sharePercent(severity.bad, total, limit) : undefined,
    shareNow:
      isShare && recent !== undefined && recent.total > 0 ? sharePercent(recent.bad, recent.total, limit) : undefined,
    limit: isShare ? percent(limit) : undefined,
    window: isShare ? formatDuration(window) : undefined,
    instances: instancesDetail(incident.instances, line),
    topCause: topCause && causeLine(topCause, rule.scope === 'handler', line),
    // The platform keeps the details of the first create.
    failedAtOpening: formatCount(bad),
    firstSeen: new Date(firstSeen).toISOString(),
    lastSeen: new Date(lastSeen).toISOString(),
    previousOccurrence:
      previous && `${new Date(previous.firstSeen).toISOString()}, lasted ${formatDuration(previous.lasted)}`,
    closesItself: rule.policy.autoClose ? 'yes' : 'no',
    alsoMatched: alsoMatched.join(', '),
  };
}
