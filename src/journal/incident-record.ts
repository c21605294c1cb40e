import type { IncidentRecord as EngineRecord } from '../incidents/incident-record.js';
import { isClassMark } from '../rules/class-mark.js';
import { isAlias } from '../text/alias.js';
import { PRIORITIES, type Priority } from '../text/priority.js';
import { isWallTime } from '../time/wall-time.js';

/** An incident whose alert is open, as it stands in the journal. */
export interface IncidentRecord extends EngineRecord {
  readonly alias: string;
  readonly priority: Priority;
  /** When the alert was raised last, for the first time or again, in milliseconds since 1970. */
  readonly toldAt: number;
}

type Test = (value: unknown) => boolean;

const isText: Test = (value) => typeof value === 'string';
// A time below zero would be over at each look, or never.
const isAmount: Test = (value) => typeof value === 'number' && Number.isFinite(value) && value >= 0;
const SUBJECTS: readonly unknown[] = ['rule', 'storm', 'process'] satisfies EngineRecord['of'][];

const FIELDS = {
  incidentId: isText,
  of: (value) => SUBJECTS.includes(value),
  ruleKey: isText,
  operation: isText,
  discriminator: isText,
  errorClass: (value) => value === undefined || isClassMark(value),
  openedAt: isWallTime,
  bad: isAmount,
  lastSeen: isWallTime,
  toldAt: isWallTime,
  staleAfter: isAmount,
  autoClose: (value) => typeof value === 'boolean',
  alias: isAlias,
  priority: (value) => PRIORITIES.some((priority) => priority === value),
} satisfies Record<keyof IncidentRecord, Test>;

/**
 * Makes a record of something that was read; a person may have edited it, or an older version of this package wrote it.
 *
 * @returns `undefined` for what is not a record
 */
export function readIncidentRecord(found: object): IncidentRecord | undefined {
  const read: Record<string, unknown> = { ...found };
  const { errorClass, lastSeen, toldAt } = read;
  // Nothing else is taken over: it may be too much to be written again.
  const record = Object.fromEntries(Object.keys(FIELDS).map((name) => [name, read[name]]));
  record['errorClass'] = isClassMark(errorClass) ? errorClass : undefined;
  record['toldAt'] = toldAt ?? lastSeen;
  return isIncidentRecord(record) ? record : undefined;
}

function isIncidentRecord(value: object): value is IncidentRecord {
  const fields: Record<string, unknown> = { ...value };
  return Object.entries(FIELDS).every(([name, test]) => test(fields[name]));
}
