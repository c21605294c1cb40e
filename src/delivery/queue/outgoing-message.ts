import type { CreateAlertPayload, Message } from '../../alerts/message.js';
import type { QueuedMessage } from './queued-message.js';

/** The message to send: the shortened form if there is one, with the number of merged creates. */
export function outgoingMessage(entry: QueuedMessage): Message {
  return withRepeats(entry.shortened ?? entry.message, entry.repeats);
}

/** The whole message, with the number of merged creates. */
export function wholeMessage(entry: QueuedMessage): Message {
  return withRepeats(entry.message, entry.repeats);
}

function withRepeats(message: Message, repeats: number): Message {
  if (message.type !== 'create' || repeats === 0) return message;
  return { ...message, payload: addDetail(message.payload, 'repeats', String(repeats)) };
}

/** An inherited message; a late alert states when it was raised. */
export function lateMessage(message: Message, acceptedWall: number): Message {
  if (message.type !== 'create') return message;
  return { ...message, payload: addDetail(message.payload, 'raisedAt', new Date(acceptedWall).toISOString()) };
}

function addDetail(payload: CreateAlertPayload, name: string, text: string): CreateAlertPayload {
  return { ...payload, details: { ...payload.details, [name]: text } };
}
