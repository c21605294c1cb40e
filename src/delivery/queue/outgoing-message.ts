import type { CreateAlertPayload, Message } from '../../alerts/message.js';
import type { QueuedMessage } from './queued-message.js';

/** What is sent for an accepted message: the shorter form if there is one, and how many creates it stands for besides its own. */
export function outgoingMessage(entry: QueuedMessage): Message {
  return withRepeats(entry.shortened ?? entry.message, entry.repeats);
}

/** The whole message, with how many creates it stands for besides its own. */
export function wholeMessage(entry: QueuedMessage): Message {
  return withRepeats(entry.message, entry.repeats);
}

function withRepeats(message: Message, repeats: number): Message {
  if (message.type !== 'create' || repeats === 0) return message;
  return { ...message, payload: addDetail(message.payload, 'repeats', String(repeats)) };
}

/** The message of an earlier process: an alert that comes late says when it was raised. */
export function lateMessage(message: Message, acceptedWall: number): Message {
  if (message.type !== 'create') return message;
  return { ...message, payload: addDetail(message.payload, 'raisedAt', new Date(acceptedWall).toISOString()) };
}

function addDetail(payload: CreateAlertPayload, name: string, text: string): CreateAlertPayload {
  return { ...payload, details: { ...payload.details, [name]: text } };
}
