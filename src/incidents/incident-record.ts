/** What the next process must know of an incident with an open alert. */
export interface IncidentRecord {
  readonly incidentId: string;
  /** What it is an incident of: a rule, many incidents at once, or the end of the process. */
  readonly of: 'rule' | 'storm' | 'process';
  readonly ruleKey: string;
  readonly operation: string;
  readonly discriminator: string;
  /** Distinguishes the class of its errors from others of the same name; absent where it is not about a class of errors. */
  readonly errorClass?: string | undefined;
  /** Wall time, in milliseconds. */
  readonly openedAt: number;
  /** When it began; wall time, in milliseconds. @defaultValue `openedAt` */
  readonly firstSeen?: number | undefined;
  /** How many samples were bad when it was recorded. */
  readonly bad: number;
  /** When it was last known to go on; wall time, in milliseconds. */
  readonly lastSeen: number;
  /** When its alert was raised last, for the first time or again; wall time, in milliseconds. @defaultValue `lastSeen` */
  readonly notifiedAt?: number;
  /** How long nothing may be seen of it before it is closed, in milliseconds. */
  readonly staleAfter: number;
  /** Whether its alert is closed at its end. */
  readonly autoClose: boolean;
}
