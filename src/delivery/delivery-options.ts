import type { Message } from '../alerts/message.js';
import { parseDuration, type Duration } from '../time/duration.js';

/**
 * Is told of a message that will never be delivered, with the reason in words. This is the place for a second channel. What it
 * throws is logged.
 */
export type OnDropped = (alert: Message, reason: string) => void;

/**
 * Is called once for each alert that the platform has not accepted after `delayedAfter`, while it is still being tried, with how long
 * it has waited, in milliseconds. What it throws is logged.
 */
export type OnDelayed = (alert: Message, waitedMs: number) => void;

/** Where what is accepted and not delivered outlives the process. */
export interface JournalOptions {
  /**
   * A directory for small files, made if it is not there. It should outlive the process, and in a container the container.
   * Several processes, and several applications, may share it.
   */
  readonly directory: string;
}

/** How alerts get to the platform. The defaults suit nearly everybody. */
export interface DeliveryOptions {
  /** How many messages may wait. When there are more, the least urgent is dropped, the oldest first. @defaultValue `1000` */
  readonly maxMessages?: number;
  /** How much text may wait, in characters of JSON. @defaultValue `1048576` (1 MiB) */
  readonly maxBytes?: number;
  /** How many requests a minute are made. P1 is exempt, and so is the shutdown. @defaultValue `30` */
  readonly perMinute?: number;
  /** How many requests may go at once after a quiet time. @defaultValue `10` */
  readonly burst?: number;
  /** How long one attempt may take, connecting included. @defaultValue `'5s'` */
  readonly attemptTimeout?: Duration;
  /**
   * Asks the platform after each acceptance what it really did, for at most 10 seconds. An accepted alert can still come to
   * nothing there: a disabled integration or an unknown responder shows only here. Costs at least one request more per message.
   *
   * @defaultValue `false`
   */
  readonly confirm?: boolean;
  /** How long the shutdown waits for what is not delivered yet. @defaultValue `'5s'` */
  readonly flushTimeout?: Duration;
  /** @defaultValue one line in the log, with the whole alert as JSON */
  readonly onDropped?: OnDropped;
  /** Is called for each alert that is late: while the platform is down, refuses the key, or `perMinute` holds alerts back. @defaultValue none */
  readonly onDelayed?: OnDelayed;
  /** How long an alert may wait before `onDelayed` is called. @defaultValue `'2m'` */
  readonly delayedAfter?: Duration;
  /**
   * Keeps on disk what is accepted until it is settled, and which incidents are open: a process that is killed delivers it at its
   * next start, and its incidents go on. @defaultValue none: what waits at the end of the process is dropped
   */
  readonly journal?: JournalOptions;
}

/** {@link DeliveryOptions} with nothing left open. Spans of time are in milliseconds. */
export interface DeliverySettings {
  readonly maxMessages: number;
  readonly maxBytes: number;
  readonly perMinute: number;
  readonly burst: number;
  readonly attemptTimeout: number;
  readonly confirm: boolean;
  readonly flushTimeout: number;
  readonly onDropped: OnDropped | undefined;
  readonly onDelayed: OnDelayed | undefined;
  readonly delayedAfter: number;
  readonly journal: JournalOptions | undefined;
}

/** What holds where {@link DeliveryOptions} say nothing. */
export const DEFAULT_DELIVERY: DeliverySettings = {
  // A burst of a thousand alerts says all that there is to say, and 1 MiB is little beside the smallest Node process.
  maxMessages: 1_000,
  maxBytes: 1_048_576,
  perMinute: 30,
  burst: 10,
  attemptTimeout: 5_000,
  confirm: false,
  flushTimeout: 5_000,
  onDropped: undefined,
  onDelayed: undefined,
  // An incident is acknowledged within minutes: a second channel that comes later comes too late.
  delayedAfter: 120_000,
  journal: undefined,
};

/** Fills valid options up with the defaults. */
export function resolveDelivery(options: DeliveryOptions = {}): DeliverySettings {
  return {
    maxMessages: options.maxMessages ?? DEFAULT_DELIVERY.maxMessages,
    maxBytes: options.maxBytes ?? DEFAULT_DELIVERY.maxBytes,
    perMinute: options.perMinute ?? DEFAULT_DELIVERY.perMinute,
    burst: options.burst ?? DEFAULT_DELIVERY.burst,
    attemptTimeout: parseDuration(options.attemptTimeout) ?? DEFAULT_DELIVERY.attemptTimeout,
    confirm: options.confirm ?? DEFAULT_DELIVERY.confirm,
    flushTimeout: parseDuration(options.flushTimeout) ?? DEFAULT_DELIVERY.flushTimeout,
    onDropped: options.onDropped ?? DEFAULT_DELIVERY.onDropped,
    onDelayed: options.onDelayed ?? DEFAULT_DELIVERY.onDelayed,
    delayedAfter: parseDuration(options.delayedAfter) ?? DEFAULT_DELIVERY.delayedAfter,
    journal: options.journal ?? DEFAULT_DELIVERY.journal,
  };
}
