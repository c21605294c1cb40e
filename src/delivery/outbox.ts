import type { Message } from '../alerts/message.js';
import type { Clock } from '../time/clock.js';
import type { Priority } from '../text/priority.js';
import { CircuitBreaker } from './sending/circuit-breaker.js';
import { Conclusion } from './conclusion.js';
import { delayWatch, type DelayWatch } from './delay-watch.js';
import { deliveryReport, flushReport } from './delivery-report.js';
import type { DeliveryStats, FlushReport } from './delivery-stats.js';
import { Dispatcher } from './sending/dispatcher.js';
import { dropHandler } from './drop-handler.js';
import { stopped, type Fate } from './fate.js';
import { Inheritance } from './inheritance.js';
import { Intake } from './intake.js';
import type { JournaledMessage } from '../journal/file/journaled-message.js';
import type { Journal } from '../journal/file/file-journal.js';
import { guardedLog } from '../text/log.js';
import { MessageQueue } from './queue/message-queue.js';
import { outgoingMessage } from './queue/outgoing-message.js';
import type { Platform } from '../platforms/platform.js';
import type { QueuedMessage } from './queue/queued-message.js';
import type { Acceptance, OutboxParts } from './outbox-parts.js';
import { Sender } from './sending/sender.js';
import { Tally } from './tally.js';
import { ThrottleNotice } from './sending/throttle-notice.js';
import { TokenBucket } from './sending/token-bucket.js';

/** Everything that was accepted and is not delivered yet. Whatever the platform does, the caller never waits and never sees an error. */
export class Outbox {
  readonly #platform: Platform;
  readonly #clock: Clock;
  readonly #tally = new Tally();
  readonly #queue: MessageQueue;
  readonly #circuit: CircuitBreaker;
  readonly #dispatcher: Dispatcher;
  readonly #conclusion: Conclusion;
  readonly #journal: Journal | undefined;
  readonly #inheritance: Inheritance;
  readonly #delays: DelayWatch | undefined;
  readonly #intake: Intake;
  #stopped = false;
  /** How many messages were accepted when the last flush began. */
  #flushed = 0;
  /** Whether what could not be sent is in the journal. */
  #isLeft = false;

