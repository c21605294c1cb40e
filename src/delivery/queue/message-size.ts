import type { Message } from '../../alerts/message.js';

/** The length of a message as JSON, in characters; `undefined` if it cannot be serialized. */
export function messageSize(message: Message): number | undefined {
  try {
    return JSON.stringify(message).length;
  } catch {
    return undefined;
  }
}
