import {
  FleetStoreError,
  type FleetMember,
  type FleetMute,
  type FleetStore,
  type FleetTimes,
  type RateLimit,
  type RecordOperation,
  type RecordReply,
  type SyncReply,
  type SyncRequest,
} from '../../../src/fleet/fleet-store.js';
import { ModelCounts } from './model-counts.js';
import { ModelMembers } from './model-members.js';
import { ModelRecords } from './model-records.js';

/** Milliseconds. */
const MOST_DEBT = 60_000;

/** How the store of a fleet behaves, in one process and on an injected clock: for tests and simulations. */
export class ModelFleet {
  readonly #wall: () => number;
  readonly #times: FleetTimes;
  #counts: ModelCounts;
  #members: ModelMembers;
  #records: ModelRecords;
  #mutes: FleetMute[] = [];
  #tokensAt = 0;
  #isAway = false;
  #joined = 0;

  /** @param wall the store's clock, in milliseconds */
  constructor(
    wall: () => number,
    times: FleetTimes,
    readonly mostSeries = 2_000,
  ) {
    this.#wall = wall;
    this.#times = times;
    this.#counts = new ModelCounts(times, mostSeries);
    this.#members = new ModelMembers(times);
    this.#records = new ModelRecords(times, this.#members);
  }

  /** Forgets everything, as after FLUSHALL or a restart without persistence. */
  flush(): void {
    this.#counts = new ModelCounts(this.#times, this.mostSeries);
    this.#members = new ModelMembers(this.#times);
    this.#records = new ModelRecords(this.#times, this.#members);
    this.#mutes = [];
    this.#tokensAt = 0;
  }

  /** While it is away, each call of each process rejects. */
  setAway(isAway: boolean): void {
    this.#isAway = isAway;
  }

  /** The open records, for assertions. */
  get records(): ModelRecords {
    return this.#records;
  }

  /** Adds a process. @param id unique. @param startedAt by the clock of the store; by default now */
  join(
    member: {
      readonly id?: string;
      readonly name?: string;
      readonly version?: string;
      readonly startedAt?: number;
    } = {},
  ): ModelStore {
    this.#joined++;
    const { id = `instance-${this.#joined}`, name = id, version = '', startedAt = this.#now() } = member;
    return new ModelStore(
      { id, name, version, startedAt: 0, lostAt: 0 },
      {
        check: () => {
          if (this.#isAway) throw new FleetStoreError('unavailable', 'the store is away');
        },
        sync: (request) => this.#sync({ id, name, version, startedAt, lostAt: 0 }, request),
        record: (operation) => this.#records.apply(operation, id, this.#now()),
        mute: (mute, milliseconds) => this.#mute(mute, milliseconds),
        reserve: (used, wanted, limit) => this.#reserve(used, wanted, limit),
        leave: () => {
          this.#counts.forget(id);
          this.#members.leave(id, this.#now());
        },
      },
    );
  }

  #now(): number {
    return Math.floor(this.#wall());
  }

  #sync(self: FleetMember, request: SyncRequest): SyncReply {
    const now = this.#now();
    const began = this.#counts.advance(now);
    if (began) this.#members.notLaterThan(now);
    const isNew = this.#members.sequenceOf(self.id) !== request.sequence;
    const refused = this.#counts.add(self.id, request, isNew);
    for (const id of this.#members.seen(self, request.sequence, now)) if (id.isDropped) this.#counts.forget(id.id);
    this.#records.purge(now);
    const { era } = this.#counts;
    const isSameEra = request.cursor?.era === era;
    const recordsVersion = this.#records.versionAt(now);
    const membersVersion = this.#members.version;
    const hasRecords = !isSameEra || recordsVersion !== request.recordsVersion;
    return {
      time: now,
      ...this.#counts.read(request.cursor),
      instances: this.#members.size,
      refused,
      recordsVersion,
      records: hasRecords ? this.#records.all() : undefined,
      mutes: hasRecords ? [...this.#mutes] : undefined,
      membersVersion,
      members: !isSameEra || membersVersion !== request.membersVersion ? this.#members.all() : undefined,
    };
  }

  #mute(id: string, milliseconds: number): void {
    const now = this.#now();
    this.#mutes = this.#mutes.filter((mute) => mute.id !== id && mute.until > now);
    if (milliseconds > 0) this.#mutes.push({ id, until: now + milliseconds });
    this.#mutes.splice(0, Math.max(0, this.#mutes.length - 100));
    this.#records.rise(now);
  }

  #reserve(used: number, wanted: number, { burst, perMinute }: RateLimit): number {
    const now = this.#now();
    const interval = 60_000 / perMinute;
    const full = Math.min(Math.max(now, this.#tokensAt) + used * interval, now + burst * interval + MOST_DEBT);
    const granted = Math.max(0, Math.min(wanted, Math.floor(burst - (full - now) / interval)));
    this.#tokensAt = Math.ceil(full + granted * interval);
    return granted;
  }
}

interface Calls {
  readonly check: () => void;
  readonly sync: (request: SyncRequest) => SyncReply;
  readonly record: (operation: RecordOperation) => RecordReply;
  readonly mute: (id: string, milliseconds: number) => void;
  readonly reserve: (used: number, wanted: number, limit: RateLimit) => number;
  readonly leave: () => void;
}

/** What one process sees of a {@link ModelFleet}. */
export class ModelStore implements FleetStore {
  readonly #calls: Calls;
  #isClosed = false;
  #isCutOff = false;
  #losesAnswers = false;

  constructor(
    readonly self: FleetMember,
    calls: Calls,
  ) {
    this.#calls = calls;
  }

  /** While it is cut off, its calls reject without an effect. */
  setCutOff(isCutOff: boolean): void {
    this.#isCutOff = isCutOff;
  }

  /** While it loses answers, its calls have their effect and reject. */
  setLosesAnswers(losesAnswers: boolean): void {
    this.#losesAnswers = losesAnswers;
  }

  sync(request: SyncRequest): Promise<SyncReply> {
    return this.#call(() => this.#calls.sync(request));
  }

  record(operation: RecordOperation): Promise<RecordReply> {
    return this.#call(() => this.#calls.record(operation));
  }

  mute(id: string, milliseconds: number): Promise<void> {
    return this.#call(() => this.#calls.mute(id, milliseconds));
  }

  reserve(used: number, wanted: number, limit: RateLimit): Promise<number> {
    return this.#call(() => this.#calls.reserve(used, wanted, limit));
  }

  leave(): Promise<void> {
    return this.#call(() => this.#calls.leave());
  }

  close(): void {
    this.#isClosed = true;
  }

  async #call<Result>(call: () => Result): Promise<Result> {
    if (this.#isClosed || this.#isCutOff) throw new FleetStoreError('unavailable', 'not connected');
    this.#calls.check();
    const result = call();
    if (this.#losesAnswers) throw new FleetStoreError('unavailable', 'no answer');
    return result;
  }
}
