import { counted, formatCount } from '../../../text/count.js';
import { percent } from '../../../text/percent.js';
import { PRIORITIES } from '../../../text/priority.js';
import { formatDuration } from '../../../time/duration.js';
import { utcTime } from '../../../time/utc-time.js';
import type { Page, PageSummary } from '../playing/page-book.js';
import type { RehearsalResult, ReplayResult, SourceResult } from '../replay-result.js';

/** What was read, as sentences. */
export function readingLines(result: ReplayResult): string[] {
  const { sources, span, requests, failed, routes, unreadable } = result;
  const lines = sources.map(sourceLine);
  if (span === undefined) lines.push('There is no request in it.');
  else {
    const share =
      failed === 0
        ? 'none failed'
        : `${formatCount(failed)} failed (${percent(Number((failed / requests).toPrecision(2)))})`;
    lines.push(
      `${counted(requests, 'request')} of ${counted(routes, 'route')} from ${utcTime(span.from)} to ${utcTime(span.to)}, ${share}`,
    );
  }
  if (unreadable.count > 0) {
    lines.push(`${counted(unreadable.count, 'line')} could not be read${unreadable.shown.length > 0 ? ':' : '.'}`);
    for (const { source, line, text } of unreadable.shown) lines.push(`  ${source}:${line}  ${text}`);
    const more = unreadable.count - unreadable.shown.length;
    if (more > 0) lines.push(`  and ${formatCount(more)} more`);
  }
  return [...lines, ...orderLines(result), ...result.hints];
}

function sourceLine({ name, lines, requests, others, problem }: SourceResult): string {
  const about = others === 0 ? '' : `, ${formatCount(others)} of them about something else`;
  const text = `${name}: ${counted(lines, 'line')}${about}`;
  if (problem !== undefined) return `${text}. It could not be read to its end: ${problem}.`;
  return lines === 0 ? `${name} is empty.` : requests === 0 ? `${text}. It has no request that could be read.` : text;
}

function orderLines({ order, isInterrupted }: ReplayResult): string[] {
  const { leftOut, setBack, gaps, longestGap } = order;
  const lines: string[] = [];
  if (leftOut > 0)
    lines.push(
      `${counted(leftOut, 'request')} left out: more than 5 min late, or more than a day ahead of the others.`,
    );
  if (setBack > 0) lines.push(`The clock of the log was set back ${times(setBack)}. The replay went on from there.`);
  if (longestGap !== undefined) {
    lines.push(
      `${counted(gaps, 'gap')} of more than an hour without a request, the longest of ${formatDuration(longestGap.lasted)} from ${utcTime(longestGap.from)}.`,
    );
  }
  if (isInterrupted) lines.push('Interrupted: what follows is about the part that was read.');
  return lines;
}

/** `once`, `3 times`. */
export function times(count: number): string {
  return count === 1 ? 'once' : `${formatCount(count)} times`;
}

/** `4 pages (1 P1, 3 P2)` */
export function pagesText({ total, byPriority }: PageSummary): string {
  const parts = PRIORITIES.filter((priority) => byPriority[priority] > 0).map(
    (priority) => `${formatCount(byPriority[priority])} ${priority}`,
  );
  return total === 0 ? 'no page' : `${counted(total, 'page')} (${parts.join(', ')})`;
}

/** What a set of rules would have done, in one line. */
export function summaryText(rehearsal: RehearsalResult): string {
  const { name, total, open, suppressed } = rehearsal;
  const parts = [`${name}: ${pagesText(rehearsal)}`];
  if (total > 0) parts.push(`${openText(rehearsal)} with an open alert`);
  if (open > 0) parts.push(`${formatCount(open)} still open at the end`);
  if (suppressed > 0) parts.push(`${counted(suppressed, 'incident')} covered by these alerts`);
  return parts.join(', ');
}

/** How long a page was open. */
export function durationText({ lasted }: Page): string {
  return lasted === undefined ? 'open' : formatDuration(lasted);
}

/** How long at least one alert was open. An alert of the last line of a log is open for no time. */
function openText({ total, timeWithAlert }: PageSummary): string {
  return total === 0 ? '-' : timeWithAlert === 0 ? 'less than 1 s' : formatDuration(timeWithAlert);
}

/** The figures of rules that are compared, one row for each. */
export function comparison(rehearsals: readonly RehearsalResult[]): string[][] {
  const row = (title: string, of: (rehearsal: RehearsalResult) => string): string[] => [title, ...rehearsals.map(of)];
  const used = PRIORITIES.filter((priority) => rehearsals.some(({ byPriority }) => byPriority[priority] > 0));
  return [
    row('', ({ name }) => name),
    row('pages', ({ total }) => formatCount(total)),
    ...used.map((priority) => row(`  ${priority}`, ({ byPriority }) => formatCount(byPriority[priority]))),
    row('with an open alert', openText),
    row('longest', ({ longest }) => (longest === undefined ? '-' : durationText(longest))),
    row('still open at the end', ({ open }) => formatCount(open)),
    row('covered by these alerts', ({ suppressed }) => formatCount(suppressed)),
  ];
}

/** `alerts.mjs: 41 pages, other.mjs: 4` */
export function comparisonLine(rehearsals: readonly RehearsalResult[]): string {
  return rehearsals
    .map(({ name, total }, index) => `${name}: ${index === 0 ? counted(total, 'page') : formatCount(total)}`)
    .join(', ');
}
