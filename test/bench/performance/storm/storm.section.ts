import { setTimeout as sleep } from 'node:timers/promises';

import { table } from '../../quality/report/markdown.js';
import { withApplication } from '../applications/application.js';
import { withPlatform } from '../applications/platform.js';
import { STORM_PATHS } from '../applications/storm.controller.js';
import type { VariantName } from '../applications/variants.js';
import { Worker } from '../processes/worker.js';
import { figure } from '../report/figures.js';
import type { Bench, Gate, Section } from '../section.js';
import { mostWithin } from '../statistics.js';
import type { StormAnswers } from './client.js';

interface Storm {
  readonly title: string;
  readonly variant: VariantName;
  readonly paths: readonly string[];
}

interface StormRow {
  readonly title: string;
  readonly failed: number;
  readonly seconds: number;
  readonly calls: number;
  readonly peakPerMinute: number;
}

const MINUTE = 60_000;
/** Enough for the storm's own alert and notes; more would not be read. */
const MOST_CALLS = 10;

const STORMS: readonly Storm[] = [
  { title: 'one route', variant: 'three', paths: ['failing/error'] },
  { title: `${STORM_PATHS.length} routes`, variant: 'storm', paths: STORM_PATHS },
];

/** The number of calls to the platform while everything fails. */
export const stormSection: Section = {
  name: 'storm',
  title: 'Calls to the platform in a storm of failures',
  run: async (bench) => {
    const rows: StormRow[] = [];
    for (const storm of STORMS) rows.push(await blow(storm, bench));
    const text =
      'Fastify, this module with rules for status, latency and exceptions. Calls are counted until ' +
      `${bench.settings.stormWatchSeconds} s after the last request. An alerter without deduplication makes a call for each.`;
    return { text: `${text}\n\n${stormTable(rows)}`, gates: rows.map(gateOf) };
  },
};

function blow({ title, variant, paths }: Storm, { settings, progress }: Bench): Promise<StormRow> {
  progress(`storm over ${title}`);
  const { stormRequests, stormWatchSeconds } = settings;
  const file = new URL('client.js', import.meta.url);
  return withPlatform((platform) =>
    withApplication(variant, { adapter: 'fastify', platform: platform.url }, ({ url }) =>
      Worker.use<StormAnswers, StormRow>(file, { place: 'load' }, async (client) => {
        const startedAt = performance.now();
        const failed = await client.ask('runClosedLoop', { url, paths, count: stormRequests });
        const seconds = (performance.now() - startedAt) / 1_000;
        await sleep(stormWatchSeconds * 1_000);
        const calls = await platform.calls();
        return { title, failed, seconds, calls: calls.length, peakPerMinute: mostWithin(calls, MINUTE) };
      }),
    ),
  );
}

function stormTable(rows: readonly StormRow[]): string {
  return table<StormRow>(
    [
      ['failing requests over', ({ title }) => title],
      ['answered 500', ({ failed }) => `${failed}`],
      ['within, s', ({ seconds }) => figure(seconds)],
      ['API calls', ({ calls }) => `${calls}`],
      ['calls per failure', ({ calls, failed }) => (calls / failed).toPrecision(2)],
      ['most calls in a minute', ({ peakPerMinute }) => `${peakPerMinute}`],
    ],
    rows,
  );
}

/** No call at all is a failure as well: then no alert was raised. */
function gateOf({ title, peakPerMinute, calls }: StormRow): Gate {
  return {
    aim: `storm over ${title}: some, but at most ${MOST_CALLS} calls a minute`,
    measured: `${peakPerMinute}`,
    isMet: calls > 0 && peakPerMinute <= MOST_CALLS,
  };
}
