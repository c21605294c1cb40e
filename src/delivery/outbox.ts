import type { Message } from '../alerts/message.js';
import type { Journal, MessageHeir } from '../journal/journal.js';
import type { Platform } from '../platforms/platform.js';
import type { Priority } from '../text/priority.js';
import type { Clock } from '../time/clock.js';
import type { ClosedBy } from './close-fence.js';
import { deliveryReport, flushReport } from './delivery-report.js';
import type { DeliveryStats, FlushReport } from './delivery-stats.js';
import { sendInLastMoment } from './last-moment-sending.js';
import { assembleOutbox, type OutboxAssembly } from './outbox-assembly.js';
import type { Acceptance, OutboxParts } from './outbox-parts.js';

/** Accepts messages and delivers them in the background. Whatever the platform does, the caller never waits and never sees an error. */
export class Outbox {
  readonly #platform: Platform;
  readonly #clock: Clock;
  readonly #journal: Journal;
  readonly #parts: OutboxAssembly;
  #stopped = false;
  /** How many messages were accepted when the last flush began. */
  #flushed = 0;

  constructor(parts: OutboxParts) {
    this.#platform = parts.platform;
    this.#clock = parts.clock;
    this.#journal = parts.journal;
    this.#parts = assembleOutbox(parts);
  }

  /**
   * Accepts a message, or refuses it with a reason. Synchronous; never throws.
   *
   * @param closedBy who decided on a close. @defaultValue the application
   */
  accept(message: Message, closedBy?: ClosedBy): Acceptance {
    return this.#parts.intake.admit(message, { closedBy });
  }

  /** Inherits the messages of earlier processes from the journal. */
  get inheritance(): MessageHeir {
    return this.#parts.inheritance;
  }

  /** An earlier process has, or may have, opened an alert with this alias, so a close of it is never unnecessary. */
  openedElsewhere(alias: string, priority: Priority): void {
    this.#parts.queue.openedElsewhere(alias, priority);
  }

  /** Another process speaks for an alert by now: a close of it that was not sent is not sent any more, unless the application asked for it. */
  closesElsewhere(alias: string): void {
    this.#parts.inheritance.closesElsewhere(alias);
    // What waited for the close may be sent.
    this.#parts.dispatcher.wake();
  }

  /**
   * Sends all queued messages as fast as the platform accepts them, without the rate limit: for the end of the process.
   *
   * @param timeout - milliseconds
   * @returns when nothing is left, when nothing more can be sent in time, or after `timeout`; never rejects
   */
  async flush(timeout: number): Promise<FlushReport> {
    const { dispatcher, queue, tally } = this.#parts;
    const { accepted, delivered, droppedInAll } = tally;
    this.#flushed = accepted;
    // The clock's timers do not keep the process alive; without this one it would end between two retries.
    const alive = setInterval(() => undefined, 60_000);
    const deadline = this.#clock.now() + timeout;
    // Messages of earlier processes are to be sent as well.
    if (this.#journal.isTakingOver) await this.#journal.takenOver(deadline);
    await dispatcher.drain(deadline);
    clearInterval(alive);
    return flushReport({ delivered, droppedInAll }, tally, queue);
  }

  /**
   * Sends the newest message of each alias and blocks until the platform has answered, because the process ends now.
   *
   * @param timeout - milliseconds
   */
  sendAtOnce(aliases: Iterable<string>, timeout: number): void {
    const parts = { ...this.#parts, platform: this.#platform, clock: this.#clock, journal: this.#journal };
    sendInLastMoment(parts, aliases, timeout);
  }

  /**
   * Stops the delivery and aborts all requests. Undelivered messages stay in the journal for the next process, or are dropped;
   * later messages are dropped.
   */
  stop(): void {
    if (this.#stopped) return;
    const { delays, dispatcher, inheritance, intake, outages, settlement } = this.#parts;
    this.#journal.look();
    this.#stopped = true;
    intake.stop();
    inheritance.stop();
    delays?.stop();
    outages.stop();
    dispatcher.stop();
    settlement.stop();
    this.#platform.close?.();
  }

  /** Aborts the requests in flight, as if they had failed. */
  readonly interrupt = (): void => this.#platform.close?.();

  /** Whether undelivered messages were accepted since the last {@link Outbox.flush}. */
  get hasNews(): boolean {
    const { queue, tally } = this.#parts;
    return !this.#stopped && tally.accepted > this.#flushed && queue.waiting + queue.inFlight > 0;
  }

  /** The delivery statistics. */
  stats(): DeliveryStats {
    const { circuit, queue, tally } = this.#parts;
    return deliveryReport(tally, queue, circuit, this.#clock.now());
  }
}
