import type { Message } from '../../alerts/message.js';
import { truncate } from '../../text/text-cut.js';
import type { CreateAlertPayload } from '../../wire/alert-payload.js';
import { LIMITS } from '../../wire/limits.js';
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

/** Adds a detail; where the details are full already, their longest value makes room. */
function addDetail(payload: CreateAlertPayload, name: string, text: string): CreateAlertPayload {
  const details: Record<string, string> = { ...payload.details, [name]: text };
  const length = Object.entries(details).reduce((sum, [key, value]) => sum + key.length + value.length, 0);
  const excess = length - LIMITS.details;
  if (excess <= 0) return { ...payload, details };
  const [key, value] = Object.entries(details).reduce((one, other) => (other[1].length > one[1].length ? other : one));
  // Full of keys: the new one is not worth losing another.
  if (value.length <= excess + 1 || key === name) return payload;
  return { ...payload, details: { ...details, [key]: truncate(value, value.length - excess) } };
}
