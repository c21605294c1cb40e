import type { Page } from '../playing/page-book.js';
import type { ReplayResult } from '../replay-result.js';

/** The report for scripts: one JSON object. Times as ISO 8601, durations in milliseconds. */
export function jsonReport(result: ReplayResult): string {
  const { sources, requests, failed, routes, span, order, unreadable, hints, traffic, rehearsals, isInterrupted } =
    result;
  const { longestGap, ...rest } = order;
  return JSON.stringify({
    from: span && iso(span.from),
    to: span && iso(span.to),
    requests,
    failed,
    routes,
    sources,
    unreadable,
    order: { ...rest, longestGap: longestGap && { from: iso(longestGap.from), lasted: longestGap.lasted } },
    hints,
    isInterrupted,
    traffic: { ...traffic, from: iso(traffic.from) },
    rules: rehearsals.map(({ name, total, byPriority, open, suppressed, timeWithAlert, longest, often, pages }) => ({
      name,
      pages: total,
      byPriority,
      open,
      suppressed,
      timeWithAlert,
      longest: longest && pageJson(longest),
      often,
      alerts: pages.map(pageJson),
    })),
  });
}

function pageJson({ openedAt, closedAt, ...page }: Page): object {
  return { openedAt: iso(openedAt), closedAt: closedAt === undefined ? undefined : iso(closedAt), ...page };
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
