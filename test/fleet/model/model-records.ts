import { NO_INCIDENT } from '../../../src/fleet/fleet-record.js';
import type {
  FleetRecord,
  FleetTimes,
  RecordOperation,
  RecordRefusal,
  RecordReply,
} from '../../../src/fleet/fleet-store.js';
import type { ModelMembers } from './model-members.js';

type Operation<Type extends RecordOperation['type']> = Extract<RecordOperation, { type: Type }>;
type Outcome = { readonly because?: RecordRefusal; readonly record?: FleetRecord };

const MOST_LOCALS = 100;
const MOST_OPENINGS = 100;

/** The records of a {@link ModelFleet}. */
export class ModelRecords {
  readonly #times: FleetTimes;
  readonly #members: ModelMembers;
  readonly #records = new Map<string, FleetRecord>();
  readonly #mostRecords: number;
  #openings: number[] = [];
  #epoch = 0;
  #version = 0;

  constructor(times: FleetTimes, members: ModelMembers, mostRecords = 1_000) {
    this.#times = times;
    this.#members = members;
    this.#mostRecords = mostRecords;
  }

  all(): FleetRecord[] {
    return [...this.#records.values()];
  }

  get(alias: string): FleetRecord | undefined {
    return this.#records.get(alias);
  }

  versionAt(now: number): number {
    if (this.#version === 0) this.rise(now);
    return this.#version;
  }

  rise(now: number): void {
    this.#version = Math.max(this.#version + 1, now);
  }

  /** Drops closed records that are old. */
  purge(now: number): void {
    for (const { alias, closedAt, state } of this.all())
      if (state === 'closed' && closedAt + this.#times.tombstone <= now) {
        this.#records.delete(alias);
        this.rise(now);
      }
  }

  apply(operation: RecordOperation, me: string, now: number): RecordReply {
    const alias = operation.type === 'adopt' ? operation.record.alias : operation.alias;
    const before = this.#records.get(alias);
    const { because, record } = this.#outcome(operation, before, me, now);
    if (record !== undefined && record !== before) {
      this.#records.set(alias, record);
      this.rise(now);
    }
    const counts = operation.type === 'open' && because === undefined;
    return {
      time: now,
      isDone: because === undefined,
      because,
      record: this.#records.get(alias),
      openedLately: counts ? this.#openings.length : 0,
    };
  }

  #outcome(operation: RecordOperation, record: FleetRecord | undefined, me: string, now: number): Outcome {
    switch (operation.type) {
      case 'open':
        return this.#open(operation, record, me, now);
      case 'hold':
        return this.#hold(operation.alias, record, me, now);
      case 'adopt':
        return this.#adopt(operation.record, record);
      default:
    }
    if (record === undefined) return { because: 'absent' };
    switch (operation.type) {
      case 'take':
        return this.#take(record, me, now);
      case 'local':
        return sighted(operation, record, me, now);
      case 'refire':
        if (record.state !== 'closing' || record.incidentId !== operation.incidentId) return { because: 'state' };
        return { record: refired(record) };
      default:
    }
    if (record.epoch !== operation.epoch || record.speaker !== me) return { because: 'epoch' };
    if (operation.type === 'closed') {
      if (record.state === 'closed') return { record };
      if (record.state !== 'closing') return { because: 'state' };
      return { record: { ...record, state: 'closed', closedAt: now, recoveringSince: 0, locals: {} } };
    }
    if (record.state === 'closed') return { because: 'state' };
    if (!this.#members.isAlive(me, now)) return { because: 'lease' };
    switch (operation.type) {
      case 'notified':
        return { record: { ...record, notifiedAt: now, data: operation.data } };
      case 'closing':
        return { record: { ...record, state: 'closing', data: operation.data } };
      case 'recovering': {
        const since = operation.since > 0 ? record.recoveringSince || Math.min(operation.since, now) : 0;
        return { record: since === record.recoveringSince ? record : { ...record, recoveringSince: since } };
      }
    }
  }

  #open(operation: Operation<'open'>, record: FleetRecord | undefined, me: string, now: number): Outcome {
    const { alias, data, incidentId, isNotified = false, openedAt = 0 } = operation;
    if (!this.#members.isAlive(me, now)) return { because: 'lease' };
    if (record?.state === 'closing') return { because: 'exists', record: refired(record) };
    if (record?.state === 'firing') {
      if (record.speaker !== me || record.incidentId !== incidentId) return { because: 'exists' };
      this.#countOpenings(now, false);
      return { record };
    }
    if (!this.#hasRoom(record, now)) return { because: 'full' };
    const opened = openedAt > 0 ? Math.min(openedAt, now) : now;
    const isFlapping = record !== undefined && now - record.closedAt <= this.#times.tombstone;
    this.#countOpenings(now, true);
    return {
      record: {
        ...this.#newRecord(alias, record, me, now),
        incidentId,
        data,
        openedAt: opened,
        firstOpenedAt: isFlapping ? record.firstOpenedAt : opened,
        openings: isFlapping ? record.openings + 1 : 1,
        notifiedAt: isNotified ? now : 0,
      },
    };
  }

  #hold(alias: string, record: FleetRecord | undefined, me: string, now: number): Outcome {
    if (!this.#members.isAlive(me, now)) return { because: 'lease' };
    if (record?.speaker === me && record.state === 'firing') return { record };
    if (record !== undefined && record.state !== 'closed' && this.#members.isAlive(record.speaker, now))
      return { because: 'held' };
    if (!this.#hasRoom(record, now)) return { because: 'full' };
    return { record: this.#newRecord(alias, record, me, now) };
  }

  #adopt(adopted: FleetRecord, record: FleetRecord | undefined): Outcome {
    if (record !== undefined && (record.state !== 'closed' || record.epoch >= adopted.epoch))
      return { because: 'exists' };
    if (!this.#hasRoom(record, 0)) return { because: 'full' };
    this.#epoch = Math.max(this.#epoch, adopted.epoch);
    return { record: adopted };
  }

  #take(record: FleetRecord, me: string, now: number): Outcome {
    if (record.state === 'closed') return { because: 'state' };
    if (!this.#members.isAlive(me, now)) return { because: 'lease' };
    if (record.speaker === me) return { record };
    if (this.#members.isAlive(record.speaker, now)) return { because: 'held' };
    return { record: { ...record, speaker: me, epoch: this.#nextEpoch(record, now) } };
  }

  #newRecord(alias: string, before: FleetRecord | undefined, me: string, now: number): FleetRecord {
    return {
      alias,
      epoch: this.#nextEpoch(before, now),
      state: 'firing',
      speaker: me,
      incidentId: '',
      openedAt: now,
      notifiedAt: 0,
      recoveringSince: 0,
      closedAt: 0,
      openings: 1,
      firstOpenedAt: now,
      locals: {},
      data: NO_INCIDENT,
    };
  }

  #nextEpoch(before: FleetRecord | undefined, now: number): number {
    this.#epoch = Math.max(this.#epoch + 1, now, (before?.epoch ?? 0) + 1);
    return this.#epoch;
  }

  #hasRoom(record: FleetRecord | undefined, now: number): boolean {
    if (record !== undefined || this.#records.size < this.#mostRecords) return true;
    for (const { alias, state } of this.all()) if (state === 'closed') this.#records.delete(alias);
    if (now > 0) this.rise(now);
    return this.#records.size < this.#mostRecords;
  }

  #countOpenings(now: number, adds: boolean): void {
    this.#openings = this.#openings.filter((time) => time > now - this.#times.openings);
    if (adds) this.#openings.push(now);
    this.#openings = this.#openings.slice(-MOST_OPENINGS);
  }
}

function refired(record: FleetRecord): FleetRecord {
  return { ...record, state: 'firing', notifiedAt: 0, recoveringSince: 0 };
}

function sighted(operation: Operation<'local'>, record: FleetRecord, me: string, now: number): Outcome {
  const { bad, incidentId, milliseconds, total } = operation;
  if (record.state === 'closed' || record.incidentId !== incidentId) return { because: 'state' };
  const locals = Object.fromEntries(Object.entries(record.locals).filter(([, { until }]) => until > now));
  const isKnown = Object.hasOwn(locals, me);
  if (milliseconds <= 0) delete locals[me];
  else if (isKnown || Object.keys(locals).length < MOST_LOCALS) locals[me] = { until: now + milliseconds, bad, total };
  return { record: { ...record, locals } };
}
