import { table } from '../../quality/report/markdown.js';
import { Worker } from '../processes/worker.js';
import { figure, spread } from '../report/figures.js';
import type { Bench, Gate, Section } from '../section.js';
import type { MicroAnswers, OperationCost } from './micro-worker.js';
import type { OperationName } from './operations.js';

interface Subject {
  readonly name: OperationName;
  readonly title: string;
  /** The longest duration, in nanoseconds. */
  readonly mostTime?: number;
  /** The most bytes. The heap reading itself allocates less than one byte per operation. */
  readonly mostBytes?: number;
}

interface MicroRow extends OperationCost {
  readonly subject: Subject;
}

const GOOD = { mostTime: 1_000, mostBytes: 1 };
const BAD = { mostTime: 5_000 };

const SUBJECTS: readonly Subject[] = [
  { name: 'nothing', title: 'nothing (control)' },
  { name: 'clock', title: 'reading the clock (control)' },
  { name: 'good-recommended', title: 'a good sample, recommended rules', ...GOOD },
  { name: 'good-three', title: 'a good sample, three rules', ...GOOD },
  { name: 'bad-recommended', title: 'a bad sample, recommended rules', ...BAD },
  { name: 'bad-three', title: 'a bad sample, three rules', ...BAD },
];

/** The cost of a sample in the engine. */
export const microSection: Section = {
  name: 'micro',
  title: 'One sample',
  run: async (bench) => {
    const rows: MicroRow[] = [];
    for (const subject of SUBJECTS) rows.push({ subject, ...(await measure(subject, bench)) });
    const text = `\`Monitor.record()\` on the engine, ${bench.settings.microOperations} times, each in a process of its own.`;
    return { text: `${text}\n\n${microTable(rows)}`, gates: rows.flatMap(gatesOf) };
  },
};

function measure({ name, title }: Subject, { settings, progress }: Bench): Promise<OperationCost> {
  progress(title);
  const nodeOptions = ['--expose-gc', '--min-semi-space-size=64', '--max-semi-space-size=64'];
  const file = new URL('micro-worker.js', import.meta.url);
  return Worker.use<MicroAnswers, OperationCost>(file, { place: 'server', nodeOptions }, (worker) =>
    worker.ask('measure', name, settings.microOperations),
  );
}

function microTable(rows: readonly MicroRow[]): string {
  return table<MicroRow>(
    [
      ['operation', ({ subject }) => subject.title],
      ['ns', ({ nanoseconds }) => spread(nanoseconds)],
      ['bytes allocated', ({ bytes }) => spread(bytes)],
    ],
    rows,
  );
}

function gatesOf({ subject: { title, mostTime, mostBytes }, nanoseconds, bytes }: MicroRow): Gate[] {
  const gates: Gate[] = [];
  if (mostTime !== undefined) {
    gates.push({
      aim: `${title}: at most ${mostTime} ns`,
      measured: spread(nanoseconds),
      isMet: nanoseconds.median <= mostTime,
    });
  }
  if (mostBytes !== undefined) {
    gates.push({
      aim: `${title}: no allocation`,
      measured: `${figure(bytes.median)} bytes`,
      isMet: bytes.median < mostBytes,
    });
  }
  return gates;
}
