import type { QueuedMessage } from './queued-message.js';

/** The result of admitting a message to the queue. */
type Admission =
  /** It was queued. */
  | { readonly kind: 'queued' }
  /** It was merged into a queued message. */
  | { readonly kind: 'folded'; readonly into: QueuedMessage }
  /** It closes an alert that was never sent, so neither is sent. */
  | { readonly kind: 'cancelled' }
  /** It was the least urgent message in a full queue. */
  | { readonly kind: 'evicted' };

/** An {@link Admission} and the messages removed by it. */
export interface AdmissionReport {
  readonly admission: Admission;
  readonly cancelled: readonly QueuedMessage[];
  readonly evicted: readonly QueuedMessage[];
}
