import type { AlertActionPayload, CreateAlertPayload, Message } from '../../alerts/message.js';
import { truncate } from '../../text/text-cut.js';

/** Keeps the first lines of a description, which describe the problem. */
const SHORT_TEXT = 1_000;
const SHORT_REASON = 300;

/**
 * Shortens a refused message for one more attempt: a page without its details is better than no page.
 *
 * Removes the details, cuts long texts, and removes the fields that the platform named if they are optional. The alert reports this and
 * the reason.
 *
 * @param fields - the fields that the platform named
 * @returns `undefined` if nothing can be left out
 */
export function shortenMessage(message: Message, reason: string, fields: readonly string[]): Message | undefined {
  const mark = `[Shortened: the platform refused the whole alert with: ${truncate(reason, SHORT_REASON)}]`;
  switch (message.type) {
    case 'create':
      return { ...message, payload: shortenAlert(message.payload, mark, fields) };
    case 'note':
      return {
        ...message,
        payload: { ...shortenAction(message.payload, mark), note: shortText(message.payload.note, mark) },
      };
    case 'close':
    case 'acknowledge':
      return Object.keys(message.payload).length === 0
        ? undefined
        : { ...message, payload: shortenAction(message.payload, mark) };
  }
}

function shortenAlert(payload: CreateAlertPayload, mark: string, fields: readonly string[]): CreateAlertPayload {
  const { message, alias, priority, description, note, responders, visibleTo, actions, tags, entity, source, user } =
    payload;
  const kept = { responders, visibleTo, actions, tags, entity, source, user };
  const unnamed = Object.entries(kept).filter(([field, value]) => value !== undefined && !fields.includes(field));
  return {
    ...Object.fromEntries(unnamed),
    message,
    alias,
    priority,
    description: shortText(description ?? '', mark),
    ...(note === undefined || fields.includes('note') ? {} : { note: truncate(note, SHORT_TEXT) }),
  };
}

function shortenAction(payload: AlertActionPayload, mark: string): AlertActionPayload {
  return payload.note === undefined ? {} : { note: shortText(payload.note, mark) };
}

function shortText(text: string, mark: string): string {
  return text === '' ? mark : `${truncate(text, SHORT_TEXT)}\n\n${mark}`;
}
