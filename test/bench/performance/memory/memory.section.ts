import { table } from '../../quality/report/markdown.js';
import { withPlatform } from '../applications/platform.js';
import { Worker } from '../processes/worker.js';
import { figure } from '../report/figures.js';
import type { Bench, Gate, Section } from '../section.js';
import type { FloodAnswers, HeapGrowth } from './flood-worker.js';
import type { FloodName } from './floods.js';

interface MemoryRow extends HeapGrowth {
  readonly title: string;
  readonly isControl: boolean;
}

const MEGABYTE = 1_048_576;
/** More than this would matter in a small container. */
const MOST_MEGABYTES = 32;

const TITLES: readonly (readonly [FloodName, string])[] = [
  ['control', 'nothing (control)'],
  ['raised', '`raise()`, each with an alias of its own'],
  ['thrown', 'failing requests, each with an error class and a message of its own'],
  ['tasks', '`watch()`, each with a name of its own, all failing'],
];

/** The memory that remains when names contain data. */
export const memorySection: Section = {
  name: 'memory',
  title: 'Heap after a flood of distinct aliases',
  run: async (bench) => {
    const rows: MemoryRow[] = [];
    for (const [name, title] of TITLES) {
      rows.push({ title, isControl: name === 'control', ...(await flood(name, bench)) });
    }
    const text = `${bench.settings.aliases} of each. The heap beside what it was before, in MB.`;
    return { text: `${text}\n\n${memoryTable(rows)}`, gates: rows.filter(({ isControl }) => !isControl).map(gateOf) };
  },
};

function flood(name: FloodName, { settings, progress }: Bench): Promise<HeapGrowth> {
  progress(`flood: ${name}`);
  const file = new URL('flood-worker.js', import.meta.url);
  return withPlatform((platform) =>
    Worker.use<FloodAnswers, HeapGrowth>(file, { place: 'server', nodeOptions: ['--expose-gc'] }, (worker) =>
      worker.ask('flood', name, settings.aliases, platform.url),
    ),
  );
}

function memoryTable(rows: readonly MemoryRow[]): string {
  return table<MemoryRow>(
    [
      ['flood', ({ title }) => title],
      ['before collection, MB', ({ beforeCollection }) => figure(beforeCollection / MEGABYTE)],
      ['after collection, MB', ({ afterCollection }) => figure(afterCollection / MEGABYTE)],
      ['took, s', ({ seconds }) => figure(seconds)],
    ],
    rows,
  );
}

function gateOf({ title, afterCollection }: MemoryRow): Gate {
  return {
    aim: `heap after ${title}: at most ${MOST_MEGABYTES} MB more`,
    measured: `${figure(afterCollection / MEGABYTE)} MB`,
    isMet: afterCollection <= MOST_MEGABYTES * MEGABYTE,
  };
}
