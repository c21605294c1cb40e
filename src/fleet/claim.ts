import type { Incident, Transition } from '../incidents/incident.js';
import { seriesOf } from '../incidents/peers.js';
import { priorityOf } from '../text/priority.js';
import type { FleetRecord, IncidentData } from './fleet-store.js';

/** One that a function gives is known once the alert is composed. */
export const DATA_PRIORITY = 'P3';

/** The record under which the storm of a service stands. */
export const STORM = 'storm';

/**
 * What a process is to an incident: it `asks` whether it may speak, it is its `speaker`, a `follower` of another, or it opened the incident
 * `alone`, which the fleet does not know.
 */
export type Role = 'asking' | 'speaker' | 'follower' | 'alone';

/** What this process has to do with one incident of the fleet. */
export interface Claim {
  readonly series: string;
  incidentId: string;
  role: Role;
  /** Of the record, as long as this process is its speaker. */
  epoch: number;
  data: IncidentData;
  /** When it opened; wall time, in milliseconds. */
  readonly openedAt: number;
  /** Its alert's alias, once known. */
  alias: string | undefined;
  /** Whether the platform accepted its alert from this process, and when it last did; wall time, in milliseconds. */
  notifiedAt: number | undefined;
  closing: 'no' | 'asked' | 'granted' | 'sent';
  /** Whether the close waits for the platform. */
  isCloseQueued: boolean;
  /** What else there is to say once this process may speak. */
  waiting: Transition[];
  /** Since when this process is on its own, while the incident is the fleet's; monotonic milliseconds. */
  isolatedAt: number | undefined;
  /** The record as last seen. */
  record: FleetRecord | undefined;
  /** The store's time when this process became what it is; what is older says nothing. */
  since: number;
  /** Whether this process's own engine watches it. */
  isWatched: boolean;
  /** Whether the platform was asked before this process, on its own, closes an alert of the fleet. */
  look: 'no' | 'asked' | 'done';
  /** How many repeats were left to others since this process is on its own. */
  skipped: number;
}

/** What a transition is about, if it is about something that other processes may speak of as well. */
export interface ClaimSubject {
  readonly series: string;
  readonly incidentId: string;
  readonly openedAt: number;
  readonly data: IncidentData;
}

/** What a transition is about; `undefined` if it concerns only this process. */
export function subjectOf(transition: Transition): ClaimSubject | undefined {
  switch (transition.type) {
    case 'opened':
    case 'reasserted':
    case 'grown':
    case 'covered':
    case 'closed':
      return incidentSubject(transition.incident);
    case 'storm-opened':
    case 'storm-reasserted':
    case 'storm-grown':
    case 'storm-closed': {
      const { incidents, stormId } = transition;
      const [first] = incidents;
      return {
        series: STORM,
        incidentId: stormId,
        openedAt: first === undefined ? 0 : first.openedAt + first.lasted,
        data: {
          ruleKey: STORM,
          operation: '*',
          discriminator: 'incidents',
          priority: DATA_PRIORITY,
          bad: incidents.length,
          staleAfter: 0,
          autoClose: true,
        },
      };
    }
    case 'inherited-closed':
    case 'suppressed':
    case 'mute-ended':
      return undefined;
  }
}

function incidentSubject({ bad, discriminator, incidentId, openedAt, operation, rule, shape }: Incident): ClaimSubject {
  return {
    series: seriesOf(rule, operation, discriminator),
    incidentId,
    openedAt,
    data: {
      ruleKey: rule.rule.key,
      operation,
      discriminator,
      priority: priorityOf(shape.priority) ?? DATA_PRIORITY,
      bad,
      staleAfter: rule.policy.staleAfter,
      autoClose: rule.policy.autoClose,
    },
  };
}
