import { AsyncLocalStorage } from 'node:async_hooks';
import type { Message } from '../alerts/message.js';
import type { OnDropped } from './delivery-options.js';
import type { Log } from './log.js';

/**
 * Makes the last stop of a message that will not be delivered: the application's function, or else a line in the log with the
 * whole alert, so that nothing is lost without a trace. Never throws.
 *
 * @param log - one that does not throw
 * @param safe - makes text fit for the log: what the application's function throws often names the address of the second channel, key included
 */
export function dropHandler(
  log: Log,
  onDropped: OnDropped | undefined,
  safe: (text: string) => string = (text) => text,
): OnDropped {
  const write: OnDropped = (message, reason) => {
    log.error(`Alert not delivered: ${asJson(reason, message)}`);
  };
  if (onDropped === undefined) return write;
  const within = new AsyncLocalStorage<true>();
  return (message, reason) => {
    // A function that raises an alert in a full outbox, at once or after it has waited, would otherwise be called for ever.
    if (within.getStore() === true) return write(message, reason);
    const failed = (error: unknown): void => {
      log.error(`\`delivery.onDropped\` failed (${safe(messageOf(error))}).`);
      write(message, reason);
    };
    try {
      // An async function fits the type as well, and its rejection would end the application.
      const returned: unknown = within.run(true, () => onDropped(message, reason));
      // Not `Promise.resolve(returned)`: a promise with a `then` of its own would be given back as it is.
      new Promise((resolve) => resolve(returned)).catch(failed);
    } catch (error) {
      failed(error);
    }
  };
}

function asJson(reason: string, message: Message): string {
  try {
    return JSON.stringify({ reason, ...message });
  } catch {
    const { alias, type } = message;
    return JSON.stringify({ reason, type, alias });
  }
}

/** What an error says; its type where that cannot be read. */
function messageOf(error: unknown): string {
  try {
    const message: unknown = error instanceof Error ? error.message : undefined;
    return typeof message === 'string' ? message : typeof error;
  } catch {
    return typeof error;
  }
}
