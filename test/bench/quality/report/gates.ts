import type { Summary } from '../metrics/summary.js';
import { figure } from './figures.js';
import { table, type Column } from './markdown.js';
import type { Row } from './quality-table.js';

/** The limits for the defaults of this library in a scenario. Absent: that measure has none. */
export interface Limits {
  readonly missed?: number;
  readonly false?: number;
  readonly pagesPerIncident?: number;
  readonly detection?: number;
  readonly outageDetection?: number;
  readonly premature?: number;
  readonly stale?: number;
  readonly calls?: number;
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

/** With the processes of a service in a fleet. */
export const FLEET_LIMITS: Limits = {
  missed: 2,
  false: 0.5,
  pagesPerIncident: 1.05,
  outageDetection: 30,
  premature: 0.2,
  stale: 10,
};

/** One bad instance of twenty has to be found within a minute. */
export const ONE_BAD_LIMITS: Limits = { missed: 0, detection: 60 };

/** The ten failures that a detection needs take 50 seconds. */
export const FEW_REQUESTS_LIMITS: Limits = { missed: 2, pagesPerIncident: 1.05, outageDetection: 75 };

/** Instances that live for minutes. */
export const SHORT_LIVES_LIMITS: Limits = { missed: 2, false: 0.5 };

/** What is found alone while the store is away may be raised once more. */
export const AWAY_LIMITS: Limits = { missed: 2, pagesPerIncident: 1.1, false: 0.5 };

/** A metric with a limit. */
interface Gate {
  readonly name: string;
  readonly limit: keyof Limits;
  readonly measure: (summary: Summary) => number | undefined;
}

const GATES: readonly Gate[] = [
  { name: 'missed, % of both labelings', limit: 'missed', measure: ({ missed }) => missedPercent(missed.pooled) },
  { name: 'false pages a week', limit: 'false', measure: ({ falseAWeek }) => falseAWeek.mean },
  { name: 'detection p50, s', limit: 'detection', measure: ({ detectionP50 }) => detectionP50 },
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
    ...GATES.filter(({ limit }) => limits[limit] !== undefined).map((gate): Column<Row> => [
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
  return value === undefined || value <= (limits[gate.limit] ?? Infinity);
}

function missedPercent({ hits, of }: { readonly hits: number; readonly of: number }): number | undefined {
  return of === 0 ? undefined : (100 * hits) / of;
}
