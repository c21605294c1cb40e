import { counted } from '../text/count.js';
import type { Message } from '../alerts/message.js';
import { UnsupportedCallError, type Platform } from '../platforms/platform.js';
import type { DropCause } from './delivery-stats.js';
import type { QueuedMessage } from './queue/queued-message.js';

/** The final outcome of a message. */
export type Fate =
  | {
      readonly kind: 'delivered';
      readonly status: number | undefined;
      readonly requestId: string | undefined;
      /** Why processing is unconfirmed; only with `confirm`. */
      readonly doubt?: string | undefined;
    }
  | {
      readonly kind: 'dropped';
      readonly cause: DropCause;
      readonly reason: string;
      readonly status?: number | undefined;
      readonly requestId?: string | undefined;
    }
  | { readonly kind: 'cancelled' }
  /** Another process took over the journal while this one was suspended, and delivers the message. */
  | { readonly kind: 'handedOver' }
  /** A close: another process speaks for the alert by now. */
  | { readonly kind: 'superseded' };

/** What follows an attempt: the message is settled, or retried after `wait` milliseconds. */
export type NextStep =
  { readonly kind: 'settle'; readonly fate: Fate } | { readonly kind: 'again'; readonly wait: number };

interface Bounds {
  readonly maxMessages: number;
  readonly maxBytes: number;
}

/** Why a message is refused; `undefined` if it is accepted. @param size - characters of JSON; `undefined` if it cannot be serialized */
export function refusalOf(
  { type }: Message,
  size: number | undefined,
  bounds: Bounds,
  { calls, title }: Pick<Platform, 'calls' | 'title'>,
  isStopped: boolean,
): Fate | undefined {
  if (isStopped) return { kind: 'dropped', cause: 'stopped', reason: 'The application is shutting down.' };
  if (size === undefined)
    return { kind: 'dropped', cause: 'rejected', reason: 'The message cannot be serialized as JSON.' };
  if (!calls.has(type))
    return { kind: 'dropped', cause: 'rejected', reason: new UnsupportedCallError(title, type).message };
  // It would evict every other message and then itself.
  return size > bounds.maxBytes ? evicted(bounds) : undefined;
}

/** The fate of the least urgent message in a full outbox. */
export function evicted({ maxMessages, maxBytes }: Bounds): Fate {
  const reason = `The outbox is full (limit: ${counted(maxMessages, 'message')} or ${counted(maxBytes, 'character')}), and this message was the least urgent.`;
  return { kind: 'dropped', cause: 'evicted', reason };
}

/** The fate of an unsettled message when the application stops. */
export function stopped({ lastFailure, state, taken, withdrawn }: QueuedMessage): Fate {
  if (taken !== undefined) {
    return {
      kind: 'delivered',
      ...taken,
      doubt: 'Accepted, but the application stopped before the platform confirmed it.',
    };
  }
  if (withdrawn !== undefined) return { kind: withdrawn };
  const last = lastFailure === undefined ? '' : ` The last attempt failed: ${lastFailure.reason}.`;
  const reason =
    state.kind === 'inFlight'
      ? 'The application stopped while the message was being sent; the platform may have received it.'
      : 'The application stopped before the message was delivered.';
  return { kind: 'dropped', cause: 'stopped', reason: `${reason}${last}` };
}
