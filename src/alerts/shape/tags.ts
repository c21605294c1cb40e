import type { AlertContext } from '../../rules/alert-shape.js';
import type { Budget } from '../../text/budget.js';
import { isList } from '../../text/guarded-read.js';
import { BOUNDS } from '../bounds.js';
import type { OutgoingText } from '../redaction/outgoing-text.js';
import type { AlertSubject } from '../alert-subject.js';
import { validLabels, type ValidLabels } from './labels.js';
import type { Resolver } from './resolver.js';

/** The tags of an alert without configured tags. */
export const DEFAULT_TAGS: readonly string[] = ['nest-alert'];

/** Platforms take 20 tags. */
const MOST_OWN_TAGS = 17;

/** The application's tags, and behind them what most searches and routing rules ask for, unless its own need all the room. */
export function validTags(
  { shape, context }: AlertSubject,
  resolver: Resolver,
  text: OutgoingText,
  budget: Budget,
): ValidLabels {
  const given = resolver.resolve('tags', shape.tags, context, (tags) => (isList(tags) ? tags : undefined));
  const own = validLabels(given, BOUNDS.tags, text, budget);
  if (own.labels.length > MOST_OWN_TAGS) return own;
  const tags = new Set([...(own.labels.length > 0 ? own.labels : DEFAULT_TAGS), ...factsOf(context, text)]);
  tags.delete('');
  return { labels: [...tags], leftOut: own.leftOut };
}

function factsOf({ service, environment, kind }: AlertContext, text: OutgoingText): readonly string[] {
  return [service, environment, kind].map((fact) => text.line(fact, BOUNDS.tags.length));
}