  constructor(parts: OutboxParts) {
    const { platform, clock, settings, log: unguarded, safe, random = Math.random, onThrottled, journal } = parts;
    const log = guardedLog(unguarded);
    this.#platform = platform;
    this.#clock = clock;
    this.#queue = new MessageQueue(settings);
    this.#circuit = new CircuitBreaker(random);
    this.#journal = journal;
    const onDropped = dropHandler(log, settings.onDropped, safe);
    const settled = (entry: QueuedMessage): void => this.#delays?.forget(entry);
    const conclusion = new Conclusion({ tally: this.#tally, clock, journal, onDropped, settled });
    this.#conclusion = conclusion;
    this.#delays = delayWatch({ settings, clock, log, safe, reported: (entry) => journal?.keep(entry) });
    this.#inheritance = new Inheritance({
      queue: this.#queue,
      journal,
      conclusion,
      admit: (message, origin) => void this.#intake.admit(message, { origin }),
    });
    const sender = new Sender({
      platform,
      circuit: this.#circuit,
      clock,
      random,
      log,
      safe: safe ?? String,
      confirm: settings.confirm,
      // It must never be sent again, also not by the next process if this one ends before the platform confirms it.
      accepted: (entry) => [journal?.settled(entry), settled(entry)],
      recovered: () => this.#dispatcher.recovered(),
    });
    this.#dispatcher = new Dispatcher({
      queue: this.#queue,
      circuit: this.#circuit,
      clock,
      bucket: new TokenBucket(settings.perMinute, settings.burst),
      notice: new ThrottleNotice({
        perMinute: settings.perMinute,
        log,
        onThrottled,
        sendExempt: (message) => void this.#intake.admit(message, { exempt: true }),
      }),
      look: () => journal?.look(),
      send: (entry) => {
        this.#tally.attempts += 1;
        if (entry.attempts > 1) this.#tally.retries += 1;
        return sender.send(entry);
      },
      settle: (entry, fate) => this.#settle(entry, fate),
    });
    this.#intake = new Intake({
      platform,
      clock,
      settings,
      tally: this.#tally,
      queue: this.#queue,
      journal,
      conclusion,
      delays: this.#delays,
      inheritance: this.#inheritance,
      dispatcher: this.#dispatcher,
    });
  }

  /** Takes a message over, or says that it cannot. Synchronous; never throws. */
  accept(message: Message): Acceptance {
    return this.#intake.admit(message, {});
  }

  /** Takes over a message that an earlier process accepted and did not settle. It is tried for as long as a new one. */
  takeOver(key: string, journaled: JournaledMessage, wall = journaled.acceptedWall): void {
    if (this.#stopped) this.#journal?.pass(key, journaled);
    else this.#inheritance.takeOver(key, journaled, wall);
  }

  /** How it gets on with the other processes that share the journal's directory. */
  get inheritance(): Pick<Inheritance, 'closedElsewhere' | 'handedOver' | 'isThere'> {
    return this.#inheritance;
  }

  /** Whether an alert was closed at that time or later, in milliseconds since 1970, by any process that shares the journal. */
  isClosedSince(alias: string, wall: number): boolean {
    return this.#inheritance.isClosedSince(alias, wall);
  }

  /** An earlier process told the platform of this alias, or was about to: a close of it is never needless. */
  assumeTold(alias: string, priority: Priority): void {
    this.#queue.openedElsewhere(alias, priority);
  }

  /**
   * Sends what waits, as fast as the platform takes it and past the rate limit: it is meant for the end of the process.
   *
   * @param timeout - milliseconds
   * @returns when nothing is left, when nothing more can go in time, or after `timeout`; never rejects
   */
  async flush(timeout: number): Promise<FlushReport> {
    const { accepted, delivered, droppedInAll } = this.#tally;
    this.#flushed = accepted;
    // The clock's timers do not keep the process alive, and so it would end in the middle of a retry.
    const alive = setInterval(() => undefined, 60_000);
    const deadline = this.#clock.now() + timeout;
    // What an earlier process left is to be sent as well.
    if (this.#journal?.isTakingOver === true) await this.#journal.takenOver(deadline);
    await this.#dispatcher.drain(deadline);
    clearInterval(alive);
    return flushReport({ delivered, droppedInAll }, this.#tally, this.#queue);
  }

  /**
   * Sends the newest message of each alias while everything else stands still, for a process that ends now.
   *
   * @param timeout - milliseconds
   */
  sendAtOnce(aliases: Iterable<string>, timeout: number): void {
    const { lastMoment } = this.#platform;
    if (lastMoment === undefined) return;
    this.#journal?.look();
    if (this.#circuit.state.state !== 'closed') return;
    const entries = [...aliases].map((alias) => this.#queue.newest(alias)).filter((entry) => entry !== undefined);
    if (entries.length === 0) return;
    this.#tally.attempts += entries.length;
    const messages = entries.map((entry) => this.#platform.fit(outgoingMessage(entry)));
    const attempts = lastMoment.send(messages, timeout);
    for (const [index, entry] of entries.entries()) {
      entry.attempts += 1;
      const attempt = attempts[index];
      if (attempt?.kind !== 'answered') continue;
      const verdict = this.#platform.judge(attempt, this.#clock.wall());
      if (verdict.kind !== 'accepted') continue;
      this.#settle(entry, { kind: 'delivered', status: attempt.status, requestId: verdict.requestId });
    }
  }

  /**
   * Ends the delivery, and with it all requests. What is not delivered is left to the next process by the journal, or else dropped;
   * what comes later is dropped.
   */
  stop(): void {
    if (this.#stopped) return;
    this.#journal?.look();
    this.#stopped = true;
    this.#intake.stop();
    this.#delays?.stop();
    this.#isLeft = this.#journal?.isWritten === true;
    this.#dispatcher.stop();
    for (const entry of this.#queue.unsettled()) this.#settle(entry, stopped(entry));
    this.#platform.close?.();
  }

  /** Breaks off the requests that go on now, as if they had failed. */
  readonly interrupt = (): void => this.#platform.close?.();

  /** Whether something is not delivered that came after the last {@link Outbox.flush}, or has not been flushed at all. */
  get hasNews(): boolean {
    return !this.#stopped && this.#tally.accepted > this.#flushed && this.#queue.waiting + this.#queue.inFlight > 0;
  }

  /** The delivery in figures. */
  stats(): DeliveryStats {
    return deliveryReport(this.#tally, this.#queue, this.#circuit, this.#clock.now());
  }

  /** Takes a message out of the queue with what makes no sense without it, and says so to all who wait for them. */
  #settle(entry: QueuedMessage, fate: Fate): void {
    // The answer of a request that was ended comes too late.
    if (entry.state.kind === 'settled') return;
    if (this.#isLeft && fate.kind === 'dropped' && fate.cause === 'stopped') return this.#conclusion.leave(entry);
    if (fate.kind === 'delivered') this.#queue.accepted(entry);
    this.#conclusion.finish(this.#queue.removeWithDependents(entry), fate);
  }
}
