import { isRecord } from '../../text/guarded-read.js';
import { PRIORITIES } from '../../text/priority.js';
import type { FleetRecord, IncidentData, LocalSight, RecordState } from '../fleet-record.js';

const STATES: readonly unknown[] = ['firing', 'closing', 'closed'] satisfies RecordState[];
const NUMBERS = [
  'epoch',
  'openedAt',
  'notifiedAt',
  'recoveringSince',
  'closedAt',
  'openings',
  'firstOpenedAt',
] as const satisfies (keyof FleetRecord)[];

/** Lua writes numbers with 14 digits. */
const MOST = 10 ** 14 - 1;

/** A number that Lua keeps exactly. */
export function whole(number: number): number {
  return Number.isFinite(number) ? Math.min(MOST, Math.max(0, Math.round(number))) : 0;
}

/** A record as the script keeps it: its data is a text of its own, which Lua leaves as it is. */
export function recordText(record: FleetRecord): string {
  const numbers = Object.fromEntries(NUMBERS.map((name) => [name, whole(record[name])]));
  const locals = Object.fromEntries(
    Object.entries(record.locals).map(([id, { until, bad, total }]) => [id, [until, bad, total].map(whole)]),
  );
  const { alias, incidentId, speaker, state, data } = record;
  return JSON.stringify({ alias, incidentId, speaker, state, ...numbers, locals, data: JSON.stringify(data) });
}

/** Reads what the script wrote, or a later version of it. @returns `undefined` if it is not a record */
export function readRecord(text: string): FleetRecord | undefined {
  const found = parsed(text);
  if (!isRecord(found) || !STATES.includes(found['state'])) return undefined;
  const { alias, incidentId, speaker, state, locals } = found;
  if (typeof alias !== 'string' || typeof incidentId !== 'string' || typeof speaker !== 'string') return undefined;
  if (!NUMBERS.every((name) => typeof found[name] === 'number')) return undefined;
  const data = parsed(found['data']);
  if (!isIncidentData(data)) return undefined;
  const number = (name: (typeof NUMBERS)[number]): number => Number(found[name]);
  return {
    alias,
    epoch: number('epoch'),
    state: state === 'closing' || state === 'closed' ? state : 'firing',
    speaker,
    incidentId,
    openedAt: number('openedAt'),
    notifiedAt: number('notifiedAt'),
    recoveringSince: number('recoveringSince'),
    closedAt: number('closedAt'),
    openings: number('openings'),
    firstOpenedAt: number('firstOpenedAt'),
    locals: readLocals(locals),
    data,
  };
}

function readLocals(found: unknown): Record<string, LocalSight> {
  const locals: Record<string, LocalSight> = {};
  for (const [id, sight] of Object.entries(isRecord(found) ? found : {})) {
    const [until, bad, total] = Array.isArray(sight) ? sight.map(Number) : [];
    if (until !== undefined && bad !== undefined && total !== undefined) locals[id] = { until, bad, total };
  }
  return locals;
}

function isIncidentData(value: unknown): value is IncidentData {
  if (!isRecord(value)) return false;
  const { alias, autoClose, bad, discriminator, operation, priority, ruleKey, staleAfter, target } = value;
  return (
    [ruleKey, operation, discriminator].every((text) => typeof text === 'string') &&
    [alias, target].every((text) => text === undefined || typeof text === 'string') &&
    [bad, staleAfter].every((number) => typeof number === 'number') &&
    typeof autoClose === 'boolean' &&
    PRIORITIES.some((known) => known === priority)
  );
}

function parsed(text: unknown): unknown {
  try {
    return typeof text === 'string' ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}
