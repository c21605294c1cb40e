import { setTimeout as elapse } from 'node:timers/promises';

import { table } from '../../quality/report/markdown.js';
import { withPlatform } from '../applications/platform.js';
import { Worker } from '../processes/worker.js';
import { figure, spread } from '../report/figures.js';
import type { Bench, Gate } from '../section.js';
import { spreadOf, type Spread } from '../statistics.js';
import type { SyncAnswers } from './sync-worker.js';
import { withRedis } from './with-redis.js';

/** What a process pays for one sync. */
interface SyncRow {
  readonly series: number;
  /** Milliseconds of CPU time that one sync adds. */
  readonly cost: Spread;
  /** As counted by the process. */
  readonly counted: number;
  readonly syncs: number;
}

/** How many series a process counts, and the most milliseconds of CPU time that a sync may cost it. */
const SIZES = [
  { series: 50, most: 0.6 },
  { series: 1_000, most: 1.5 },
];
/** Syncs that are this many times as frequent give enough of them; each one does the same. */
const SPEED = 40;
// Until the code that runs at each sync is compiled, as in a process that has been running for long. Milliseconds.
const WARM_UP = 10_000;
const MEASURED = 10_000;

/** What a sync costs a process: two processes count the same, and one of them is in a fleet. */
export async function measureSyncs(bench: Bench): Promise<{ readonly text: string; readonly gates: Gate[] }> {
  const rows: SyncRow[] = [];
  for (const { series } of SIZES) {
    bench.progress(`the cost of a sync with ${series} series`);
    rows.push(await measure(series, bench));
  }
  const gates = rows.map(({ cost, series }, index): Gate => {
    const most = SIZES[index]?.most ?? 0;
    const aim = `a process, one sync of ${series} series: at most ${most} ms CPU`;
    return { aim, measured: `${spread(cost)} ms`, isMet: cost.median <= most };
  });
  return { text: syncsTable(rows), gates };
}

async function measure(series: number, { settings }: Bench): Promise<SyncRow> {
  const costs: number[] = [];
  let counted = 0;
  let syncs = 0;
  for (let pair = 0; pair < settings.processPairs; pair++) {
    const found = await withRedis((redis) => withPlatform(({ url }) => onePair(series, url, redis.url)));
    costs.push(found.cost);
    counted = found.counted;
    syncs += found.syncs;
  }
  return { series, cost: spreadOf(costs), counted, syncs };
}

/** Both at the same time, so that the machine was in the same state for both. */
function onePair(
  series: number,
  platform: string,
  redis: string,
): Promise<{ readonly cost: number; readonly counted: number; readonly syncs: number }> {
  const file = new URL('sync-worker.js', import.meta.url);
  return Worker.use<SyncAnswers, { cost: number; counted: number; syncs: number }>(file, { place: 'server' }, (alone) =>
    Worker.use<SyncAnswers, { cost: number; counted: number; syncs: number }>(
      file,
      { place: 'server' },
      async (member) => {
        await alone.ask('start', { platform, redis: undefined, speed: SPEED }, series);
        await member.ask('start', { platform, redis, speed: SPEED }, series);
        await elapse(WARM_UP);
        const before = { alone: await alone.ask('read'), member: await member.ask('read') };
        await elapse(MEASURED);
        const after = { alone: await alone.ask('read'), member: await member.ask('read') };
        const syncs = after.member.syncs - before.member.syncs;
        const added = after.member.cpu - before.member.cpu - (after.alone.cpu - before.alone.cpu);
        return { cost: added / syncs / 1_000, counted: after.member.series, syncs };
      },
    ),
  );
}

function syncsTable(rows: readonly SyncRow[]): string {
  return table<SyncRow>(
    [
      ['series', ({ counted }) => `${counted}`],
      ['CPU that one sync adds, ms', ({ cost }) => spread(cost)],
      ['of a core at one sync in 2 s, %', ({ cost }) => figure(cost.median / 20)],
      ['syncs', ({ syncs }) => `${syncs}`],
    ],
    rows,
  );
}
