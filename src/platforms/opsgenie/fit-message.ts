import type { AlertActionPayload, CreateAlertPayload, Message } from '../../alerts/message.js';
import { shortAlias } from '../../text/alias.js';
import { truncate } from '../../text/text-cut.js';
import { fitDetails } from './fit-details.js';
import { LIMITS } from './limits.js';

// Aliases that do not work in a request path: empty, dot segments (also encoded), and the word that leads to request statuses. A close
// would reach the wrong resource.
const UNADDRESSABLE: ReadonlySet<string> = new Set(['', '.', '..', 'requests']);

/** The alias under which the platform stores an alert. */
export function fitAlias(alias: string): string {
  return UNADDRESSABLE.has(alias) ? `(${alias})` : shortAlias(alias, LIMITS.alias);
}

/** Fits a message to the platform's limits. Cut text ends in `…`, and omitted list members are counted. */
export function fitMessage(message: Message): Message {
  const alias = fitAlias(message.alias);
  switch (message.type) {
    case 'create':
      return { ...message, alias, payload: { ...fitAlert(message.payload), alias } };
    case 'note':
      return {
        ...message,
        alias,
        payload: { ...fitAction(message.payload), note: truncate(message.payload.note, LIMITS.note) },
      };
    case 'close':
    case 'acknowledge':
      return { ...message, alias, payload: fitAction(message.payload) };
  }
}

function fitAlert(alert: CreateAlertPayload): CreateAlertPayload {
  const { description, entity, tags, actions, responders, visibleTo } = alert;
  const repairs = [
    ...leftOut('tags', tags, LIMITS.tags.count),
    ...leftOut('actions', actions, LIMITS.actions.count),
    ...leftOut('responders', responders, LIMITS.responders),
    ...leftOut('visibleTo', visibleTo, LIMITS.visibleTo),
  ];
  const details = repairs.length === 0 ? alert.details : withRepairs(alert.details ?? {}, repairs);
  return {
    ...alert,
    message: truncate(alert.message, LIMITS.message),
    ...fitTexts({ description, entity }),
    ...fitAction(alert),
    ...(tags !== undefined && { tags: fitLabels(tags, LIMITS.tags) }),
    ...(actions !== undefined && { actions: fitLabels(actions, LIMITS.actions) }),
    ...(responders !== undefined && { responders: responders.slice(0, LIMITS.responders) }),
    ...(visibleTo !== undefined && { visibleTo: visibleTo.slice(0, LIMITS.visibleTo) }),
    ...(details !== undefined && { details: fitDetails(details, LIMITS.details) }),
  };
}

function fitAction(payload: AlertActionPayload): AlertActionPayload {
  const { source, user, note } = payload;
  return fitTexts({ source, user, note });
}

/** The present fields, cut to their limits. */
function fitTexts<Field extends 'description' | 'entity' | 'note' | 'source' | 'user'>(
  texts: Readonly<Record<Field, string | undefined>>,
): Partial<Record<Field, string>> {
  const fitted: Partial<Record<Field, string>> = {};
  for (const field in texts) {
    const text = texts[field];
    if (text !== undefined) fitted[field] = truncate(text, LIMITS[field]);
  }
  return fitted;
}

/** Removes duplicates after cutting. */
function fitLabels(labels: readonly string[], limit: { readonly count: number; readonly length: number }): string[] {
  return [...new Set(labels.slice(0, limit.count).map((label) => truncate(label, limit.length)))];
}

function leftOut(field: string, list: readonly unknown[] = [], limit: number): readonly string[] {
  const count = list.length - limit;
  return count > 0 ? [`${count} of the ${field} left out: too many or invalid`] : [];
}

/** Adds the omissions to the alert's `repaired` detail. */
function withRepairs(
  details: Readonly<Record<string, string>>,
  repairs: readonly string[],
): Readonly<Record<string, string>> {
  const { repaired } = details;
  return { ...details, repaired: [...(repaired === undefined ? [] : [repaired]), ...repairs].join('; ') };
}
