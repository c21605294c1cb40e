import type { Message } from '../alerts/message.js';
import { parseDuration, type Duration } from '../time/duration.js';

/**
 * Called with a message that will never be delivered, and the reason in words. Use it for a second channel. Errors that it throws
 * are logged.
 */
export type OnDropped = (alert: Message, reason: string) => void;

/**
 * Called once for each alert that the platform has not accepted after `delayedAfter`, while it is still being retried, with the time it
 * has waited, in milliseconds. Errors that it throws are logged.
 */
export type OnDelayed = (alert: Message, waitedMs: number) => void;

/** Where accepted messages are stored until they are delivered, so that they survive the process. */
export interface JournalOptions {
  /**
   * A directory for small files, created if missing. It should outlive the process and, in a container, the container.
   * Several processes and several applications may share it.
   */
  readonly directory: string;
}

/** How alerts are delivered to the platform. The defaults suit most applications. */
export interface DeliveryOptions {
  /** The most messages in the queue. Above it, the least urgent message is dropped, the oldest first. @defaultValue `1000` */
  readonly maxMessages?: number;
  /** The most text in the queue, in characters of JSON. @defaultValue `1048576` (1 MiB) */
  readonly maxBytes?: number;
  /** Requests per minute, in a fleet of all instances together. P1 messages and the shutdown are exempt. @defaultValue `30` */
  readonly perMinute?: number;
  /** Requests that may be sent in a burst after a quiet period, in a fleet by all instances together. @defaultValue `10` */
  readonly burst?: number;
  /** The timeout of one attempt, including the connection. @defaultValue `'5s'` */
  readonly attemptTimeout?: Duration;
  /**
   * After each acceptance, asks the platform for up to 10 seconds whether the request was processed. An accepted alert can still fail
   * there: a disabled integration or an unknown responder is visible only here. Costs at least one more request per message.
   *
   * @defaultValue `false`
   */
  readonly confirm?: boolean;
  /** How long the shutdown waits for undelivered messages. @defaultValue `'5s'` */
  readonly flushTimeout?: Duration;
  /** Called for each message that will never be delivered. @defaultValue logs one line with the whole alert as JSON */
  readonly onDropped?: OnDropped;
  /** Called for each late alert: the platform is down or refuses the key, or `perMinute` delays it. @defaultValue none */
  readonly onDelayed?: OnDelayed;
  /** How long an alert may wait before `onDelayed` is called. @defaultValue `'2m'` */
  readonly delayedAfter?: Duration;
  /**
   * Stores accepted messages until they are settled, and the open incidents, on disk: after a crash, the next start delivers the
   * messages and resumes the incidents. @defaultValue none: messages still queued when the process ends are dropped
   */
  readonly journal?: JournalOptions;
}

/** {@link DeliveryOptions} with all defaults applied. Durations are in milliseconds. */
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

/** The defaults of {@link DeliveryOptions}. */
const DEFAULT_DELIVERY: DeliverySettings = {
  // A thousand alerts are more than people can read, and 1 MiB is little compared with the smallest Node process.
  maxMessages: 1_000,
  maxBytes: 1_048_576,
  perMinute: 30,
  burst: 10,
  attemptTimeout: 5_000,
  confirm: false,
  flushTimeout: 5_000,
  onDropped: undefined,
  onDelayed: undefined,
  // An incident is acknowledged within minutes: a second channel after that would be too late.
  delayedAfter: 120_000,
  journal: undefined,
};

/** Applies the defaults to valid options. */
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
