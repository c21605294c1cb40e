import { listLength, readList } from '../../text/guarded-read.js';
import type { OutgoingText } from '../redaction/outgoing-text.js';
import { textOf } from '../text/text-of.js';

const MAXIMUM_EXAMINED = 500; // of which at most 20 go out

/** What is left of a list of tags or actions, and how many had to be left out. */
export interface ValidLabels {
  readonly labels: readonly string[];
  readonly leftOut: number;
}

/** Makes the labels of a list (tags, actions) fit: each once, without space around it, not empty, and no more than the platform takes. */
export function validLabels(
  list: unknown,
  limit: { readonly count: number; readonly length: number },
  text: OutgoingText,
): ValidLabels {
  const examined = readList(list, MAXIMUM_EXAMINED);
  const distinct = new Set(examined.map((label) => text.line(textOf(label) ?? '', limit.length)));
  distinct.delete('');
  const labels = [...distinct].slice(0, limit.count);
  return { labels, leftOut: distinct.size - labels.length + listLength(list) - examined.length };
}
