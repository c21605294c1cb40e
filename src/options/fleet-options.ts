import { isRecord, readProperty } from '../text/guarded-read.js';
import { parseDuration, type Duration } from '../time/duration.js';
import { Check, duration, flag, text, wholeNumber, type Complaint } from '../validation/checks.js';
import { show, type ConfigurationProblem } from '../validation/problem.js';

/**
 * The Redis (or Valkey) of a fleet, in one of these forms:
 *
 * - an address: `redis://user:password@host:6379/0`, or `rediss://…` for TLS
 * - a client of `ioredis` or `redis` (node-redis), for a server, Sentinel or a Cluster: it is duplicated, and never used itself
 * - the options of such a client: those of `ioredis` with `host`, `path` or `sentinels`, those of `redis` with `url`, `socket` or
 *   `sentinelRootNodes`. With Sentinel, node-redis 5 needs this form
 * - the options of a Cluster: `cluster: [{ host, port }]` and other options of `ioredis`, or `rootNodes` and other options of `redis`
 */
export type FleetRedis = string | object;

/** Several processes of one service that judge together and alert once. */
export interface FleetOptions {
  /** Where the processes share their counts. Required. Its client package has to be installed, unless a client is given. */
  readonly redis: FleetRedis;
  /** What the names of all keys begin with. @defaultValue `'nog'` */
  readonly prefix?: string | undefined;
  /** What this process is called in alerts. Several may have the same name. @defaultValue host and process id */
  readonly instance?: string | undefined;
  /** How often counts are shared, from `'1s'` to `'10s'`. Large fleets share less often by themselves. @defaultValue `'2s'` */
  readonly syncEvery?: Duration | undefined;
  /**
   * How long after its last sign of life others take over from a process; at least 4 times `syncEvery`. Longer by itself where there are
   * more than about 125 processes, up to 5 times.
   *
   * @defaultValue `'10s'`
   */
  readonly lease?: Duration | undefined;
  /**
   * A process that has not reached Redis for this long judges and alerts on its own; at least 4 times `syncEvery`. Longer by itself in
   * large fleets, as is `lease`.
   *
   * @defaultValue `'10s'`
   */
  readonly isolateAfter?: Duration | undefined;
  /**
   * One instance alone raises an alert at this many times the threshold and the fleet's share; `false`: never. From 1. @defaultValue 3
   */
  readonly outlier?: number | false | undefined;
  /** How many instances have to be alive: fewer for 2 minutes are an alert, which closes itself. From 1. @defaultValue any number */
  readonly expect?: number | undefined;
  /**
   * Whether messages that are accepted and not delivered are stored in Redis too, so that another process delivers them if this one dies.
   *
   * @defaultValue `false`
   */
  readonly journal?: boolean | undefined;
}

/** {@link FleetOptions} with every value in place; durations in milliseconds. */
export interface ResolvedFleet {
  readonly redis: FleetRedis;
  readonly prefix: string;
  readonly instance: string | undefined;
  readonly syncEvery: number;
  readonly lease: number;
  readonly isolateAfter: number;
  readonly outlier: number | false;
  readonly expect: number | undefined;
  readonly journal: boolean;
}

const DEFAULTS = { prefix: 'nog', syncEvery: 2_000, lease: 10_000, isolateAfter: 10_000, outlier: 3 } as const;
const SHORTEST_SYNC = 1_000;
const LONGEST_SYNC = 10_000;
/** A lease must outlast a lost answer or two. */
const LEAST_SYNCS = 4;
/** Longer leases leave alerts without a speaker for minutes. Milliseconds. */
const LONGEST_LEASE = 5 * 60_000;
const LONGEST_PREFIX = 64;
const MOST_OUTLIER = 1_000;
/** Larger fleets than this one store can serve. */
const MOST_EXPECTED = 10_000;

/** What distinguishes clients and options of clients from other objects. */
const MARKS = [
  'host',
  'port',
  'path',
  'sentinels',
  'cluster',
  'url',
  'socket',
  'rootNodes',
  'sentinelRootNodes',
  'sendCommand',
  'defineCommand',
];
const FORMS = 'an address such as redis://host:6379, a client of `ioredis` or `redis`, or the options of one';

