import type { IncidentRecord as EngineRecord } from '../incidents/incident-record.js';
import { isClassMark } from '../rules/class-mark.js';
import { isAlias } from '../text/alias.js';
import { PRIORITIES, type Priority } from '../text/priority.js';
import { isWallTime } from '../time/wall-time.js';

/** An incident with an open alert, as stored in the journal. */
export interface IncidentRecord extends EngineRecord {
  readonly alias: string;
  readonly priority: Priority;
  /** The key that the alert was sent with: a name in `targets`. Absent: the module's own. */
  readonly target?: string | undefined;
  /** When the alert was last raised or repeated, in milliseconds since 1970. */
  readonly notifiedAt: number;
}

type Test = (value: unknown) => boolean;

const isText: Test = (value) => typeof value === 'string';
// A negative time would already be over at each evaluation, or never.
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
  firstSeen: (value) => value === undefined || isWallTime(value),
  bad: isAmount,
  lastSeen: isWallTime,
  notifiedAt: isWallTime,
  staleAfter: isAmount,
  autoClose: (value) => typeof value === 'boolean',
  alias: isAlias,
  priority: (value) => PRIORITIES.some((priority) => priority === value),
  target: (value) => value === undefined || isText(value),
} satisfies Record<keyof IncidentRecord, Test>;

/**
 * Reads a record, which may have been edited by hand or written by an older version of this package.
 *
 * @returns `undefined` if it is invalid
 */
export function readIncidentRecord(found: object): IncidentRecord | undefined {
  const read: Record<string, unknown> = { ...found };
  const { errorClass, firstSeen, lastSeen, notifiedAt } = read;
  // Other properties are dropped: they may be too large to store again.
  const record = Object.fromEntries(Object.keys(FIELDS).map((name) => [name, read[name]]));
  record['errorClass'] = isClassMark(errorClass) ? errorClass : undefined;
  record['firstSeen'] = isWallTime(firstSeen) ? firstSeen : undefined;
  record['notifiedAt'] = notifiedAt ?? lastSeen;
  return isIncidentRecord(record) ? record : undefined;
}

function isIncidentRecord(value: object): value is IncidentRecord {
  const fields: Record<string, unknown> = { ...value };
  return Object.entries(FIELDS).every(([name, test]) => test(fields[name]));
}
