import { isWallTime } from '../time/wall-time.js';

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
  /** How many samples were bad when it was recorded. */
  readonly bad: number;
  /** When it was last known to go on; wall time, in milliseconds. */
  readonly lastSeen: number;
  /** When its alert was raised last, for the first time or again; wall time, in milliseconds. @defaultValue `lastSeen` */
  readonly toldAt?: number;
  /** How long nothing may be seen of it before it is closed, in milliseconds. */
  readonly staleAfter: number;
  /** Whether its alert is closed at its end. */
  readonly autoClose: boolean;
}

const TEXTS = ['incidentId', 'ruleKey', 'operation', 'discriminator'] satisfies (keyof IncidentRecord)[];
const TIMES = ['openedAt', 'lastSeen'] satisfies (keyof IncidentRecord)[];
const NUMBERS = ['bad', 'staleAfter'] satisfies (keyof IncidentRecord)[];
const SUBJECTS: readonly unknown[] = ['rule', 'storm', 'process'] satisfies IncidentRecord['of'][];

/** Looks whether something that was read is a record. */
export function isIncidentRecord(value: object): value is IncidentRecord {
  const fields = value as Record<string, unknown>;
  return (
    TEXTS.every((name) => typeof fields[name] === 'string') &&
    TIMES.every((name) => isWallTime(fields[name])) &&
    NUMBERS.every((name) => Number.isFinite(fields[name])) &&
    SUBJECTS.includes(fields['of']) &&
    typeof fields['autoClose'] === 'boolean'
  );
}
