import { counted, formatCount } from '../../text/count.js';
import type { Headline, HeadlinePart } from '../../text/headline.js';
import { percent, sharePercent } from '../../text/percent.js';
import { formatAgainst, formatDuration } from '../../time/duration.js';
import type { HeadlineFacts } from '../headline.js';

/** How operations of queues begin. */
const QUEUE = 'queue:';

/**
 * The headline of jobs that wait too long for a worker.
 *
 * @param threshold in milliseconds
 * @param options its `share`, where a ratio is measured
 */
export function waitHeadline(
  threshold: number,
  { share }: { readonly share?: number },
  { place, figures, within, isSingle, example }: HeadlineFacts,
): Headline {
  const limit = formatDuration(threshold);
  const { bad, total } = figures;
  // The module's rules count the jobs of all queues together.
  const queue: readonly HeadlinePart[] =
    place?.startsWith(QUEUE) === true ? [' of queue ', { route: place.slice(QUEUE.length) }] : [];
  if (share !== undefined) {
    const size = `(${formatCount(bad)} of ${formatCount(total)}, limit ${percent(share)})`;
    return { parts: [`${sharePercent(bad, total, share)} of jobs`, ...queue, ` waited over ${limit} ${size}`] };
  }
  if (!isSingle) return { parts: [counted(bad, 'job'), ...queue, ` waited over ${limit}${within}`] };
  const waited = formatAgainst(example?.waitMs ?? threshold, threshold);
  return { parts: ['a job', ...queue, ` waited ${waited} (limit ${limit})`] };
}
