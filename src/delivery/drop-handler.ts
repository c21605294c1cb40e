import type { Message } from '../alerts/message.js';
import type { OnDropped } from './delivery-options.js';
import { GuardedCallback } from './guarded-callback.js';
import type { Log } from '../text/log.js';

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
  const guarded = new GuardedCallback({ name: 'delivery.onDropped', callback: onDropped, log, safe, failed: write });
  // A function that raises an alert in a full outbox, at once or after it has waited, would otherwise be called without end.
  return (message, reason) => (guarded.isWithin ? write(message, reason) : guarded.call(message, reason));
}

function asJson(reason: string, message: Message): string {
  try {
    return JSON.stringify({ reason, ...message });
  } catch {
    const { alias, type } = message;
    return JSON.stringify({ reason, type, alias });
  }
}
