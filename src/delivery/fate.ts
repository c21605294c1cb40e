import type { Message } from '../alerts/message.js';
import { UnsupportedCallError, type Platform } from '../platforms/platform.js';
import type { DropCause } from './delivery-stats.js';
import type { QueuedMessage } from './queue/queued-message.js';

/** What became of a message in the end. */
export type Fate =
  | {
      readonly kind: 'delivered';
      readonly status: number | undefined;
      readonly requestId: string | undefined;
      /** Why it is not certain that the platform did what it accepted; only where that was asked. */
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
  /** Another process took over the journal while this one stood still, and delivers it. */
  | { readonly kind: 'handedOver' };

/** What follows from one attempt: an end, or another attempt after so many milliseconds. */
export type NextStep =
  { readonly kind: 'settle'; readonly fate: Fate } | { readonly kind: 'again'; readonly wait: number };

interface Bounds {
  readonly maxMessages: number;
  readonly maxBytes: number;
}

/** Why a message is not put into the queue; `undefined` if it is. @param size - characters of JSON, if it can be written so */
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
  // It would push out everything else, and then itself.
  return size > bounds.maxBytes ? evicted(bounds) : undefined;
}

/** The least urgent message of a full outbox is dropped. */
export function evicted({ maxMessages, maxBytes }: Bounds): Fate {
  const reason = `The outbox is full (limit: ${maxMessages} messages or ${maxBytes} characters), and this message was the least urgent.`;
  return { kind: 'dropped', cause: 'evicted', reason };
}

/** What becomes of a message when the application ends. */
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
