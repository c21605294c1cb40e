// A process of a fleet: the whole pipeline without Nest, whose requests all succeed or all fail, as its parent says. Times are shortened.
import axios from 'axios';
import { from } from 'rxjs';
import { fleetPace } from '../../../src/fleet/fleet-pace.js';
import { openRedisStore } from '../../../src/fleet/redis/open-store.js';
import { onErrorRate } from '../../../src/index.js';
import { resolveOptions } from '../../../src/opsgenie.options.js';
import { platformOf } from '../../../src/pipeline/chosen-platform.js';
import { journalOf } from '../../../src/pipeline/chosen-journal.js';
import { InstancesObserver } from '../../../src/observers/health/instances-observer.js';
import { OpsgeniePipeline } from '../../../src/pipeline/pipeline.js';
import { systemClock as clock } from '../../../src/time/clock.js';
import { API_KEY } from './orders.js';

/** What the parent wants of a member. */
export interface MemberOrders {
  readonly name: string;
  readonly baseUrl: string;
  /** The address of Redis, through a proxy of this member's own. */
  readonly redis: string;
  /** All times are divided by this. */
  readonly speed: number;
  /** How long a member that was cut off waits before it closes an alert of the fleet, in milliseconds. */
  readonly isolatedPatience: number;
  /** The key of a target that all alerts are for; absent: there is none. */
  readonly targetKey?: string | undefined;
  /** How many members have to be alive. @defaultValue any number */
  readonly expect?: number | undefined;
}

/** What a member reports several times a second. */
export interface MemberReport {
  readonly state: 'shared' | 'alone';
  readonly instances: number;
  readonly leases: number;
  readonly syncs: number;
  readonly failures: number;
  readonly dropped: number;
  /** What the log said. */
  readonly lines: readonly string[];
}

const REPORT_EVERY = 50;
const REQUEST_EVERY = 50;
const OPERATION = 'GET /orders';

const orders = JSON.parse(process.argv[2] ?? '{}') as MemberOrders;
const lines: string[] = [];
const keep = (line: unknown): void => void lines.push(String(line));

const options = resolveOptions({
  apiKey: API_KEY,
  baseUrl: orders.baseUrl,
  service: 'shop',
  environment: 'test',
  enabled: true,
  rules: [onErrorRate(0.01, { window: '10s', keepFiringFor: '2s', minBad: 5 })],
  ...(orders.targetKey !== undefined && {
    targets: { payments: { apiKey: orders.targetKey } },
    defaults: { target: 'payments' },
  }),
  fleet: { redis: orders.redis, instance: orders.name },
  logger: false,
});
const pipeline = new OpsgeniePipeline(options, {
  log: { log: keep, warn: keep, error: keep },
  http: { request: (config) => from(axios.request(config)) },
  clock,
  choosePlatform: platformOf,
  chooseJournal: journalOf,
  chooseFleet: ({ environment, fleet, service, version }, { history, log }) => {
    if (fleet === undefined) return undefined;
    const { speed } = orders;
    const pace = fleetPace(fleet.syncEvery, fleet.isolateAfter, 1 / speed);
    return {
      store: openRedisStore({ fleet, service, environment, version, history, clock, log, speed }),
      pace: { ...pace, isolatedPatience: orders.isolatedPatience },
    };
  },
});
pipeline.start();
const { incidents, rules, faults } = pipeline;
new InstancesObserver(
  {
    clock,
    incidents,
    rules,
    faults,
    settings: { expectedInstances: orders.expect },
    instances: () => {
      const { state, instances = 0 } = pipeline.fleet ?? {};
      return state === 'shared' ? { alive: instances, lost: [] } : undefined;
    },
  },
  { fewerFor: 120_000 / orders.speed, every: 10_000 / orders.speed },
).ready();

const monitor = pipeline.incidents.monitor(pipeline.rules.rulesWithoutHandler, OPERATION);
let isFailing = false;
setInterval(() => {
  const http = { status: isFailing ? 500 : 200, aborted: false, unrouted: false };
  const errors = isFailing ? [new Error('the database is gone')] : [];
  monitor.record(
    { kind: 'http', operation: OPERATION, durationMs: 5, errors, handled: false, http },
    Math.floor(performance.now()),
  );
}, REQUEST_EVERY);
setInterval(() => {
  const { fleet } = pipeline;
  if (fleet === undefined) return;
  const { dropped, failures, instances, leases, state, syncs } = fleet;
  process.send?.({ dropped, failures, instances, leases, state, syncs, lines } satisfies MemberReport);
}, REPORT_EVERY);

process.on('message', (message) => {
  if (message === 'fail') isFailing = true;
  if (message === 'succeed') isFailing = false;
  if (message === 'leave') void pipeline.shutDown().then(() => process.exit(0));
});
// Its parent is gone.
process.on('disconnect', () => process.exit(0));
