import { table } from '../../quality/report/markdown.js';
import { Worker } from '../processes/worker.js';
import { figure, spread } from '../report/figures.js';
import type { Bench, Gate, Section } from '../section.js';
import type { EntryPointName } from './entry-points.js';
import type { RunCost, RunsAnswers } from './runs-worker.js';

interface RunsRow extends RunCost {
  readonly title: string;
}

/** Over what the clock costs. Nanoseconds. */
const MOST_ADDED = 1_000;

const QUERY = 'a query of GraphQL, parsed, validated and executed without HTTP';

const TITLES: readonly (readonly [EntryPointName, string])[] = [
  ['synchronous', 'a synchronous method with a decorator'],
  ['asynchronous', 'an asynchronous method with a decorator'],
  ['command', 'a command of CQRS'],
  ['message', 'a message of a microservice, within the process'],
  ['query', 'a root resolver of GraphQL, without its server'],
  ['operation', QUERY],
];

/** What a query may cost of what it costs without the module. */
const MOST_OF_A_QUERY = 1.1;

/** The cost of observing one run outside HTTP. */
export const runsSection: Section = {
  name: 'runs',
  title: 'One run outside HTTP',
  run: async (bench) => {
    const clock = await use((worker) => worker.ask('clock', bench.settings.microOperations));
    const rows: RunsRow[] = [];
    for (const [name, title] of TITLES) rows.push({ title, ...(await measure(name, title, bench)) });
    const text = `The same call in two applications, in turns; one imports the module. Two readings of the clock cost ${figure(clock)} ns.`;
    return {
      text: `${text}\n\n${runsTable(rows)}`,
      gates: rows.map((row) => (row.title === QUERY ? gateOfQuery(row) : gateOf(row, clock))),
    };
  },
};

function measure(name: EntryPointName, title: string, { settings, progress }: Bench): Promise<RunCost> {
  progress(title);
  // A whole query takes a hundred times as long as a method.
  const count = settings.microOperations / (title === QUERY ? 50 : 2);
  return use((worker) => worker.ask('measure', name, count));
}

function use<Result>(ask: (worker: Worker<RunsAnswers>) => Promise<Result>): Promise<Result> {
  return Worker.use<RunsAnswers, Result>(new URL('runs-worker.js', import.meta.url), { place: 'server' }, ask);
}

function runsTable(rows: readonly RunsRow[]): string {
  return table<RunsRow>(
    [
      ['run', ({ title }) => title],
      ['bare, ns', ({ bare }) => spread(bare)],
      ['added, ns', ({ added }) => spread(added)],
      ['ratio', (row) => figure(ratioOf(row))],
    ],
    rows,
  );
}

function gateOf({ title, added }: RunsRow, clock: number): Gate {
  return {
    aim: `${title}: at most ${MOST_ADDED} ns over the clock`,
    measured: spread(added),
    isMet: added.median - clock <= MOST_ADDED,
  };
}

function gateOfQuery(row: RunsRow): Gate {
  return {
    aim: `${row.title}: at most ${MOST_OF_A_QUERY} of bare`,
    measured: figure(ratioOf(row)),
    isMet: ratioOf(row) <= MOST_OF_A_QUERY,
  };
}

function ratioOf({ bare, added }: RunCost): number {
  return (bare.median + added.median) / bare.median;
}
