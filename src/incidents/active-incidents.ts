import type { ActiveIncident } from './incident.js';
import type { Tracker } from './tracker.js';

/** The incidents that are under way. @param drift what the wall clock shows more than the monotonic one, in milliseconds */
export function activeIncidents(trackers: Iterable<Tracker>, drift: number): ActiveIncident[] {
  return [...trackers].flatMap((tracker) => {
    const { phase, episode, rule, operation } = tracker;
    if (phase.name === 'quiet') return [];
    return [
      {
        incidentId: episode?.incidentId,
        rule: rule.rule.key,
        operation,
        phase: phase.name,
        since: new Date(episode?.openedAt ?? drift + (phase.name === 'pending' ? phase.since : 0)),
        bad: episode?.bad ?? 0,
        total: episode?.total ?? 0,
        suppressedBy: episode?.notification.suppressedBy,
      },
    ];
  });
}
