import type { AlertShape } from '../rules/alert-shape.js';
import type { CompiledRule } from '../rules/compiled-rule.js';
import type { Figures } from '../rules/headline.js';
import type { CommonRoute } from './common-route.js';
import type { Episode } from './episode.js';
import type { Evidence } from './evidence.js';
import type { FirstSuccess } from './first-success.js';
import type { Incident } from './incident.js';
import type { Share } from './peers.js';
import type { RunHistory } from './run-history.js';

/** What an incident is about, and how its alerts look. */
export interface IncidentSubject {
  readonly rule: CompiledRule;
  readonly operation: string;
  /** The routes that it covers, where it covers a controller. */
  readonly routes?: CommonRoute | undefined;
  /** How the runs of its task went. */
  readonly runs?: RunHistory | undefined;
  /** When it first went well. */
  readonly firstSuccess?: FirstSuccess | undefined;
  readonly discriminator: string;
  readonly shape: AlertShape;
  /** What it has to do with other processes. */
  readonly share?: Share | undefined;
}

/**
 * Describes an incident as a value.
 *
 * @param severity the figures now
 * @param now monotonic milliseconds
 */
export function describeIncident(
  { rule, operation, routes, runs, firstSuccess, discriminator, shape, share }: IncidentSubject,
  episode: Episode,
  evidence: Evidence,
  severity: Figures,
  now: number,
): Incident {
  const { causes } = evidence;
  const { openedAt, inheritance } = episode;
  const { firstSeen = openedAt, lastSeen = openedAt } = inheritance ?? evidence;
  const beganAt = inheritance ? episode.beganAt - (openedAt - firstSeen) : (evidence.beganAt ?? episode.beganAt);
  return {
    incidentId: episode.incidentId,
    rule,
    operation,
    place: operation === '*' ? undefined : (routes?.text ?? operation),
    discriminator,
    shape,
    bad: episode.bad,
    total: episode.total,
    openedAt,
    firstSeen,
    lastSeen: evidence.lastSeen ?? lastSeen,
    lasted: now - episode.beganAt,
    failingFor: Math.max(0, episode.lastBadAt - beganAt),
    quietFor: now - episode.lastBadAt,
    severity,
    peakPerMinute: evidence.peakPerMinute,
    causes,
    example: evidence.example,
    alsoMatched: episode.alsoMatched,
    alsoPriorities: episode.alsoPriorities,
    instances: share?.peers.sightOf(share.series),
    // Monotonic time begins with the process.
    sinceStart: inheritance === undefined ? evidence.beganAt : undefined,
    wentWell: evidence.beganAt !== undefined && firstSuccess?.isBefore(evidence.beganAt) === true,
    previous: episode.past.previous,
    runs: runs?.describe(now),
    recurrence: episode.past.recurrence,
    wasMuted: episode.notification.wasMuted,
    beginning: episode.beginning,
    newCauses: episode.newAmong(causes),
    isUnseen: evidence.lastSeen === undefined,
    ended: episode.ended,
  };
}
