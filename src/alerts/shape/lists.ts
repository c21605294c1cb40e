import type { Responder } from '../../rules/alert-shape.js';
import type { BudgetedSubject } from '../alert-subject.js';
import { BOUNDS } from '../bounds.js';
import type { OutgoingText } from '../redaction/outgoing-text.js';
import { validLabels } from './labels.js';
import type { Resolver } from './resolver.js';
import { PAGED_TYPES, validResponders, VIEWER_TYPES } from './responders.js';
import { validTags } from './tags.js';

/** The fields of an alert that are lists, ready to send. An absent one would be empty. */
export interface ValidLists {
  readonly tags: readonly string[];
  readonly actions: readonly string[] | undefined;
  readonly responders: readonly Responder[] | undefined;
  readonly visibleTo: readonly Responder[] | undefined;
  /** How many entries of each list were left out. */
  readonly repairs: readonly string[];
}

/** Selects the entries of an alert's lists that a platform takes. */
export function validLists(subject: BudgetedSubject, resolver: Resolver, text: OutgoingText): ValidLists {
  const { budget, shape } = subject;
  const tags = validTags(subject, resolver, text, budget);
  const actions = validLabels(shape.actions, BOUNDS.actions, text, budget);
  const responders = validResponders(shape.responders, PAGED_TYPES, BOUNDS.responders, budget);
  const visibleTo = validResponders(shape.visibleTo, VIEWER_TYPES, BOUNDS.visibleTo, budget);
  return {
    tags: tags.labels,
    responders: unlessEmpty(responders.people),
    visibleTo: unlessEmpty(visibleTo.people),
    actions: unlessEmpty(actions.labels),
    repairs: [
      ...leftOut('tags', tags.leftOut),
      ...leftOut('actions', actions.leftOut),
      ...leftOut('responders', responders.leftOut),
      ...leftOut('visibleTo', visibleTo.leftOut),
    ],
  };
}

function leftOut(field: string, count: number): readonly string[] {
  return count === 0 ? [] : [`${count} of the ${field} left out: too many or invalid`];
}

function unlessEmpty<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length === 0 ? undefined : list;
}
