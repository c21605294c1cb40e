import { NO_INCIDENT, type IncidentData } from '../fleet-record.js';
import {
  FleetStoreError,
  type FleetMember,
  type FleetStore,
  type FleetTimes,
  type RateLimit,
  type RecordOperation,
  type RecordRefusal,
  type RecordReply,
  type SyncReply,
  type SyncRequest,
} from '../fleet-store.js';
import type { Connection } from './connection.js';
import { countText } from './counts-text.js';
import { readRecord, recordText, whole } from './record-text.js';
import { number, readReply, text, textOf } from './reply.js';
import { RECORD } from './scripts/record.js';
import type { Script } from './scripts/script.js';
import { LEAVE, MUTE, RESERVE } from './scripts/small-scripts.js';
import { SYNC } from './scripts/sync.js';
import { memberText, readSyncReply } from './sync-reply.js';

/** Series of one service at once: 200 operations with 10 rules each. What is beyond stays in its process. */
const MOST_SERIES = 2_000;
/** In characters. */
const LONGEST_NAME = 128;
/** The data of an incident in characters. It is sent with each sync after a change. */
const LONGEST_DATA = 8_192;

/** Dependencies of {@link RedisStore}. */
export interface RedisStoreParts {
  readonly connection: Connection;
  readonly keys: readonly string[];
  readonly times: FleetTimes;
  readonly self: Pick<FleetMember, 'id' | 'name' | 'version'>;
  /** How long the process has been running, in milliseconds. */
  readonly uptime: () => number;
  /** Replaces the server's clock, for tests of clocks that jump; milliseconds since 1970. @defaultValue the server's clock */
  readonly serverTime?: () => number;
}

/** The fleet's store on Redis or Valkey: a few scripts over eight keys. */
export class RedisStore implements FleetStore {
  readonly #parts: RedisStoreParts;
  readonly self: FleetMember;

  constructor(parts: RedisStoreParts) {
    this.#parts = parts;
    const { id, name, version } = parts.self;
    this.self = {
      id,
      name: memberText(name, LONGEST_NAME),
      version: memberText(version, LONGEST_NAME),
      startedAt: 0,
      lostAt: 0,
    };
  }

  async sync(request: SyncRequest): Promise<SyncReply> {
    const { times, uptime } = this.#parts;
    const { counts, cursor, membersVersion, recordsVersion, sequence } = request;
    const { bucket, fine, history, lost, tombstone } = times;
    const { name, version } = this.self;
    const reply = await this.#run(SYNC, [
      sequence,
      cursor?.era ?? '',
      cursor?.bucket ?? '',
      recordsVersion,
      membersVersion,
      ...[bucket, fine, lost, tombstone, history].map(whole),
      MOST_SERIES,
      whole(uptime()),
      version,
      name,
      ...counts.flatMap((count) => [count.series, countText(count)]),
    ]);
    return readSyncReply(reply, request, times);
  }

  async record(operation: RecordOperation): Promise<RecordReply> {
    const { openings, tombstone } = this.#parts.times;
    const { type } = operation;
    const alias = type === 'adopt' ? operation.record.alias : operation.alias;
    const reply = readReply(
      await this.#run(RECORD, [type, alias, whole(tombstone), whole(openings), ...argumentsOf(operation)]),
      5,
    );
    return {
      time: number(reply, 0),
      isDone: text(reply, 1) === '1',
      because: readRefusal(text(reply, 2)),
      record: readRecord(text(reply, 3)),
      openedLately: number(reply, 4),
    };
  }

  async mute(id: string, milliseconds: number): Promise<void> {
    await this.#run(MUTE, [id.replaceAll(/\s/g, '_'), whole(milliseconds)]);
  }

  async reserve(used: number, wanted: number, { burst, perMinute }: RateLimit): Promise<number> {
    const interval = 60_000 / perMinute;
    return Number(textOf(await this.#run(RESERVE, [whole(used), whole(wanted), interval, burst]))) || 0;
  }

  async leave(): Promise<void> {
    await this.#run(LEAVE, []);
  }

  close(): void {
    this.#parts.connection.close();
  }

  #run(script: Script, args: readonly (string | number)[]): Promise<unknown> {
    const { connection, keys, serverTime, times } = this.#parts;
    const common = [serverTime?.() ?? '', this.self.id, whole(times.lease)];
    return connection.run(script, keys, [...common, ...args].map(String));
  }
}

/** Epoch, incident, data and three numbers. @throws FleetStoreError if the data is too large */
function argumentsOf(operation: RecordOperation): (string | number)[] {
  switch (operation.type) {
    case 'open': {
      const { data, incidentId, isNotified = false, openedAt = 0 } = operation;
      return [0, incidentId, dataText(data), whole(openedAt), isNotified ? 1 : 0, 0];
    }
    case 'adopt':
      dataText(operation.record.data);
      return [0, '', recordText(operation.record), 0, 0, 0];
    case 'local': {
      const { bad, incidentId, milliseconds, total } = operation;
      return [0, incidentId, '', ...[milliseconds, bad, total].map(whole)];
    }
    case 'refire':
      return [0, operation.incidentId, '', 0, 0, 0];
    case 'recovering':
      return [operation.epoch, '', '', whole(operation.since), 0, 0];
    case 'notified':
    case 'closing':
      return [operation.epoch, '', dataText(operation.data), 0, 0, 0];
    case 'closed':
      return [operation.epoch, '', '', 0, 0, 0];
    case 'take':
      return [0, '', '', 0, 0, 0];
    case 'hold':
      return [0, '', dataText(NO_INCIDENT), 0, 0, 0];
  }
}

function dataText(data: IncidentData): string {
  const written = JSON.stringify(data);
  if (written.length > LONGEST_DATA)
    throw new FleetStoreError('refused', `the data of an incident is longer than ${LONGEST_DATA} characters`);
  return written;
}

const REFUSALS = ['absent', 'exists', 'state', 'epoch', 'lease', 'held', 'full'] as const satisfies RecordRefusal[];

function readRefusal(found: string): RecordRefusal | undefined {
  return REFUSALS.find((refusal) => refusal === found);
}
