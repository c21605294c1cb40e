import type { Message } from '../../alerts/message.js';
import type { DeliveryResult } from '../receipt.js';

/** Where an accepted message is. Times are in milliseconds on the clock's monotonic scale. */
export type QueuedState =
  /** `notBefore` is when it may be sent: later than now after a failed attempt. */
  | { readonly kind: 'waiting'; readonly notBefore: number }
  | { readonly kind: 'inFlight' }
  | { readonly kind: 'settled' };

/** A message that was accepted, on its way through the outbox. */
export interface QueuedMessage {
  /** Grows with each message: the order of acceptance. */
  readonly sequence: number;
  readonly acceptedAt: number;
  /** The same, in milliseconds since 1970; earlier than that if another process accepted it. */
  readonly acceptedWall: number;
  /** Names it among the messages of all processes. */
  readonly key: string;
  /** Characters of JSON. */
  readonly size: number;
  /** Passes the rate limit: what tells of the limit must not be held by it. */
  readonly exempt: boolean;
  /** Whether an earlier process accepted it. */
  readonly isInherited: boolean;
  /** As it was accepted; only the priority may have risen since. */
  message: Message;
  state: QueuedState;
  attempts: number;
  /** How many later creates of the alias it stands for as well. */
  repeats: number;
  /** The shorter form, once the platform has objected to the whole one. */
  shortened: Message | undefined;
  /** What the platform answered when it took the message; it may still be asked what it did with it. */
  taken: { readonly status: number | undefined; readonly requestId: string | undefined } | undefined;
  /** What the last attempt met with. */
  lastFailure: { readonly reason: string; readonly status: number | undefined } | undefined;
  /** Whether `onDelayed` was called for it. */
  isDelayReported: boolean;
  /** What becomes of it unless the attempt that is under way succeeds: it is not to be tried again. */
  withdrawn: 'cancelled' | 'handedOver' | undefined;
  /** Resolves with what became of it; never rejects. */
  readonly delivered: Promise<DeliveryResult>;
  readonly resolve: (result: DeliveryResult) => void;
}

/** Makes a waiting message of one that is accepted now. */
export function queuedMessage(
  message: Message,
  facts: Pick<
    QueuedMessage,
    'sequence' | 'acceptedAt' | 'acceptedWall' | 'key' | 'size' | 'exempt' | 'isInherited' | 'isDelayReported'
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

/** No message is given up sooner, in milliseconds. */
export const SHORTEST_PATIENCE = 15 * 60_000;

/** How long delivery is tried, since acceptance: after that an alert tells of the past. */
export function expiresAt(entry: QueuedMessage): number {
  return entry.acceptedAt + patience(entry);
}

/** How long this message is worth trying, in milliseconds. */
export function patience(entry: QueuedMessage): number {
  return entry.message.priority === 'P1' ? 60 * 60_000 : SHORTEST_PATIENCE;
}

/** When it may be sent. */
export function notBefore({ state }: QueuedMessage): number {
  return state.kind === 'waiting' ? state.notBefore : Infinity;
}
