import { listLength, readList } from '../../text/guarded-read.js';
import type { Budget } from '../../text/budget.js';
import type { OutgoingText } from '../redaction/outgoing-text.js';
import { textOf } from '../text/text-of.js';
import { cutAt } from '../../text/text-cut.js';

const MAXIMUM_LABEL = 2_000; // far more than is looked at of any
const MAXIMUM_EXAMINED = 500; // more than go out

/** What is left of a list of tags or actions, and how many had to be left out. */
export interface ValidLabels {
  readonly labels: readonly string[];
  readonly leftOut: number;
}

/** Makes the labels of a list (tags, actions) fit: each once, without space around it, not empty, and no more than an alert may have. */
export function validLabels(
  list: unknown,
  limit: { readonly count: number; readonly length: number },
  text: OutgoingText,
  budget: Budget,
): ValidLabels {
  const examined = readList(list, MAXIMUM_EXAMINED, budget);
  // Repeats go first, because to hide secrets costs more than to compare.
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
