import type { Message } from '../alerts/message.js';
import type { Journal, MessageHeir } from '../journal/journal.js';
import type { Platform } from '../platforms/platform.js';
import type { Priority } from '../text/priority.js';
import type { Clock } from '../time/clock.js';
import { deliveryReport, flushReport } from './delivery-report.js';
import type { DeliveryStats, FlushReport } from './delivery-stats.js';
import { sendInLastMoment } from './last-moment-sending.js';
import { assembleOutbox, type OutboxAssembly } from './outbox-assembly.js';
import type { Acceptance, OutboxParts } from './outbox-parts.js';

/** Everything that was accepted and is not delivered yet. Whatever the platform does, the caller never waits and never sees an error. */
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

  /** Takes a message over, or says that it cannot. Synchronous; never throws. */
  accept(message: Message): Acceptance {
    return this.#parts.intake.admit(message, {});
  }

  /** Takes over what earlier processes accepted and did not settle; the journal hands it over. */
  get inheritance(): MessageHeir {
    return this.#parts.inheritance;
  }

  /** An earlier process opened, or was about to open, an alert with this alias: a close of it is never unnecessary. */
  openedElsewhere(alias: string, priority: Priority): void {
    this.#parts.queue.openedElsewhere(alias, priority);
  }

  /**
   * Sends what waits, as fast as the platform takes it and past the rate limit: it is meant for the end of the process.
   *
   * @param timeout - milliseconds
   * @returns when nothing is left, when nothing more can go in time, or after `timeout`; never rejects
   */
  async flush(timeout: number): Promise<FlushReport> {
    const { dispatcher, queue, tally } = this.#parts;
    const { accepted, delivered, droppedInAll } = tally;
    this.#flushed = accepted;
    // The clock's timers do not keep the process alive, and so it would end in the middle of a retry.
    const alive = setInterval(() => undefined, 60_000);
    const deadline = this.#clock.now() + timeout;
    // What an earlier process left is to be sent as well.
    if (this.#journal.isTakingOver) await this.#journal.takenOver(deadline);
    await dispatcher.drain(deadline);
    clearInterval(alive);
    return flushReport({ delivered, droppedInAll }, tally, queue);
  }

  /**
   * Sends the newest message of each alias while everything else stands still, for a process that ends now.
   *
   * @param timeout - milliseconds
   */
  sendAtOnce(aliases: Iterable<string>, timeout: number): void {
    const parts = { ...this.#parts, platform: this.#platform, clock: this.#clock, journal: this.#journal };
    sendInLastMoment(parts, aliases, timeout);
  }

  /**
   * Ends the delivery, and with it all requests. What is not delivered is left to the next process by the journal, or else dropped;
   * what comes later is dropped.
   */
  stop(): void {
    if (this.#stopped) return;
    const { delays, dispatcher, inheritance, intake, settlement } = this.#parts;
    this.#journal.look();
    this.#stopped = true;
    intake.stop();
    inheritance.stop();
    delays?.stop();
    dispatcher.stop();
    settlement.stop();
    this.#platform.close?.();
  }

  /** Breaks off the requests that go on now, as if they had failed. */
  readonly interrupt = (): void => this.#platform.close?.();

  /** Whether something is not delivered that came after the last {@link Outbox.flush}, or has not been flushed at all. */
  get hasNews(): boolean {
    const { queue, tally } = this.#parts;
    return !this.#stopped && tally.accepted > this.#flushed && queue.waiting + queue.inFlight > 0;
  }

  /** The delivery in figures. */
  stats(): DeliveryStats {
    const { circuit, queue, tally } = this.#parts;
    return deliveryReport(tally, queue, circuit, this.#clock.now());
  }
}
