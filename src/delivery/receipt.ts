/** What became of a message in the end. */
export interface DeliveryResult {
  /** Whether the platform accepted it, which means queued there, or, with `confirm`, really did it. */
  readonly ok: boolean;
  /** The platform's id of the request; quote it to the platform's support. */
  readonly requestId?: string | undefined;
  /** The HTTP status of the last attempt. */
  readonly status?: number | undefined;
  /** How many times it was sent. */
  readonly attempts: number;
  /** Why it was not delivered, in words. */
  readonly reason?: string | undefined;
}

/**
 * What is decided about a call at once.
 *
 * - `queued`: accepted. It is sent, unless a later close makes it needless; a repeat of an open alert is `queued` as well.
 * - `deduplicated`: merged into a queued message with the same alias, and `delivered` is that message's.
 * - `dropped`: not accepted, because the outbox is full of more urgent messages or the application is ending. It went to `onDropped`.
 * - `muted`: not accepted, because alerts are muted.
 * - `disabled`: not accepted, because the module is off.
 */
export type ReceiptOutcome = 'queued' | 'deduplicated' | 'disabled' | 'dropped' | 'muted';

/** The answer to a call of the service: at once what was decided, later what became of it. */
export interface AlertReceipt {
  /** The alias under which the platform knows the alert. */
  readonly alias: string;
  /** What was decided at once. */
  readonly outcome: ReceiptOutcome;
  /** Resolves when the fate of the message is known; never rejects. */
  readonly delivered: Promise<DeliveryResult>;
}
