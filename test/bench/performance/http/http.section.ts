import { ADAPTERS, withApplication, type Application, type Surroundings } from '../applications/application.js';
import { withPlatform } from '../applications/platform.js';
import type { AdapterName } from '../applications/server.js';
import type { SinkAnswers } from '../applications/sink.js';
import { VARIANTS, type VariantName } from '../applications/variants.js';
import { Worker } from '../processes/worker.js';
import type { Bench, Section } from '../section.js';
import { COMPARISONS, type Comparison } from './comparisons.js';
import { gatesOf, httpTable, type HttpRow } from './http-table.js';
import { takePairs, type Pair } from './slices.js';

/** The cost of this module per request, compared with others. */
export const httpSection: Section = {
  name: 'http',
  title: 'Requests under full load',
  run: async (bench) => {
    const rows: HttpRow[] = [];
    for (const adapter of ADAPTERS) {
      for (const comparison of COMPARISONS) rows.push(await compare(comparison, adapter, bench));
    }
    const text =
      `Load: ${bench.load().name}. Median (quartiles) of adjacent slices of 1 s, base and variant by turns, ` +
      `over ${bench.settings.processPairs} pairs of fresh processes.`;
    return { text: `${text}\n\n${httpTable(rows)}`, gates: rows.flatMap(gatesOf) };
  },
};

async function compare(comparison: Comparison, adapter: AdapterName, bench: Bench): Promise<HttpRow> {
  const { base, variant, path } = comparison;
  const { isPeer = false, title } = VARIANTS[variant];
  const peers = isPeer ? bench.peers() : undefined;
  if (peers?.installed === false) return { adapter, comparison, skipped: peers.reason };

  bench.progress(`${adapter}, /${path}: ${title}`);
  const { slices, processPairs, warmUpSeconds } = bench.settings;
  const total = comparison.aims === undefined ? slices / 2 : slices;
  const options = { path, load: bench.load(), count: Math.ceil(total / processPairs), warmUpSeconds };
  const pairs: Pair[] = [];
  for (let index = 0; index < processPairs; index++) {
    const taken = await withSurroundings(adapter, (surroundings) => {
      const start = <Result>(name: VariantName, use: (application: Application) => Promise<Result>): Promise<Result> =>
        withApplication(name, surroundings, async (application) => {
          await checkAnswer(application.url, path);
          return use(application);
        });
      // Alternate which process is started first.
      return index % 2 === 0
        ? start(base, (first) => start(variant, (second) => takePairs(first, second, options)))
        : start(variant, (second) => start(base, (first) => takePairs(first, second, options)));
    });
    pairs.push(...taken);
  }
  return { adapter, comparison, pairs };
}

function withSurroundings<Result>(
  adapter: AdapterName,
  use: (surroundings: Surroundings) => Promise<Result>,
): Promise<Result> {
  const sinkFile = new URL('../applications/sink.js', import.meta.url);
  return withPlatform((platform) =>
    Worker.use<SinkAnswers, Result>(sinkFile, { place: 'load' }, async (sink) =>
      use({ adapter, platform: platform.url, sink: await sink.ask('start') }),
    ),
  );
}

/** Checks the answer first: measuring a wrong one would be worse than not measuring. */
async function checkAnswer(url: string, path: string): Promise<void> {
  const expected = path.startsWith('failing') ? 500 : 200;
  const { status } = await fetch(`${url}/${path}`);
  if (status !== expected) throw new Error(`/${path} answered ${status}, not ${expected}.`);
}
