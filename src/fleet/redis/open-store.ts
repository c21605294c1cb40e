import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';

import type { Log } from '../../text/log.js';
import type { Clock } from '../../time/clock.js';
import type { FleetStore } from '../fleet-store.js';
import { fleetTimes } from '../fleet-times.js';
import { RedisJournal } from '../journal/redis-journal.js';
import { clientSource } from './client-source.js';
import { Connection } from './connection.js';
import { ConnectionReport } from './connection-report.js';
import { fleetKeys, keyOf, keyPattern } from './keys.js';
import { RedisStore } from './redis-store.js';

/** Which fleet a process belongs to, and how it is reached. */
export interface FleetMembership {
  readonly fleet: {
    readonly redis: string | object;
    readonly prefix: string;
    readonly instance: string | undefined;
    /** Milliseconds. */
    readonly lease: number;
  };
  readonly service: string;
  readonly environment: string;
  readonly version: string | undefined;
  /** The longest window of any rule, in milliseconds. */
  readonly history: number;
  readonly clock: Clock;
  readonly log: Log;
  /** Divides all times of the store, for tests whose clock runs faster. @defaultValue 1 */
  readonly speed?: number;
}

/**
 * Opens the store of a fleet. It connects in the background: Redis being away is not an error, and never delays the start.
 *
 * @throws OpsgenieConfigurationError if the package of the client is not installed
 */
export function openRedisStore(membership: FleetMembership): FleetStore {
  return new RedisStore({
    ...openConnection(membership),
    self: memberOf(membership),
    uptime: () => process.uptime() * 1_000,
  });
}

/** The journal in the Redis of a fleet, over a connection of its own. @throws OpsgenieConfigurationError if the client is not installed */
export function openRedisJournal(membership: Omit<FleetMembership, 'history'>): RedisJournal {
  const { clock, environment, fleet, log, service, speed } = membership;
  const { connection } = openConnection({ ...membership, history: 0, log: SILENT });
  const key = (name: string): string => keyOf({ prefix: fleet.prefix, service, environment }, name);
  const { id } = memberOf(membership);
  return new RedisJournal({ connection, key, id, clock, log, ...(speed === undefined ? {} : { speed }) });
}

/** The store reports what is wrong with Redis. */
const SILENT: Log = { log: () => undefined, warn: () => undefined, error: () => undefined };

/** Opens a connection to the Redis of a fleet. @throws OpsgenieConfigurationError */
function openConnection({ clock, environment, fleet, history, log, service, speed }: FleetMembership): {
  readonly connection: Connection;
  readonly keys: readonly string[];
  readonly times: ReturnType<typeof fleetTimes>;
} {
  const source = clientSource(fleet.redis);
  const times = fleetTimes({ lease: fleet.lease, history }, speed);
  const scope = { prefix: fleet.prefix, service, environment };
  const report = new ConnectionReport({
    log,
    now: () => clock.now(),
    place: source.place,
    keyPattern: keyPattern(fleet.prefix),
  });
  const connection = new Connection({ source, clock, report, timeout: times.call });
  connection.start();
  return { connection, keys: fleetKeys(scope), times };
}

/** Unique, because several processes may be given the same name, and a process id comes again. */
function memberOf({ fleet, version = '' }: Omit<FleetMembership, 'history'>): {
  id: string;
  name: string;
  version: string;
} {
  const name = fleet.instance ?? `${hostname()}:${process.pid}`;
  return { id: `${name.replaceAll(/\s+/g, '_').slice(0, 64)}~${randomBytes(3).toString('hex')}`, name, version };
}
