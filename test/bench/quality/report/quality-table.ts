import type { Summary } from '../metrics/summary.js';
import { figure, seconds, share, withMargin } from './figures.js';
import { table, type Column } from './markdown.js';

/** A contender's name and its results. */
export interface Row {
  readonly name: string;
  readonly summary: Summary;
}

const COLUMNS: readonly Column<Row>[] = [
  ['strategy', ({ name }) => name],
  ['missed, budget', ({ summary }) => share(summary.missed.budget)],
  ['missed, latent', ({ summary }) => share(summary.missed.latent)],
  ['masked', ({ summary }) => figure(summary.masked)],
  ['pages/week', ({ summary }) => withMargin(summary.pagesAWeek)],
  ['false/week', ({ summary }) => withMargin(summary.falseAWeek)],
  ['pages/incident', ({ summary }) => figure(summary.pagesPerIncident)],
  ['detection p50 / p95', ({ summary }) => `${seconds(summary.detectionP50)} / ${seconds(summary.detectionP95)}`],
  ['outage ≥50% p50', ({ summary }) => seconds(summary.outageDetectionP50)],
  ['stale h/week', ({ summary }) => withMargin(summary.staleHoursAWeek)],
  ['stale min/incident', ({ summary }) => figure(summary.staleMinutesPerIncident)],
  ['blind min/incident', ({ summary }) => figure(summary.blindMinutesPerIncident)],
  ['premature/week', ({ summary }) => withMargin(summary.prematureAWeek)],
  ['calls/week', ({ summary }) => withMargin(summary.callsAWeek)],
  ['peak/min', ({ summary }) => figure(summary.peakCalls)],
  ['aliases', ({ summary }) => withMargin(summary.aliases)],
  ['lost/week', ({ summary }) => withMargin(summary.lostAWeek)],
  ['delivery p50 / p95', ({ summary }) => `${seconds(summary.deliveryP50)} / ${seconds(summary.deliveryP95)}`],
];

/** Every metric of every contender. */
export function qualityTable(rows: readonly Row[]): string {
  return table(COLUMNS, rows);
}
