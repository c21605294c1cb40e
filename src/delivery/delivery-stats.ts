import type { CircuitCause, CircuitState } from './sending/circuit-breaker.js';

/**
 * Why a message was dropped.
 *
 * - `evicted`: the outbox was full of messages that are at least as urgent.
 * - `expired`: it could not be delivered within 15 minutes, or 60 for P1.
 * - `rejected`: the platform rejects it.
 * - `stopped`: the application stopped before it was delivered.
 */
export type DropCause = 'evicted' | 'expired' | 'rejected' | 'stopped';

/**
 * Delivery statistics. At any moment
 * `accepted = waiting + inFlight + delivered + deduplicated + cancelled + (all of dropped)`.
 */
export interface DeliveryStats {
  /** Messages handed to the outbox. */
  readonly accepted: number;
  /** Messages waiting for their first or another attempt. */
  readonly waiting: number;
  /** Messages being sent. */
  readonly inFlight: number;
  /** Messages that the platform accepted. */
  readonly delivered: number;
  /** Messages merged into an earlier queued message. */
  readonly deduplicated: number;
  /** Messages that became unnecessary: the alert was closed before it was sent, or another process took over the journal. */
  readonly cancelled: number;
  /** Dropped messages, by cause. */
  readonly dropped: Readonly<Record<DropCause, number>>;
  /** Requests that sent a message. */
  readonly attempts: number;
  /** Requests that retried a message. */
  readonly retries: number;
  /** How long the oldest undelivered message has waited, in milliseconds. */
  readonly oldestWaitingMs: number | undefined;
  readonly lastDeliveredAt: Date | undefined;
  /** `open` and `probing`: the platform is down, refuses the key or has asked for a pause; messages wait. */
  readonly circuit: CircuitState['state'];
  /** Why the circuit is open; absent while it is closed. */
  readonly circuitCause: CircuitCause | undefined;
}

/** The result of a flush. */
export interface FlushReport {
  /** Messages delivered during the flush. */
  readonly sent: number;
  /** Messages that are not settled yet. */
  readonly pending: number;
  /** Messages dropped during the flush. */
  readonly dropped: number;
}
