import type { Page } from '../playing/page-book.js';
import type { TrafficPicture } from '../playing/traffic.js';

/** When something was, as shares of the whole time from 0 to 1. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Where a page stands in the time of the log. */
export function stretchOf({ openedAt, closedAt }: Page, span: { readonly from: number; readonly to: number }): Stretch {
  const length = Math.max(1, span.to - span.from);
  const share = (time: number): number => Math.min(1, Math.max(0, (time - span.from) / length));
  const from = share(openedAt);
  return { from, to: Math.max(from, share(closedAt ?? span.to)) };
}

/** Counts in fewer columns. @param combine how several columns become one */
export function inColumns(
  counts: readonly number[],
  columns: number,
  combine: (values: readonly number[]) => number,
): number[] {
  if (counts.length <= columns) return [...counts];
  return Array.from({ length: columns }, (_, column) =>
    combine(
      counts.slice(
        Math.floor((column * counts.length) / columns),
        Math.max(
          Math.floor(((column + 1) * counts.length) / columns),
          Math.floor((column * counts.length) / columns) + 1,
        ),
      ),
    ),
  );
}

/** Requests and failures in fewer columns. */
export function trafficInColumns(
  { requests, failed }: TrafficPicture,
  columns: number,
): { readonly requests: number[]; readonly failed: number[] } {
  return { requests: inColumns(requests, columns, sum), failed: inColumns(failed, columns, sum) };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
