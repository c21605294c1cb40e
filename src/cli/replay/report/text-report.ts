import { formatCount } from '../../../text/count.js';
import { toPlainText } from '../../../text/plain-text.js';
import { utcTime } from '../../../time/utc-time.js';
import type { Page } from '../playing/page-book.js';
import type { RehearsalResult, ReplayResult } from '../replay-result.js';
import { comparison, comparisonLine, durationText, readingLines, summaryText, times } from './result-text.js';
import { stretchOf, trafficInColumns } from './timeline.js';

/** Pages that are listed; a file of HTML or JSON has more. */
const MOST_LISTED = 50;
/** The width of a timeline, in characters. */
const COLUMNS = 60;
const INDENT = ' '.repeat(10);
const BARS = ' ▁▂▃▄▅▆▇█';

/** The report for a terminal. */
export function textReport(result: ReplayResult): string[] {
  const { rehearsals, span } = result;
  const lines = [...readingLines(result)];
  if (span === undefined) return lines.map(plain);
  if (rehearsals.length > 1) lines.push('', ...aligned(comparison(rehearsals)));
  lines.push('', ...trafficLines(result));
  for (const rehearsal of rehearsals) lines.push(...rehearsalLines(rehearsal, span));
  if (rehearsals.length > 1) lines.push('', comparisonLine(rehearsals));
  return lines.map(plain);
}

type Span = NonNullable<ReplayResult['span']>;

function rehearsalLines(rehearsal: RehearsalResult, span: Span): string[] {
  const { pages, total, often } = rehearsal;
  const lines = ['', summaryText(rehearsal)];
  if (total > 0) lines.push(`${'alerts'.padEnd(INDENT.length)}${alertBar(pages, span)}`, '');
  for (const page of pages.slice(0, MOST_LISTED)) lines.push(...pageLines(page));
  const more = total - Math.min(total, MOST_LISTED);
  if (more > 0) lines.push(`and ${formatCount(more)} more; see them with --html or --json`);
  if (often.length > 0) {
    lines.push('', 'Most often:');
    for (const { pages: count, message } of often) lines.push(`  ${times(count).padStart(9)}  ${message}`);
  }
  return lines;
}

function pageLines(page: Page): string[] {
  const { openedAt, priority, message, repeats, closingNote } = page;
  const lines = [`${utcTime(openedAt)}  ${priority}  ${durationText(page).padEnd(12)}  ${message}`];
  const said = closingNote?.split('\n', 1)[0];
  const again = repeats === 0 ? '' : `Raised again ${times(repeats)} while it was open. `;
  if (said !== undefined || again !== '') lines.push(`${' '.repeat(43)}${again}${said ?? ''}`);
  return lines;
}

function trafficLines({ traffic, span }: ReplayResult): string[] {
  if (span === undefined) return [];
  const { requests, failed } = trafficInColumns(traffic, COLUMNS);
  const [from = '', to = ''] = [span.from, span.to].map((time) => utcTime(time).slice(0, 16));
  return [
    `${'requests'.padEnd(INDENT.length)}${bars(requests)}`,
    `${'failed'.padEnd(INDENT.length)}${bars(failed)}`,
    `${INDENT}${from}${to.padStart(Math.max(to.length + 1, requests.length - from.length))}`,
  ];
}

/** How many alerts were open: `·` none, a digit, or `+` for more than 9. */
function alertBar(pages: readonly Page[], span: Span): string {
  const open = Array.from({ length: COLUMNS }, () => 0);
  for (const page of pages) {
    const { from, to } = stretchOf(page, span);
    const first = Math.min(COLUMNS - 1, Math.floor(from * COLUMNS));
    const last = Math.min(COLUMNS - 1, Math.max(first, Math.ceil(to * COLUMNS) - 1));
    for (let column = first; column <= last; column++) open[column] = (open[column] ?? 0) + 1;
  }
  return open.map((count) => (count === 0 ? '·' : count > 9 ? '+' : String(count))).join('');
}

function bars(counts: readonly number[]): string {
  const most = Math.max(1, ...counts);
  // A single failure among millions is still seen.
  return counts.map((count) => BARS[Math.ceil((count / most) * (BARS.length - 1))] ?? ' ').join('');
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}

/** A log cannot write to the terminal but as plain text. */
function plain(line: string): string {
  const indent = /^ */.exec(line)?.[0] ?? '';
  return indent + plainRest(line.slice(indent.length));
}

function plainRest(text: string): string {
  return toPlainText(text).replaceAll('\n', ' ');
}
