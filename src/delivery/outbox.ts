import type { Message } from '../alerts/message.js';
import type { Clock } from '../time/clock.js';
import { CircuitBreaker } from './circuit-breaker.js';
import type { DeliverySettings, OnDropped } from './delivery-options.js';
import type { DeliveryStats, FlushReport } from './delivery-stats.js';
import { Dispatcher, stoppedReason } from './dispatcher.js';
import { dropHandler } from './drop-handler.js';
import type { Fate } from './fate.js';
import { guardedLog, type Log } from './log.js';
import { MessageQueue, type AdmissionReport } from './message-queue.js';
import { wholeMessage } from './outgoing-message.js';
import type { PlatformClient } from './platform-client.js';
import { queuedMessage, type QueuedMessage } from './queued-message.js';
import type { DeliveryResult } from './receipt.js';
import { Sender } from './sender.js';
import { Tally } from './tally.js';
import { ThrottleNotice, type OnThrottled } from './throttle-notice.js';
import { TokenBucket } from './token-bucket.js';

/** What an {@link Outbox} needs. */
export interface OutboxParts {
  readonly client: PlatformClient;
  readonly clock: Clock;
  readonly settings: DeliverySettings;
  readonly log: Log;
  /** 0 to 1. @defaultValue `Math.random` */
  readonly random?: () => number;
  /** @defaultValue none: a line in the log says it */
  readonly onThrottled?: OnThrottled;
}

/** What was decided about a message at once, and later what became of it. */
export interface Acceptance {
  readonly outcome: 'queued' | 'deduplicated' | 'dropped';
  /** Never rejects. */
  readonly delivered: Promise<DeliveryResult>;
}

/** Everything that was accepted and is not delivered yet. Whatever the platform does, the caller never waits and never sees an error. */
export class Outbox {
  readonly #clock: Clock;
  readonly #settings: DeliverySettings;
  readonly #tally = new Tally();
  readonly #queue: MessageQueue;
  readonly #circuit: CircuitBreaker;
  readonly #dispatcher: Dispatcher;
  readonly #onDropped: OnDropped;
  #sequence = 0;
  #stopped = false;

