import type { Message } from '../../alerts/message.js';

/** How many characters a message takes as JSON; `undefined` if it is not what its type says. */
export function messageSize(message: Message): number | undefined {
  try {
    return JSON.stringify(message).length;
  } catch {
    return undefined;
  }
}
