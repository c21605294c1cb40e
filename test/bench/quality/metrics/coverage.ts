import type { Page } from '../judge/timeline.js';
import type { Interval } from '../traces/episode.js';

/**
 * How long no alert was open from the first page within an interval to its end.
 *
 * @param pages in order of opening
 * @param length when the run ended: an alert that was never closed was open until then
 * @returns milliseconds
 */
export function uncovered(pages: readonly Page[], interval: Interval, length: number): number {
  const first = pages.find(({ openedAt }) => openedAt >= interval.from);
  if (first === undefined) return 0;
  let coveredUntil = first.openedAt;
  let gaps = 0;
  for (const page of pages) {
    if (page.openedAt >= interval.to) break;
    gaps += Math.max(0, page.openedAt - coveredUntil);
    coveredUntil = Math.max(coveredUntil, page.closed?.at ?? length);
  }
  return gaps + Math.max(0, interval.to - coveredUntil);
}
