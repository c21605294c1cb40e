import { ADAPTERS, withApplication, type Application } from '../applications/application.js';
import { withPlatform, type PlatformState } from '../applications/platform.js';
import type { AdapterName } from '../applications/server.js';
import type { VariantName } from '../applications/variants.js';
import { Worker } from '../processes/worker.js';
import type { Bench, Section } from '../section.js';
import { median, quantile } from '../statistics.js';
import type { ClientAnswers } from './client.js';
import { latencyGates, latencyTable, type LatencyRow, type Percentiles } from './latency-table.js';

const PATHS: readonly string[] = ['healthy', 'failing/error', 'failing/raising'];
/** Moderate: a server with idle time shows its own latency, not that of its queue. */
const REQUESTS_PER_SECOND = 300;

const STATES: readonly PlatformState[] = [
  { title: 'answers at once' },
  { title: 'answers after 200 ms', fault: { delay: '200ms' } },
  { title: 'answers after 2 s', fault: { delay: '2s' } },
  { title: 'never answers', fault: { silent: true } },
  { title: 'refuses connections', isRefusing: true },
];

const CONTROL: PlatformState = { title: 'answers at once (A/A control: bare both times)' };

/** How long requests take while the platform is healthy, slow or unreachable. */
export const latencySection: Section = {
  name: 'latency',
  title: 'Latency at a fixed rate, whatever the platform does',
  run: async (bench) => {
    const rows: LatencyRow[] = [];
    for (const adapter of ADAPTERS) {
      rows.push(...(await compare(adapter, CONTROL, 'bare', bench)));
      for (const state of STATES) rows.push(...(await compare(adapter, state, 'three', bench)));
    }
    const text =
      `Open loop, ${REQUESTS_PER_SECOND} requests/s over the three paths by turns, from when each was due. Bare application → this ` +
      'module with rules for status, latency and exceptions; milliseconds, medians of runs by turns. On /failing/raising the handler ' +
      'also raises an alert of its own for each request.';
    return { text: `${text}\n\n${latencyTable(rows)}`, gates: latencyGates(rows) };
  },
};

async function compare(
  adapter: AdapterName,
  state: PlatformState,
  variant: VariantName,
  { settings, progress }: Bench,
): Promise<LatencyRow[]> {
  progress(`${adapter}: the platform ${state.title}`);
  const { latencyRuns, latencySeconds } = settings;
  const file = new URL('client.js', import.meta.url);
  return withPlatform((platform) => {
    const surroundings = { adapter, platform: platform.url };
    return Worker.use<ClientAnswers, LatencyRow[]>(file, { place: 'load' }, (client) =>
      withApplication('bare', surroundings, (base) =>
        withApplication(variant, surroundings, async (measured) => {
          const run = ({ url }: Application): Promise<number[][]> =>
            client.ask('runOpenLoop', {
              url,
              paths: PATHS,
              requestsPerSecond: REQUESTS_PER_SECOND,
              seconds: latencySeconds,
            });
          // The first run of each is the warm-up.
          for (const application of [base, measured]) await run(application);
          const runs = { base: [] as number[][][], variant: [] as number[][][] };
          for (let index = 0; index < latencyRuns; index++) {
            runs.base.push(await run(base));
            runs.variant.push(await run(measured));
          }
          return PATHS.map((path, turn) => ({
            adapter,
            platform: state.title,
            path,
            base: percentilesOf(runs.base, turn),
            variant: percentilesOf(runs.variant, turn),
            isControl: variant === 'bare',
          }));
        }),
      ),
    );
  }, state);
}

function percentilesOf(runs: readonly number[][][], turn: number): Percentiles {
  const percentile = (share: number): number => median(runs.map((run) => quantile(run[turn] ?? [], share)));
  return { p50: percentile(0.5), p99: percentile(0.99) };
}
