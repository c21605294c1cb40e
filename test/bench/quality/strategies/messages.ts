import type { Message } from '../../../../src/alerts/message.js';

/** Opens an alert. */
export function createMessage(alias: string): Message {
  return { type: 'create', alias, priority: 'P3', payload: { message: alias, alias, priority: 'P3' } };
}

/** Closes the alert with this alias. */
export function closeMessage(alias: string): Message {
  return { type: 'close', alias, priority: 'P3', payload: {} };
}
