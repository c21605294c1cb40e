import { setTimeout } from 'node:timers/promises';

import { onTestFinished } from 'vitest';

import {
  FleetStoreError,
  type FleetTimes,
  type IncidentData,
  type SyncReply,
  type SyncRequest,
} from '../../src/fleet/fleet-store.js';
import { fleetTimes } from '../../src/fleet/fleet-times.js';
import { clientSource } from '../../src/fleet/redis/client-source.js';
import { Connection } from '../../src/fleet/redis/connection.js';
import { ConnectionReport } from '../../src/fleet/redis/connection-report.js';
import { fleetKeys, keyPattern } from '../../src/fleet/redis/keys.js';
import { RedisStore } from '../../src/fleet/redis/redis-store.js';
import { systemClock } from '../../src/time/clock.js';

/** How a store of a test is opened. */
export interface StoreOptions {
  readonly redis: string | object;
  readonly id?: string;
  readonly service?: string;
  readonly times?: FleetTimes;
  readonly timeout?: number;
  readonly serverTime?: () => number;
  readonly uptime?: () => number;
  /** One that other stores use as well: several hundred processes need not be as many connections. @defaultValue one of its own */
  readonly connection?: Connection;
}

/** A store on a real server, with what it logged. */
export interface OpenedStore {
  readonly store: RedisStore;
  readonly connection: Connection;
  readonly lines: string[];
}

/** Times of a test in which seconds pass like hours: a lease lasts one second. */
export const SHORT = fleetTimes({ lease: 10_000, history: 60 * 60_000 }, 10);

/** Opens a store, which is closed when the test ends. */
export function openStore(options: StoreOptions): OpenedStore {
  const {
    redis,
    id = 'one',
    serverTime,
    service = 'shop',
    times = SHORT,
    timeout = 1_000,
    uptime = () => 5_000,
  } = options;
  const lines: string[] = [];
  const write = (line: string): void => void lines.push(line);
  const source = clientSource(redis);
  const report = new ConnectionReport({
    log: { log: write, warn: write, error: write },
    now: () => systemClock.now(),
    place: source.place,
    keyPattern: keyPattern('nog'),
  });
  const connection = options.connection ?? new Connection({ source, clock: systemClock, report, timeout });
  if (options.connection === undefined) connection.start();
  const store = new RedisStore({
    connection,
    keys: fleetKeys({ prefix: 'nog', service, environment: 'test' }),
    times,
    self: { id, name: id, version: '1.0.0' },
    uptime,
    ...(serverTime === undefined ? {} : { serverTime }),
  });
  onTestFinished(() => store.close());
  return { store, connection, lines };
}

/** A request of a process that has read nothing yet. */
export function request(sequence: number, given: Partial<SyncRequest> = {}): SyncRequest {
  return { sequence, counts: [], cursor: undefined, recordsVersion: 0, membersVersion: 0, ...given };
}

/** Repeats a call until it succeeds: Redis is being connected to, or coming back. */
export async function eventually<Result>(call: () => Promise<Result>, within = 15_000): Promise<Result> {
  const deadline = Date.now() + within;
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof FleetStoreError) || Date.now() > deadline) throw error;
      await setTimeout(20);
    }
  }
}

/** Waits until a condition holds. */
export async function until(condition: () => boolean | Promise<boolean>, within = 15_000): Promise<void> {
  const deadline = Date.now() + within;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error('the condition did not come true');
    await setTimeout(20);
  }
}

/** The first sync of a process, repeated until Redis answers. */
export function firstSync(store: RedisStore, given: Partial<SyncRequest> = {}): Promise<SyncReply> {
  return eventually(() => store.sync(request(1, given)));
}

/** The failure of a call. */
export async function failureOf(call: Promise<unknown>): Promise<FleetStoreError> {
  try {
    await call;
  } catch (error) {
    if (error instanceof FleetStoreError) return error;
    throw error;
  }
  throw new Error('the call succeeded');
}

/** What stands in the record of an incident. */
export const DATA: IncidentData = {
  ruleKey: 'status:5XX',
  operation: 'GET /orders/:id',
  discriminator: '5XX',
  priority: 'P2',
  bad: 5,
  staleAfter: 60_000,
  autoClose: true,
};
