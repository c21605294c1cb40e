import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { table } from '../../quality/report/markdown.js';
import { withPlatform } from '../applications/platform.js';
import { Worker } from '../processes/worker.js';
import { spread } from '../report/figures.js';
import type { Section } from '../section.js';
import { spreadOf } from '../statistics.js';
import type { DeliveryAnswers, DeliveryRun, FinishedRun } from './delivery-worker.js';

interface DeliveryRow {
  readonly title: string;
  readonly runs: readonly DeliveryRun[];
}

/** The delivery rate, and the cost of the journal. */
export const deliverySection: Section = {
  name: 'delivery',
  title: 'Messages delivered',
  run: async ({ settings, progress }) => {
    const plain: DeliveryRun[] = [];
    const journalled: DeliveryRun[] = [];
    for (let index = 0; index < settings.deliveryRuns; index++) {
      progress(`delivery, run ${index + 1} of ${settings.deliveryRuns}`);
      plain.push(await deliver(settings.messages));
      journalled.push(await withDirectory((directory) => deliver(settings.messages, directory)));
    }
    const text = `${settings.messages} alerts at once, each with an alias of its own, the rate limit raised, the platform answering at once.`;
    const rows: DeliveryRow[] = [
      { title: 'without a journal', runs: plain },
      { title: 'with a journal', runs: journalled },
    ];
    return { text: `${text}\n\n${deliveryTable(rows)}`, gates: [] };
  },
};

function deliver(count: number, directory?: string): Promise<DeliveryRun> {
  const file = new URL('delivery-worker.js', import.meta.url);
  return withPlatform((platform) =>
    Worker.use<DeliveryAnswers, DeliveryRun>(file, { place: 'server' }, (worker) =>
      worker.ask('deliver', count, platform.url, directory),
    ),
  );
}

async function withDirectory<Result>(use: (directory: string) => Promise<Result>): Promise<Result> {
  const directory = await mkdtemp(join(tmpdir(), 'opsgenie-bench-'));
  try {
    return await use(directory);
  } finally {
    await rm(directory, { recursive: true });
  }
}

function deliveryTable(rows: readonly DeliveryRow[]): string {
  const base = rows[0]?.runs ?? [];
  return table<DeliveryRow>(
    [
      ['delivery', titleOf],
      ['messages/s', ({ runs }) => cell(runs, ({ messagesPerSecond }) => messagesPerSecond)],
      ['ratio', ({ runs }) => cell(runs, ({ messagesPerSecond }, index) => messagesPerSecond / speedOf(base[index]))],
      ['CPU µs/message', ({ runs }) => cell(runs, ({ cpuPerMessage }) => cpuPerMessage)],
      ['delivered', ({ runs }) => cell(runs, ({ delivered }) => delivered)],
    ],
    rows,
  );
}

function titleOf({ title, runs }: DeliveryRow): string {
  const refused = runs.find((run) => 'refused' in run);
  return refused === undefined ? title : `${title} (**skipped**: ${refused.refused})`;
}

function cell(runs: readonly DeliveryRun[], value: (run: FinishedRun, index: number) => number): string {
  return spread(spreadOf(runs.filter((run) => 'delivered' in run).map(value)));
}

function speedOf(run: DeliveryRun | undefined): number {
  return run !== undefined && 'delivered' in run ? run.messagesPerSecond : Number.NaN;
}
