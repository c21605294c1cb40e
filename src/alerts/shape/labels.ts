import { listLength, readList } from '../../text/guarded-read.js';
import type { Budget } from '../../text/budget.js';
import type { OutgoingText } from '../redaction/outgoing-text.js';
import { textOf } from '../text/text-of.js';
import { cutAt } from '../../text/text-cut.js';

const MAXIMUM_LABEL = 2_000; // far more than is used of any label
const MAXIMUM_EXAMINED = 500; // more than are sent

/** The valid tags or actions of a list, and how many were left out. */
export interface ValidLabels {
  readonly labels: readonly string[];
  readonly leftOut: number;
}

/** Normalises a list of labels (tags, actions): unique, trimmed, not empty, and within the limit of an alert. */
export function validLabels(
  list: unknown,
  limit: { readonly count: number; readonly length: number },
  text: OutgoingText,
  budget: Budget,
): ValidLabels {
  const examined = readList(list, MAXIMUM_EXAMINED, budget);
  // Remove duplicates first, because redacting costs more than comparing.
  const given = new Set(examined.map((label) => cutAt(textOf(label, budget) ?? '', MAXIMUM_LABEL)));
  const labels = new Set<string>();
  let leftOut = listLength(list) - examined.length;
  for (const label of given) {
    if (labels.size >= limit.count) leftOut++;
    else labels.add(text.line(label, limit.length, budget));
    labels.delete('');
  }
  return { labels: [...labels], leftOut };
}