// An address is never shown: it may contain a password.
const redis: Complaint = (value) => {
  if (typeof value === 'string') {
    if (!URL.canParse(value)) return `must be ${FORMS}; got a text that is no address`;
    const { hostname, protocol } = new URL(value);
    if (protocol !== 'redis:' && protocol !== 'rediss:')
      return `must begin with redis:// or rediss://; got ${show(protocol)}`;
    return hostname === '' ? 'must name a host: redis://host:6379' : undefined;
  }
  if (isRecord(value) && MARKS.some((mark) => readProperty(value, mark) !== undefined)) return undefined;
  return `must be ${FORMS}; got ${show(value)}`;
};

const prefix: Complaint = (value) => {
  const complaint = text(value);
  if (complaint !== undefined) return complaint;
  return /^[\w:.-]+$/.test(String(value)) && String(value).length <= LONGEST_PREFIX
    ? undefined
    : `must have only letters, digits and _ : . - (at most ${LONGEST_PREFIX}); got ${show(value)}`;
};

const syncEvery: Complaint = (value) => {
  const milliseconds = parseDuration(value);
  if (milliseconds === undefined) return duration(value);
  return milliseconds >= SHORTEST_SYNC && milliseconds <= LONGEST_SYNC
    ? undefined
    : `must be from '1s' to '10s'; got ${show(value)}`;
};

const leaseLike: Complaint = (value) => {
  const complaint = duration(value);
  if (complaint !== undefined) return complaint;
  return (parseDuration(value) ?? 0) > LONGEST_LEASE ? `must be at most '5m'; got ${show(value)}` : undefined;
};

const outlier: Complaint = (value) =>
  value === false || (typeof value === 'number' && value >= 1 && value <= MOST_OUTLIER)
    ? undefined
    : `must be false or a number from 1 to ${MOST_OUTLIER}; got ${show(value)}`;

/** The validation schema of {@link FleetOptions}. */
export class FleetOptionsSchema implements Record<keyof FleetOptions, unknown> {
  static readonly uncopied = ['redis'];
  static readonly hints = {
    url: 'use `redis`',
    host: 'use `redis: { host, port }`',
    client: 'use `redis`',
    connection: 'use `redis`',
    interval: 'use `syncEvery`',
    keyPrefix: 'use `prefix`',
    name: 'use `instance`',
    instances: 'use `expect`',
    replicas: 'use `expect`',
  };

  @Check(redis) redis: unknown;
  @Check(prefix) prefix: unknown;
  @Check(text) instance: unknown;
  @Check(syncEvery) syncEvery: unknown;
  @Check(leaseLike) lease: unknown;
  @Check(leaseLike) isolateAfter: unknown;
  @Check(outlier) outlier: unknown;
  @Check(wholeNumber(1, MOST_EXPECTED)) expect: unknown;
  @Check(flag) journal: unknown;
}

/** Problems that only several options together have. */
export function problemsOfFleet(fleet: unknown): ConfigurationProblem[] {
  if (!isRecord(fleet)) return [];
  const problems: ConfigurationProblem[] = [];
  if (fleet['redis'] === undefined) problems.push({ path: 'fleet.redis', message: `is missing; it must be ${FORMS}` });
  const sync = parseDuration(fleet['syncEvery'] ?? DEFAULTS.syncEvery) ?? 0;
  for (const name of ['lease', 'isolateAfter'] as const) {
    const milliseconds = parseDuration(fleet[name] ?? DEFAULTS[name]);
    if (milliseconds === undefined || milliseconds <= 0 || milliseconds >= LEAST_SYNCS * sync) continue;
    const given =
      fleet[name] === undefined ? `it is ${DEFAULTS[name] / 1_000}s by default` : `got ${show(fleet[name])}`;
    const message = `must be at least ${LEAST_SYNCS} times syncEvery (${(LEAST_SYNCS * sync) / 1_000}s); ${given}`;
    problems.push({ path: `fleet.${name}`, message });
  }
  return problems;
}

/** Fills in the defaults of valid options. */
export function resolveFleet(given: FleetOptions | undefined): ResolvedFleet | undefined {
  if (given === undefined) return undefined;
  return {
    redis: given.redis,
    prefix: given.prefix ?? DEFAULTS.prefix,
    instance: given.instance?.trim(),
    syncEvery: parseDuration(given.syncEvery) ?? DEFAULTS.syncEvery,
    lease: parseDuration(given.lease) ?? DEFAULTS.lease,
    isolateAfter: parseDuration(given.isolateAfter) ?? DEFAULTS.isolateAfter,
    outlier: given.outlier ?? DEFAULTS.outlier,
    expect: given.expect,
    journal: given.journal ?? false,
  };
}
