/** The final outcome of a message. */
export interface DeliveryResult {
  /** Whether the platform accepted it (queued it there) or, with `confirm`, processed it. */
  readonly ok: boolean;
  /** The platform's id of the request; quote it to the platform's support. */
  readonly requestId?: string | undefined;
  /** The HTTP status of the last attempt. */
  readonly status?: number | undefined;
  /** Number of attempts. */
  readonly attempts: number;
  /** Why it was not delivered, in words. */
  readonly reason?: string | undefined;
}

/**
 * The immediate decision about a call.
 *
 * - `queued`: accepted. It is sent unless a later close makes it unnecessary; a repeat of an open alert is also `queued`.
 * - `deduplicated`: merged into a queued message with the same alias, and `delivered` is that message's.
 * - `dropped`: refused, because the outbox is full of more urgent messages or the application is shutting down. Passed to `onDropped`.
 * - `muted`: refused, because alerts are muted.
 * - `disabled`: refused, because the module is disabled.
 */
export type ReceiptOutcome = 'queued' | 'deduplicated' | 'disabled' | 'dropped' | 'muted';

/** The result of a service call: the immediate decision, and later the final outcome. */
export interface AlertReceipt {
  /** The alias under which the platform knows the alert. */
  readonly alias: string;
  /** The immediate decision. */
  readonly outcome: ReceiptOutcome;
  /** Resolves with the final outcome of the message; never rejects. */
  readonly delivered: Promise<DeliveryResult>;
}

/** The receipt of a message that was not accepted. */
export function undelivered(alias: string, outcome: ReceiptOutcome, reason: string): AlertReceipt {
  return { alias, outcome, delivered: Promise.resolve({ ok: false, attempts: 0, reason }) };
}
