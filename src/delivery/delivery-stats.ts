import type { CircuitCause, CircuitState } from './sending/circuit-breaker.js';

/**
 * Why a message was dropped.
 *
 * - `evicted`: the outbox was full of messages that are at least as urgent.
 * - `expired`: it could not be delivered within 15 minutes, or 60 for P1.
 * - `rejected`: the platform will not have it.
 * - `stopped`: the application ended first.
 */
export type DropCause = 'evicted' | 'expired' | 'rejected' | 'stopped';

/**
 * The delivery in figures. At any moment
 * `accepted = waiting + inFlight + delivered + deduplicated + cancelled + (all of dropped)`.
 */
export interface DeliveryStats {
  /** Messages that were handed in. */
  readonly accepted: number;
  /** Messages that wait, for the first time or for another attempt. */
  readonly waiting: number;
  /** Messages that are being sent. */
  readonly inFlight: number;
  /** Messages that the platform accepted. */
  readonly delivered: number;
  /** Messages for which an earlier one, that waited, stands as well. */
  readonly deduplicated: number;
  /** Messages that became needless here: the alert was closed before it was sent, or another process took over the journal and delivers it. */
  readonly cancelled: number;
  /** Messages that were given up, by cause. */
  readonly dropped: Readonly<Record<DropCause, number>>;
  /** Requests that sent a message. */
  readonly attempts: number;
  /** Those of them that were not the first for their message. */
  readonly retries: number;
  /** How long the oldest undelivered message has waited, in milliseconds. */
  readonly oldestWaitingMs: number | undefined;
  readonly lastDeliveredAt: Date | undefined;
  /** `open` and `probing`: the platform is down, refuses the key or asked for a pause, and all wait. */
  readonly circuit: CircuitState['state'];
  /** Which of these it is; absent while the circuit is closed. */
  readonly circuitCause: CircuitCause | undefined;
}

/** What a flush came to. */
export interface FlushReport {
  /** Messages that were delivered meanwhile. */
  readonly sent: number;
  /** Messages that are not settled yet. */
  readonly pending: number;
  /** Messages that were dropped meanwhile. */
  readonly dropped: number;
}
