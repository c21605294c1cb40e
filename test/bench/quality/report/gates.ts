import type { Summary } from '../metrics/summary.js';
import { figure } from './figures.js';
import { table, type Column } from './markdown.js';
import type { Row } from './quality-table.js';

/** The limits for the defaults of this library in a scenario. */
export interface Limits {
  readonly missed: number;
  readonly false: number;
  readonly pagesPerIncident: number;
  readonly outageDetection: number;
  readonly premature: number;
  readonly stale: number;
  readonly calls: number;
}

/** For faults of the service alone. */
export const ORDINARY_LIMITS: Limits = {
  missed: 5,
  false: 2,
  pagesPerIncident: 1.3,
  outageDetection: 60,
  premature: 1.5,
  stale: 10,
  calls: 10,
};

/**
 * For faults of the alerting as well. A person closes two of eight incidents while they last: each is one more page and one
 * premature close. When the platform recovers, all queued messages may be sent within one minute.
 */
export const FAULT_LIMITS: Limits = { ...ORDINARY_LIMITS, pagesPerIncident: 1.5, premature: 3.5, calls: 60 };

/** If everything hangs, clients wait for up to a minute before the first one gives up; only then can detection start. */
export const HANGING_LIMITS: Limits = { ...ORDINARY_LIMITS, outageDetection: 120 };

/** If an instance gets a request every twelve minutes, the five that detection and recovery need take an hour. */
export const LOW_TRAFFIC_LIMITS: Limits = { ...ORDINARY_LIMITS, outageDetection: 60 * 60, stale: 60 };

/** A metric with a limit. */
interface Gate {
  readonly name: string;
  readonly limit: keyof Limits;
  readonly measure: (summary: Summary) => number | undefined;
}

const GATES: readonly Gate[] = [
  { name: 'missed, % of both labelings', limit: 'missed', measure: ({ missed }) => missedPercent(missed.pooled) },
  { name: 'false pages a week', limit: 'false', measure: ({ falseAWeek }) => falseAWeek.mean },
  { name: 'pages per incident', limit: 'pagesPerIncident', measure: ({ pagesPerIncident }) => pagesPerIncident },
  {
    name: 'detection p50 of an outage of half the traffic or more, s',
    limit: 'outageDetection',
    measure: ({ outageDetectionP50 }) => outageDetectionP50,
  },
  { name: 'premature closes a week', limit: 'premature', measure: ({ prematureAWeek }) => prematureAWeek.mean },
  {
    name: 'stale minutes per incident',
    limit: 'stale',
    measure: ({ staleMinutesPerIncident }) => staleMinutesPerIncident,
  },
  { name: 'calls in any minute', limit: 'calls', measure: ({ peakCalls }) => peakCalls },
];

/** Whether a contender keeps every limit. A limit without a measurement counts as kept. */
export function passes(summary: Summary, limits: Limits): boolean {
  return GATES.every((gate) => keeps(gate, summary, limits));
}

/** Each gate for each contender. */
export function gatesTable(rows: readonly Row[], limits: Limits): string {
  const columns: Column<Row>[] = [
    ['strategy', ({ name }) => name],
    ...GATES.map((gate): Column<Row> => [
      `${gate.name} ≤ ${limits[gate.limit]}`,
      ({ summary }) => verdict(gate, summary, limits),
    ]),
  ];
  return table(columns, rows);
}

function verdict(gate: Gate, summary: Summary, limits: Limits): string {
  const value = gate.measure(summary);
  if (value === undefined) return '–';
  return `${figure(value)} ${keeps(gate, summary, limits) ? 'pass' : '**FAIL**'}`;
}

function keeps(gate: Gate, summary: Summary, limits: Limits): boolean {
  const value = gate.measure(summary);
  return value === undefined || value <= limits[gate.limit];
}

function missedPercent({ hits, of }: { readonly hits: number; readonly of: number }): number | undefined {
  return of === 0 ? undefined : (100 * hits) / of;
}
