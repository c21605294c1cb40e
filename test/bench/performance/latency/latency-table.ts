import { table } from '../../quality/report/markdown.js';
import type { AdapterName } from '../applications/server.js';
import { figure } from '../report/figures.js';
import type { Gate } from '../section.js';

export interface Percentiles {
  readonly p50: number;
  readonly p99: number;
}

/** The latency of one path in one state of the platform. */
export interface LatencyRow {
  readonly adapter: AdapterName;
  /** The state of the platform. */
  readonly platform: string;
  readonly path: string;
  readonly base: Percentiles;
  readonly variant: Percentiles;
  /** Whether the variant is the base itself. */
  readonly isControl: boolean;
}

/**
 * The largest difference that counts as flat, in milliseconds over the bare application. The p99 itself varies by several milliseconds,
 * especially on Express; both limits are far below the shortest delay of the platform.
 */
const FLAT: Percentiles = { p50: 1, p99: 10 };

export function latencyTable(rows: readonly LatencyRow[]): string {
  return table<LatencyRow>(
    [
      ['adapter', ({ adapter }) => adapter],
      ['platform', ({ platform }) => platform],
      ['path', ({ path }) => `/${path}`],
      ['p50 ms', (row) => change(row, 'p50')],
      ['ratio', (row) => figure(row.variant.p50 / row.base.p50)],
      ['p99 ms', (row) => change(row, 'p99')],
      ['ratio', (row) => figure(row.variant.p99 / row.base.p99)],
    ],
    rows,
  );
}

/** Whether latency stays flat in the worst state of the platform. */
export function latencyGates(rows: readonly LatencyRow[]): Gate[] {
  const adapters = new Set(rows.map(({ adapter }) => adapter));
  return [...adapters].flatMap((adapter) =>
    (['p50', 'p99'] as const).map((percentile): Gate => {
      const added = rows
        .filter((row) => row.adapter === adapter && !row.isControl)
        .map((row) => ({ row, by: row.variant[percentile] - row.base[percentile] }))
        .toSorted((left, right) => right.by - left.by);
      const [worst] = added;
      const where = worst === undefined ? 'nothing' : `/${worst.row.path}, the platform ${worst.row.platform}`;
      return {
        aim: `${adapter}: ${percentile} at most ${FLAT[percentile]} ms over bare, whatever the platform does`,
        measured: `at worst ${figure(worst?.by ?? Number.NaN)} ms (${where})`,
        isMet: worst !== undefined && worst.by <= FLAT[percentile],
      };
    }),
  );
}

function change({ base, variant }: LatencyRow, percentile: keyof Percentiles): string {
  return `${figure(base[percentile])} → ${figure(variant[percentile])}`;
}
