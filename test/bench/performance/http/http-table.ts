import { table } from '../../quality/report/markdown.js';
import type { AdapterName } from '../applications/server.js';
import { VARIANTS } from '../applications/variants.js';
import { figure, spread } from '../report/figures.js';
import type { Gate } from '../section.js';
import { median, spreadOf } from '../statistics.js';
import type { Comparison } from './comparisons.js';
import type { Pair, Slice } from './slices.js';

/** A comparison on one adapter, with the measurement or the reason why there is none. */
export type HttpRow = { readonly adapter: AdapterName; readonly comparison: Comparison } & (
  { readonly pairs: readonly Pair[] } | { readonly skipped: string }
);

/** All comparisons, one per line. */
export function httpTable(rows: readonly HttpRow[]): string {
  return table<HttpRow>(
    [
      ['adapter', ({ adapter }) => adapter],
      ['path', ({ comparison }) => `/${comparison.path}`],
      ['application', (row) => ('skipped' in row ? `${nameOf(row)} (**skipped**: ${row.skipped})` : nameOf(row))],
      ['against', ({ comparison }) => VARIANTS[comparison.base].title],
      ['requests/s', (row) => measured(row, (pairs) => bothOf(pairs, ({ requestsPerSecond }) => requestsPerSecond))],
      ['ratio', (row) => measured(row, (pairs) => spread(spreadOf(pairs.map(ratioOf))))],
      ['CPU µs/request', (row) => measured(row, (pairs) => bothOf(pairs, ({ cpuPerRequest }) => cpuPerRequest))],
      ['ΔCPU µs', (row) => measured(row, (pairs) => spread(spreadOf(pairs.map(addedCpuOf))))],
      ['unanswered', (row) => measured(row, (pairs) => unansweredOf(pairs))],
      ['pairs', (row) => measured(row, (pairs) => `${pairs.length}`)],
    ],
    rows,
  );
}

/** The target and the measurement of a comparison. */
export function gatesOf(row: HttpRow): Gate[] {
  if ('skipped' in row) return [];
  const { ratio, addedCpu } = row.comparison.aims?.[row.adapter] ?? {};
  const subject = `${row.adapter}, /${row.comparison.path}, ${nameOf(row)}`;
  const base = VARIANTS[row.comparison.base].title;
  const gates: Gate[] = [];
  if (ratio !== undefined) {
    const found = spreadOf(row.pairs.map(ratioOf));
    gates.push({
      aim: `${subject}: at least ${ratio} of ${base}`,
      measured: spread(found),
      isMet: found.median >= ratio,
    });
  }
  if (addedCpu !== undefined) {
    const found = spreadOf(row.pairs.map(addedCpuOf));
    gates.push({
      aim: `${subject}: at most ${addedCpu} µs CPU more than ${base}`,
      measured: spread(found),
      isMet: found.median <= addedCpu,
    });
  }
  return gates;
}

function nameOf({ comparison: { base, variant } }: HttpRow): string {
  return base === variant ? `${VARIANTS[variant].title} (A/A control)` : VARIANTS[variant].title;
}

function measured(row: HttpRow, cell: (pairs: readonly Pair[]) => string): string {
  return 'skipped' in row ? '–' : cell(row.pairs);
}

function bothOf(pairs: readonly Pair[], value: (slice: Slice) => number): string {
  const base = median(pairs.map((pair) => value(pair.base)));
  return `${figure(base)} → ${figure(median(pairs.map((pair) => value(pair.variant))))}`;
}

function unansweredOf(pairs: readonly Pair[]): string {
  const sum = (errorsOf: (pair: Pair) => number): number => pairs.reduce((errors, pair) => errors + errorsOf(pair), 0);
  return `${sum(({ base }) => base.errors)} → ${sum(({ variant }) => variant.errors)}`;
}

function ratioOf({ base, variant }: Pair): number {
  return variant.requestsPerSecond / base.requestsPerSecond;
}

function addedCpuOf({ base, variant }: Pair): number {
  return variant.cpuPerRequest - base.cpuPerRequest;
}
