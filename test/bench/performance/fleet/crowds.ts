import { setTimeout as elapse } from 'node:timers/promises';

import type { RedisServer } from '../../../fleet/redis-server.js';
import { table } from '../../quality/report/markdown.js';
import { Worker } from '../processes/worker.js';
import { figure } from '../report/figures.js';
import type { Bench, Gate } from '../section.js';
import { quantile } from '../statistics.js';
import type { CrowdAnswers, CrowdFigures } from './crowd-worker.js';
import { useOf, withRedis } from './with-redis.js';

/** A simulated fleet. */
interface Size {
  readonly members: number;
  readonly series: number;
}

/** What a fleet costs its Redis. */
interface CrowdRow extends Size {
  readonly syncsPerSecond: number;
  /** Of one core, from 0 to 1. */
  readonly cpu: number;
  /** Milliseconds of CPU time. */
  readonly cpuPerSync: number;
  /** Bytes that the fleet added. */
  readonly memory: number;
  /** Bytes per second. */
  readonly received: number;
  readonly sent: number;
  /** Milliseconds. */
  readonly durations: readonly number[];
  readonly failures: number;
  readonly fewest: number;
  /** Bytes of one process in the list that all get when it changes. */
  readonly bytesPerMember: number;
}

const SIZES: readonly Size[] = [
  { members: 100, series: 1_000 },
  { members: 100, series: 50 },
  { members: 500, series: 50 },
];
/** Processes of the members, so that they do not wait for each other. */
const PROCESSES = 4;
const MEGABYTE = 1e6;
/** Of one core, and in bytes; for the first of the sizes. */
const MOST_CPU = 0.08;
const MOST_MEMORY = 10 * MEGABYTE;

/** What simulated fleets cost their Redis. */
export async function measureCrowds(bench: Bench): Promise<{ readonly text: string; readonly gates: Gate[] }> {
  const rows: CrowdRow[] = [];
  for (const size of SIZES) {
    bench.progress(`a fleet of ${size.members} processes × ${size.series} series`);
    rows.push(await withRedis((redis) => measure(size, redis, bench)));
  }
  return { text: crowdsTable(rows), gates: rows.slice(0, 1).flatMap(gatesOf) };
}

async function measure(size: Size, redis: RedisServer, { settings }: Bench): Promise<CrowdRow> {
  const empty = await useOf(redis);
  return withCrowd(size, redis.url, async (figures) => {
    await elapse(1_000 * settings.fleetFillSeconds);
    const before = { use: await useOf(redis), members: await figures(), at: performance.now() };
    await elapse(1_000 * settings.fleetSeconds);
    const after = { use: await useOf(redis), members: await figures(), at: performance.now() };
    const seconds = (after.at - before.at) / 1_000;
    const syncs = sum(after.members, 'syncs') - sum(before.members, 'syncs');
    const cpu = after.use.cpu - before.use.cpu;
    return {
      ...size,
      syncsPerSecond: syncs / seconds,
      cpu: cpu / (1_000 * seconds),
      cpuPerSync: cpu / syncs,
      memory: after.use.memory - empty.memory,
      received: (after.use.received - before.use.received) / seconds,
      sent: (after.use.sent - before.use.sent) / seconds,
      durations: after.members.flatMap(({ durations }) => durations),
      failures: sum(after.members, 'failures') - sum(before.members, 'failures'),
      fewest: Math.min(...after.members.map(({ fewest }) => fewest)),
      bytesPerMember: (await redis.run('HGETALL', 'nog1:{crowd:bench}:q')).length / size.members,
    };
  });
}

/** Runs a fleet for the duration of a callback. @param use gets a function that reads the figures of its processes */
async function withCrowd<Result>(
  { members, series }: Size,
  redis: string,
  use: (figures: () => Promise<CrowdFigures[]>) => Promise<Result>,
): Promise<Result> {
  const file = new URL('crowd-worker.js', import.meta.url);
  const start = (crowds: readonly Worker<CrowdAnswers>[]): Promise<Result> => {
    if (crowds.length < PROCESSES)
      return Worker.use<CrowdAnswers, Result>(file, { place: 'load' }, (crowd) => start([...crowds, crowd]));
    return joinAll(crowds);
  };
  const joinAll = async (crowds: readonly Worker<CrowdAnswers>[]): Promise<Result> => {
    await Promise.all(crowds.map((crowd) => crowd.ask('join', { redis, series, members: members / PROCESSES })));
    return use(() => Promise.all(crowds.map((crowd) => crowd.ask('figures'))));
  };
  return start([]);
}

function sum(figures: readonly CrowdFigures[], name: 'syncs' | 'failures'): number {
  return figures.reduce((total, one) => total + one[name], 0);
}

function crowdsTable(rows: readonly CrowdRow[]): string {
  return table<CrowdRow>(
    [
      ['processes × series', ({ members, series }) => `${members} × ${series}`],
      ['syncs/s', ({ syncsPerSecond }) => figure(syncsPerSecond)],
      ['CPU of Redis, % of a core', ({ cpu }) => figure(100 * cpu)],
      ['ms CPU per sync', ({ cpuPerSync }) => figure(cpuPerSync)],
      ['memory, MB', ({ memory }) => figure(memory / MEGABYTE)],
      ['in / out, MB/s', ({ received, sent }) => `${figure(received / MEGABYTE)} / ${figure(sent / MEGABYTE)}`],
      ['KB per sync, in / out', (row) => `${kilobytes(row, row.received)} / ${kilobytes(row, row.sent)}`],
      [
        'a sync takes, ms p50 / p99',
        ({ durations }) => [0.5, 0.99].map((share) => figure(quantile(durations, share))).join(' / '),
      ],
      ['failed', ({ failures }) => `${failures}`],
      ['processes known, at least', ({ fewest }) => `${fewest}`],
      ['bytes per listed process', ({ bytesPerMember }) => figure(bytesPerMember)],
    ],
    rows,
  );
}

function kilobytes({ syncsPerSecond }: CrowdRow, bytes: number): string {
  return figure(bytes / syncsPerSecond / 1_000);
}

function gatesOf({ cpu, members, memory, series }: CrowdRow): Gate[] {
  const subject = `Redis, ${members} processes × ${series} series`;
  return [
    {
      aim: `${subject}: at most ${100 * MOST_CPU}% of a core`,
      measured: `${figure(100 * cpu)}%`,
      isMet: cpu <= MOST_CPU,
    },
    {
      aim: `${subject}: at most ${MOST_MEMORY / MEGABYTE} MB`,
      measured: `${figure(memory / MEGABYTE)} MB`,
      isMet: memory <= MOST_MEMORY,
    },
  ];
}