  constructor({ client, clock, settings, log: unguarded, random = Math.random, onThrottled }: OutboxParts) {
    const log = guardedLog(unguarded);
    this.#clock = clock;
    this.#settings = settings;
    this.#queue = new MessageQueue(settings);
    this.#circuit = new CircuitBreaker(random);
    this.#onDropped = dropHandler(log, settings.onDropped);
    const circuit = this.#circuit;
    const sender = new Sender({
      client,
      circuit,
      clock,
      random,
      log,
      confirm: settings.confirm,
      recovered: () => this.#dispatcher.recovered(),
    });
    this.#dispatcher = new Dispatcher({
      queue: this.#queue,
      circuit,
      clock,
      bucket: new TokenBucket(settings.perMinute, settings.burst),
      notice: new ThrottleNotice({
        perMinute: settings.perMinute,
        log,
        onThrottled,
        sendExempt: (message) => void this.#admit(message, true),
      }),
      send: (entry) => {
        this.#tally.attempts += 1;
        if (entry.attempts > 1) this.#tally.retries += 1;
        return sender.send(entry);
      },
      settle: (entry, fate) => this.#settle(entry, fate),
    });
  }

  /** Takes a message over, or says that it cannot. Synchronous; never throws. */
  accept(message: Message): Acceptance {
    return this.#admit(message, false);
  }

  /**
   * Sends what waits, as fast as the platform takes it and past the rate limit: it is meant for the end of the process.
   *
   * @param timeout - milliseconds
   * @returns when nothing is left, when nothing more can go in time, or after `timeout`; never rejects
   */
  async flush(timeout: number): Promise<FlushReport> {
    const { delivered, droppedInAll } = this.#tally;
    // The clock's timers do not keep the process alive, and so it would end in the middle of a retry.
    const alive = setInterval(() => undefined, 60_000);
    await this.#dispatcher.drain(this.#clock.now() + timeout);
    clearInterval(alive);
    return {
      sent: this.#tally.delivered - delivered,
      pending: this.#queue.waiting + this.#queue.inFlight,
      dropped: this.#tally.droppedInAll - droppedInAll,
    };
  }

  /** Ends the delivery. What still waits is dropped, and so is what comes later; what is being sent is let finish. */
  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#dispatcher.stop();
    for (const entry of this.#queue.all()) {
      if (entry.state.kind === 'waiting') {
        this.#settle(entry, { kind: 'dropped', cause: 'stopped', reason: stoppedReason(entry) });
      }
    }
  }

  /** The delivery in figures. */
  stats(): DeliveryStats {
    const { accepted, delivered, deduplicated, cancelled, dropped, attempts, retries, lastDeliveredAt } = this.#tally;
    const oldest = this.#queue.oldestAcceptedAt();
    return {
      accepted,
      delivered,
      deduplicated,
      cancelled,
      attempts,
      retries,
      lastDeliveredAt,
      waiting: this.#queue.waiting,
      inFlight: this.#queue.inFlight,
      dropped: { ...dropped },
      oldestWaitingMs: oldest === undefined ? undefined : this.#clock.now() - oldest,
      circuit: this.#circuit.state.state,
    };
  }

  #admit(message: Message, exempt: boolean): Acceptance {
    this.#tally.accepted += 1;
    const size = measure(message);
    const entry = queuedMessage(message, {
      sequence: this.#sequence++,
      acceptedAt: this.#clock.now(),
      size: size ?? 0,
      exempt,
    });
    const refusal = this.#refusal(size);
    if (refusal !== undefined) {
      this.#finish(entry, refusal);
      return { outcome: 'dropped', delivered: entry.delivered };
    }
    const report = this.#queue.admit(entry);
    for (const cancelled of report.cancelled) this.#finish(cancelled, { kind: 'cancelled' });
    for (const evicted of report.evicted) this.#finish(evicted, this.#evicted());
    this.#dispatcher.accepted(entry);
    return this.#acceptance(entry, report);
  }

  #acceptance(entry: QueuedMessage, { admission }: AdmissionReport): Acceptance {
    switch (admission.kind) {
      case 'queued':
        return { outcome: 'queued', delivered: entry.delivered };
      case 'folded':
        this.#tally.deduplicated += 1;
        return { outcome: 'deduplicated', delivered: admission.into.delivered };
      case 'cancelled':
        this.#finish(entry, { kind: 'cancelled' });
        return { outcome: 'queued', delivered: entry.delivered };
      case 'evicted':
        this.#finish(entry, this.#evicted());
        return { outcome: 'dropped', delivered: entry.delivered };
    }
  }

  #refusal(size: number | undefined): Fate | undefined {
    if (this.#stopped) return { kind: 'dropped', cause: 'stopped', reason: 'The application is ending.' };
    if (size === undefined) return { kind: 'dropped', cause: 'rejected', reason: 'It cannot be written as JSON.' };
    // It would push out everything else, and then itself.
    return size > this.#settings.maxBytes ? this.#evicted() : undefined;
  }

  /** Takes a message out of the queue with what makes no sense without it, and says so to all who wait for them. */
  #settle(entry: QueuedMessage, fate: Fate): void {
    if (fate.kind === 'delivered') this.#queue.accepted(entry);
    for (const gone of this.#queue.removeWithDependents(entry)) this.#finish(gone, fate);
  }

  #finish(entry: QueuedMessage, fate: Fate): void {
    const { attempts } = entry;
    switch (fate.kind) {
      case 'delivered': {
        const { status, requestId, doubt } = fate;
        this.#tally.delivered += 1;
        this.#tally.lastDeliveredAt = new Date(this.#clock.wall());
        return entry.resolve({ ok: doubt === undefined, status, requestId, attempts, reason: doubt });
      }
      case 'cancelled':
        this.#tally.cancelled += 1;
        return entry.resolve({
          ok: false,
          attempts,
          reason: 'The alert was closed before it was sent, so nothing was.',
        });
      case 'dropped': {
        const { cause, reason, requestId } = fate;
        const status = fate.status ?? entry.lastFailure?.status;
        this.#tally.dropped[cause] += 1;
        entry.resolve({ ok: false, status, requestId, attempts, reason });
        return this.#onDropped(wholeMessage(entry), reason);
      }
    }
  }

  #evicted(): Fate {
    const { maxMessages, maxBytes } = this.#settings;
    const reason = `The outbox is full (at most ${maxMessages} messages or ${maxBytes} characters wait), and this was the least urgent.`;
    return { kind: 'dropped', cause: 'evicted', reason };
  }
}

/** How many characters a message takes; `undefined` if it is not what its type says. */
function measure(message: Message): number | undefined {
  try {
    return JSON.stringify(message).length;
  } catch {
    return undefined;
  }
}
