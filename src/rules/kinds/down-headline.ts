import { counted } from '../../text/count.js';
import { formatDuration } from '../../time/duration.js';
import { isPopulation, readableOperation, runOf } from '../../text/operation.js';
import type { Figures, HeadlineFacts } from '../headline.js';
import { because, type Headline } from '../../text/headline.js';

/** The headline of a service, or of a part of it, where nothing succeeds: `orders-api is DOWN: last 10 requests failed, …`. */
export function downHeadline(
  { place, reason }: HeadlineFacts,
  { bad, lasted }: NonNullable<Figures['down']>,
): Headline {
  const noun = runOf(place);
  const requests = bad === 1 ? `last ${noun}` : `last ${counted(bad, noun)}`;
  const failed = `${requests} failed, none OK for ${formatDuration(lasted)}`;
  if (place === undefined) return { state: 'is DOWN', parts: [failed, ...because(reason)] };
  if (isPopulation(place)) return { parts: [failed, ...because(reason)] };
  return { parts: [{ route: readableOperation(place) }, ` is DOWN: ${failed}`, ...because(reason)] };
}
