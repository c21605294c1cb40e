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
  /** Samples of the incident, as last reported. */
  readonly bad: number;
  readonly total: number;
  /** How long all must be well before the close, in milliseconds. */
  readonly patience: number;
  /** How wide the rule is, for inhibition. */
  readonly scope?: string;
  /** The alert's id on the platform, if it was confirmed. */
  readonly alertId?: string;
  /** When it is to be re-asserted; the store's time. */
  readonly reassertAt?: number;
  /** Whatever else an heir needs; small. */
  readonly more?: Readonly<Record<string, string | number | boolean>>;
}

/** What one instance sees of an incident by itself. */
export interface LocalSight {
  /** Until when that is valid; the store's time. */
  readonly until: number;
  readonly bad: number;
  readonly total: number;
}

/** The alias of the alert that reports an incident; `undefined` before it was raised. */
export function aliasOf({ data }: Pick<FleetRecord, 'data'>): string | undefined {
  const alias = data.more?.['alias'];
  return typeof alias === 'string' ? alias : undefined;
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
