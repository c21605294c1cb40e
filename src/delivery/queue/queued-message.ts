import type { Message } from '../../alerts/message.js';
import type { MessageRecord } from '../../journal/message-record.js';
import type { ClosedBy } from '../close-fence.js';
import type { DeliveryResult } from '../receipt.js';

/** The state of an accepted message. Times are in monotonic milliseconds. */
type QueuedState =
  /** `notBefore` is the earliest time to send it; in the future after a failed attempt. */
  | { readonly kind: 'waiting'; readonly notBefore: number }
  | { readonly kind: 'inFlight' }
  | { readonly kind: 'settled' };

/** An accepted message in the outbox. */
export interface QueuedMessage {
  /** Increases with each message: the order of acceptance. */
  readonly sequence: number;
  readonly acceptedAt: number;
  /** The same, in milliseconds since 1970; earlier if another process accepted it. */
  readonly acceptedWall: number;
  /** Unique among the messages of all processes. */
  readonly key: string;
  /** Characters of JSON. */
  readonly size: number;
  /** Bypasses the rate limit: the alert about the limit must not be delayed by it. */
  readonly exempt: boolean;
  /** Whether an earlier process accepted it. */
  readonly isInherited: boolean;
  /** Who decided on a close; `undefined` for the application, and for other messages. */
  readonly closedBy: ClosedBy | undefined;
  /** The message as accepted; only its priority may have been raised since. */
  message: Message;
  state: QueuedState;
  attempts: number;
  /** Later creates of the alias that were merged into it. */
  repeats: number;
  /** The shortened form, after the platform refused the whole one. */
  shortened: Message | undefined;
  /** The platform's response when it accepted the message; confirmation may be pending. */
  taken: { readonly status: number | undefined; readonly requestId: string | undefined } | undefined;
  /** The failure of the last attempt. */
  lastFailure: { readonly reason: string; readonly status: number | undefined } | undefined;
  /** Whether `onDelayed` was called for it. */
  isDelayReported: boolean;
  /** Its fate if the current attempt fails: it must not be retried. */
  withdrawn: 'cancelled' | 'handedOver' | 'superseded' | undefined;
  /** Resolves with the outcome; never rejects. */
  readonly delivered: Promise<DeliveryResult>;
  readonly resolve: (result: DeliveryResult) => void;
}

/** Creates the queue entry of a message that is accepted now. */
export function queuedMessage(
  message: Message,
  facts: Pick<
    QueuedMessage,
    | 'sequence'
    | 'acceptedAt'
    | 'acceptedWall'
    | 'key'
    | 'size'
    | 'exempt'
    | 'isInherited'
    | 'closedBy'
    | 'isDelayReported'
  >,
): QueuedMessage {
  let resolve: (result: DeliveryResult) => void = () => undefined;
  const delivered = new Promise<DeliveryResult>((resolvePromise) => {
    resolve = resolvePromise;
  });
  return {
    ...facts,
    message,
    state: { kind: 'waiting', notBefore: facts.acceptedAt },
    attempts: 0,
    repeats: 0,
    shortened: undefined,
    taken: undefined,
    lastFailure: undefined,
    withdrawn: undefined,
    delivered,
    resolve,
  };
}

/** What the journal stores of a message. */
export function recordOf({ acceptedWall, isDelayReported, message }: QueuedMessage): MessageRecord {
  return { acceptedWall, message, isDelayReported };
}

/** No message expires sooner, in milliseconds. */
export const SHORTEST_PATIENCE = 15 * 60_000;

/** How long delivery is retried after acceptance; later an alert would be stale. */
export function expiresAt(entry: QueuedMessage): number {
  return entry.acceptedAt + patience(entry);
}

/** How long this message is retried, in milliseconds. */
export function patience(entry: QueuedMessage): number {
  return entry.message.priority === 'P1' ? 60 * 60_000 : SHORTEST_PATIENCE;
}

/** When it may be sent. */
export function notBefore({ state }: QueuedMessage): number {
  return state.kind === 'waiting' ? state.notBefore : Infinity;
}
