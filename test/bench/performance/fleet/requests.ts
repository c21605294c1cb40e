import { setTimeout as elapse } from 'node:timers/promises';

import type { RedisServer } from '../../../fleet/redis-server.js';
import { table } from '../../quality/report/markdown.js';
import { ADAPTERS, withApplication, type Application } from '../applications/application.js';
import { withPlatform } from '../applications/platform.js';
import type { AdapterName } from '../applications/server.js';
import type { VariantName } from '../applications/variants.js';
import { takePairs, type Pair } from '../http/slices.js';
import { figure, spread } from '../report/figures.js';
import type { Bench, Gate } from '../section.js';
import { median, spreadOf, type Spread } from '../statistics.js';
import { withRedis } from './with-redis.js';

/** A state of the fleet's Redis. */
interface State {
  readonly title: string;
  readonly variant: VariantName;
  /** What is done to it once the process is in the fleet. */
  readonly apply?: (redis: RedisServer) => unknown;
}

interface RequestsRow {
  readonly adapter: AdapterName;
  readonly state: State;
  readonly pairs: readonly Pair[];
}

const STATES: readonly State[] = [
  { title: 'no fleet both times (A/A control)', variant: 'three' },
  { title: 'up', variant: 'fleet' },
  { title: 'stopped (SIGSTOP)', variant: 'fleet', apply: (redis) => redis.suspend() },
  { title: 'dead', variant: 'fleet', apply: (redis) => redis.kill() },
];
const PATH = 'healthy';
/** No difference, but for what two processes with the same code differ by. */
const LEAST_THROUGHPUT = 0.98;
const MOST_P99 = 1.1;
const JOINS_WITHIN = 20_000;

/** Requests to a process of a fleet, whatever its Redis does, against the same without a fleet. */
export async function measureRequests(bench: Bench): Promise<{ readonly text: string; readonly gates: Gate[] }> {
  const rows: RequestsRow[] = [];
  for (const adapter of ADAPTERS) for (const state of STATES) rows.push(await measure(adapter, state, bench));
  return { text: requestsTable(rows), gates: rows.flatMap(gatesOf) };
}

async function measure(adapter: AdapterName, state: State, bench: Bench): Promise<RequestsRow> {
  bench.progress(`${adapter}, Redis: ${state.title}`);
  const { processPairs, slices, warmUpSeconds } = bench.settings;
  const options = { path: PATH, load: bench.load(), count: Math.ceil(slices / processPairs), warmUpSeconds };
  const pairs: Pair[] = [];
  for (let index = 0; index < processPairs; index++) {
    const taken = await withRedis((redis) =>
      withPlatform(({ url: platform }) => {
        const start = <Result>(
          name: VariantName,
          use: (application: Application) => Promise<Result>,
        ): Promise<Result> => withApplication(name, { adapter, platform, redis: redis.url }, use);
        const take = async (base: Application, variant: Application): Promise<Pair[]> => {
          if (state.variant === 'fleet') await untilJoined(redis);
          await state.apply?.(redis);
          return takePairs(base, variant, options);
        };
        // Alternate which process is started first.
        return index % 2 === 0
          ? start('three', (base) => start(state.variant, (variant) => take(base, variant)))
          : start(state.variant, (variant) => start('three', (base) => take(base, variant)));
      }),
    );
    pairs.push(...taken);
  }
  return { adapter, state, pairs };
}

/** Otherwise a Redis that it has never reached would be measured. */
async function untilJoined(redis: RedisServer): Promise<void> {
  const deadline = performance.now() + JOINS_WITHIN;
  while ((await redis.run('ZCARD', 'nog1:{bench:bench}:m')) !== ':1\r\n') {
    if (performance.now() > deadline) throw new Error('The application did not join its fleet.');
    await elapse(50);
  }
}

function requestsTable(rows: readonly RequestsRow[]): string {
  return table<RequestsRow>(
    [
      ['adapter', ({ adapter }) => adapter],
      ['Redis', ({ state }) => state.title],
      ['requests/s', ({ pairs }) => bothOf(pairs, 'requestsPerSecond')],
      ['ratio', ({ pairs }) => spread(ratioOf(pairs, 'requestsPerSecond'))],
      ['p99 ms', ({ pairs }) => bothOf(pairs, 'p99')],
      ['ratio', ({ pairs }) => spread(ratioOf(pairs, 'p99'))],
      ['CPU µs/request', ({ pairs }) => bothOf(pairs, 'cpuPerRequest')],
      ['ratio', ({ pairs }) => spread(ratioOf(pairs, 'cpuPerRequest'))],
      ['pairs', ({ pairs }) => `${pairs.length}`],
    ],
    rows,
  );
}

function gatesOf({ adapter, pairs, state }: RequestsRow): Gate[] {
  if (state.variant !== 'fleet') return [];
  const subject = `${adapter}, Redis ${state.title}`;
  const throughput = ratioOf(pairs, 'requestsPerSecond');
  const p99 = ratioOf(pairs, 'p99');
  return [
    {
      aim: `${subject}: at least ${LEAST_THROUGHPUT} of the requests without a fleet`,
      measured: spread(throughput),
      isMet: throughput.median >= LEAST_THROUGHPUT,
    },
    {
      aim: `${subject}: p99 at most ${MOST_P99} of that without a fleet`,
      measured: spread(p99),
      isMet: p99.median <= MOST_P99,
    },
  ];
}

type Measure = 'requestsPerSecond' | 'p99' | 'cpuPerRequest';

function ratioOf(pairs: readonly Pair[], of: Measure): Spread {
  return spreadOf(pairs.map(({ base, variant }) => variant[of] / base[of]));
}

function bothOf(pairs: readonly Pair[], of: Measure): string {
  const medianOf = (which: keyof Pair): string => figure(median(pairs.map((pair) => pair[which][of])));
  return `${medianOf('base')} → ${medianOf('variant')}`;
}
