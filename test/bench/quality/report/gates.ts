import type { Summary } from '../metrics/summary.js';
import { figure } from './figures.js';
import { table, type Column } from './markdown.js';
import type { Row } from './quality-table.js';

/** A limit that the defaults of this library must keep. */
interface Gate {
  readonly name: string;
  readonly limit: number;
  readonly measure: (summary: Summary) => number | undefined;
}

const GATES: readonly Gate[] = [
  { name: 'missed, % of both labelings', limit: 5, measure: ({ missed }) => missedPercent(missed.pooled) },
  { name: 'false pages a week', limit: 2, measure: ({ falseAWeek }) => falseAWeek.mean },
  { name: 'pages per incident', limit: 1.3, measure: ({ pagesPerIncident }) => pagesPerIncident },
  {
    name: 'detection p50 of an outage of half the traffic or more, s',
    limit: 60,
    measure: ({ outageDetectionP50 }) => outageDetectionP50,
  },
  { name: 'premature closes a week', limit: 1.5, measure: ({ prematureAWeek }) => prematureAWeek.mean },
  { name: 'stale minutes per incident', limit: 10, measure: ({ staleMinutesPerIncident }) => staleMinutesPerIncident },
  { name: 'calls in any minute', limit: 10, measure: ({ peakCalls }) => peakCalls },
];

/** Whether a contender keeps every limit. What could not be measured counts as kept. */
export function passes(summary: Summary): boolean {
  return GATES.every((gate) => keeps(gate, summary));
}

/** Each gate against each contender. */
export function gatesTable(rows: readonly Row[]): string {
  const columns: Column<Row>[] = [
    ['strategy', ({ name }) => name],
    ...GATES.map((gate): Column<Row> => [`${gate.name} ≤ ${gate.limit}`, ({ summary }) => verdict(gate, summary)]),
  ];
  return table(columns, rows);
}

function verdict(gate: Gate, summary: Summary): string {
  const value = gate.measure(summary);
  if (value === undefined) return '–';
  return `${figure(value)} ${keeps(gate, summary) ? 'pass' : '**FAIL**'}`;
}

function keeps(gate: Gate, summary: Summary): boolean {
  const value = gate.measure(summary);
  return value === undefined || value <= gate.limit;
}

function missedPercent({ hits, of }: { readonly hits: number; readonly of: number }): number | undefined {
  return of === 0 ? undefined : (100 * hits) / of;
}
