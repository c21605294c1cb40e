import type { Recurrence } from '../incidents/flap-damper.js';
import type { Priority } from '../text/priority.js';

/** A record is deleted some time after it is closed. */
export type RecordState = 'firing' | 'closing' | 'closed';

/** What the speaker says about an incident, for its heirs. The store does not look into it. */
export interface IncidentData {
  /** The rule, so that an heir knows which of its trackers it is. */
  readonly ruleKey: string;
  readonly operation: string;
  readonly discriminator: string;
  readonly priority: Priority;
  /** Bad samples of the incident, as last reported. */
  readonly bad: number;
  /** After this time without a sample, in milliseconds, nothing is known of it any more. */
  readonly staleAfter: number;
  /** Whether its alert is closed when it is over. */
  readonly autoClose: boolean;
  /** The alias of its alert; absent before that was raised. */
  readonly alias?: string | undefined;
  /** The key that its alert was sent with, where that is not the module's own. */
  readonly target?: string | undefined;
}

/** What stands in the record of a lease that is no incident. */
export const NO_INCIDENT: IncidentData = {
  ruleKey: '',
  operation: '',
  discriminator: '',
  priority: 'P5',
  bad: 0,
  staleAfter: 0,
  autoClose: false,
};

/** What one instance sees of an incident by itself. */
export interface LocalSight {
  /** Until when that is valid; the store's time. */
  readonly until: number;
  readonly bad: number;
  readonly total: number;
}

/** How often an alert was opened, by its record. */
export function recurrenceOf({ firstOpenedAt, openedAt, openings }: FleetRecord): Recurrence {
  return { openings, within: openedAt - firstOpenedAt };
}

/** The shared record of one alias. Times are the store's. */
export interface FleetRecord {
  readonly alias: string;
  /** Rises with each `open` and each `take`, and never falls. */
  readonly epoch: number;
  readonly state: RecordState;
  /** The id of the member that speaks for it. */
  readonly speaker: string;
  readonly incidentId: string;
  readonly openedAt: number;
  /** When the platform last accepted the alert; 0: it has to be raised. */
  readonly notifiedAt: number;
  /** 0: it is not recovering. */
  readonly recoveringSince: number;
  /** 0: it is not closed. */
  readonly closedAt: number;
  /** How often this alias was opened, each time within half an hour of the last close; 1: it is not flapping. */
  readonly openings: number;
  /** When the first of these openings was. */
  readonly firstOpenedAt: number;
  /** By the id of the member. Outdated ones may be among them. */
  readonly locals: Readonly<Record<string, LocalSight>>;
  readonly data: IncidentData;
}
