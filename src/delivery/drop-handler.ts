import type { Message } from '../alerts/message.js';
import type { OnDropped } from './delivery-options.js';
import { GuardedCallback } from './guarded-callback.js';
import type { Log } from '../text/log.js';

/**
 * Creates the handler for dropped messages: the application's `onDropped`, or a log line with the whole alert, so that nothing is lost
 * silently. Never throws.
 *
 * @param log - must not throw
 * @param safe - redacts text for the log: errors of the callback often contain the URL of the second channel, including its key
 * @param failures - where failures of the callback are logged; each lost alert is logged in any case. Must not throw
 */
export function dropHandler(
  log: Log,
  onDropped: OnDropped | undefined,
  safe: (text: string) => string = (text) => text,
  failures: Log = log,
): OnDropped {
  const write: OnDropped = (message, reason) => {
    log.error(`${lost(message)}: ${reason} ${asJson(message)}`);
  };
  if (onDropped === undefined) return write;
  const parts = { name: 'delivery.onDropped', callback: onDropped, log: failures, safe, failed: write };
  const guarded = new GuardedCallback(parts);
  // Prevents endless recursion when the callback raises an alert in a full outbox, synchronously or later.
  return (message, reason) => (guarded.isWithin ? write(message, reason) : guarded.call(message, reason));
}

/** `P1 alert LOST, "orders-api is DOWN"` */
function lost(message: Message): string {
  if (message.type === 'create') return `${message.priority} alert LOST, ${JSON.stringify(message.payload.message)}`;
  return `${NAMES[message.type]} LOST, of the alert ${JSON.stringify(message.alias)}`;
}

const NAMES = { close: 'Close', acknowledge: 'Acknowledgement', note: 'Note' } as const;

function asJson(message: Message): string {
  try {
    return JSON.stringify(message);
  } catch {
    const { alias, type } = message;
    return JSON.stringify({ type, alias });
  }
}
