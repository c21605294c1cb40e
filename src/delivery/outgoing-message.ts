import type { Message } from '../alerts/message.js';
import type { CreateAlertPayload } from '../wire/alert-payload.js';
import { LIMITS } from '../wire/limits.js';
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
  return { ...message, payload: addRepeats(message.payload, String(repeats)) };
}

/** Adds `details.repeats`; where the details are full already, their longest value makes room. */
function addRepeats(payload: CreateAlertPayload, repeats: string): CreateAlertPayload {
  const details: Record<string, string> = { ...payload.details, repeats };
  const length = Object.entries(details).reduce((sum, [key, value]) => sum + key.length + value.length, 0);
  const excess = length - LIMITS.details;
  if (excess <= 0) return { ...payload, details };
  const [key, value] = Object.entries(details).reduce((one, other) => (other[1].length > one[1].length ? other : one));
  // Full of keys: the count is not worth losing one.
  if (value.length <= excess + 1 || key === 'repeats') return payload;
  const kept = value.slice(0, value.length - excess - 1).replace(/[\uD800-\uDBFF]$/, '');
  return { ...payload, details: { ...details, [key]: `${kept}…` } };
}
