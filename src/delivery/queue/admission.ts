import type { QueuedMessage } from './queued-message.js';

/** What became of a message that was put into the queue. */
export type Admission =
  /** It waits. */
  | { readonly kind: 'queued' }
  /** Another one, which waits, stands for it. */
  | { readonly kind: 'folded'; readonly into: QueuedMessage }
  /** It closes an alert that the platform never heard of, so neither is sent. */
  | { readonly kind: 'cancelled' }
  /** It was the least urgent of a full queue. */
  | { readonly kind: 'evicted' };

/** An {@link Admission}, and who had to go for it. */
export interface AdmissionReport {
  readonly admission: Admission;
  readonly cancelled: readonly QueuedMessage[];
  readonly evicted: readonly QueuedMessage[];
}
