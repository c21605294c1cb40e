import { AsyncLocalStorage } from 'node:async_hooks';
import type { Clock, Timer } from '../../time/clock.js';
import { formatDuration } from '../../time/duration.js';
import type { CircuitBreaker } from './circuit-breaker.js';
import type { Fate, NextStep } from '../fate.js';
import type { MessageQueue } from '../queue/message-queue.js';
import { expiresAt, patience, type QueuedMessage } from '../queue/queued-message.js';
import type { RateLimiter } from './rate-limiter.js';
import type { ThrottleNotice } from './throttle-notice.js';

/** Concurrent requests. More would only burden a rate-limiting platform and the application's sockets. */
const MOST_AT_ONCE = 4;

/** How soon messages that are held back are looked at again. Milliseconds. */
const LOOK_AGAIN = 1_000;

/** Dependencies of {@link Dispatcher}. */
interface DispatcherParts {
  readonly queue: MessageQueue;
  readonly circuit: CircuitBreaker;
  readonly bucket: RateLimiter;
  readonly notice: ThrottleNotice;
  readonly clock: Clock;
  /** Checks that this process still owns the messages: it may have been suspended. */
  readonly look: () => void;
  /** Makes one attempt. */
  readonly send: (entry: QueuedMessage) => Promise<NextStep>;
  /** Settles a message that is still in the queue. */
  readonly settle: (entry: QueuedMessage, fate: Fate) => void;
}

/** A caller that waits until nothing is left to send, or until `deadline`. */
interface Drain {
  readonly deadline: number;
  readonly resolve: () => void;
}

/** Decides when each message is sent, by urgency, rate limit, circuit and expiry. */
export class Dispatcher {
  readonly #parts: DispatcherParts;
  /** Requests run outside the caller's AsyncLocalStorage context, so that they neither retain nor see per-request state. */
  readonly #outside = AsyncLocalStorage.snapshot();
  readonly #drains = new Set<Drain>();
  #timer: Timer | undefined;
  /** When the timer fires. */
  #timerAt = Infinity;
  #woken = false;
  #stopped = false;

  constructor(parts: DispatcherParts) {
    this.#parts = parts;
  }

  /** Called after a message was queued. */
  accepted(entry: QueuedMessage): void {
    if (!this.#mustWait(entry)) this.wake();
  }

  /** Dispatches in a microtask, so that the caller is not delayed. */
  wake(): void {
    if (this.#woken || this.#stopped) return;
    this.#woken = true;
    this.#outside(() =>
      queueMicrotask(() => {
        this.#woken = false;
        this.#dispatch();
      }),
    );
  }

  /** The platform has recovered: ends all retry waits. */
  recovered(): void {
    this.#parts.queue.endWaits(this.#parts.clock.now());
    this.wake();
  }

  /**
   * Sends all queued messages as fast as the platform accepts them, without the rate limit: the process is about to end, and messages
   * still queued then are lost. Messages that wait after a failed attempt are retried immediately.
   *
   * @returns when nothing is left, or nothing more can be sent before `deadline`
   */
  drain(deadline: number): Promise<void> {
    if (this.#stopped) return Promise.resolve();
    const now = this.#parts.clock.now();
    return new Promise((resolve) => {
      this.#drains.add({ deadline, resolve });
      this.#parts.queue.endWaits(now);
      this.#parts.circuit.probeSoon(now);
      this.wake();
    });
  }

  /** Stops sending and cancels all timers. */
  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
    this.#parts.notice.stop();
    for (const drain of this.#drains) drain.resolve();
    this.#drains.clear();
  }

  #dispatch(): void {
    if (this.#stopped) return;
    const { bucket, clock, look, notice, queue } = this.#parts;
    look();
    const now = clock.now();
    this.#expire(now);
    for (let entry = this.#choose(now); entry !== undefined; entry = this.#choose(now)) void this.#start(entry, now);
    // Not before the bucket is full: otherwise a rate just above the limit would end and restart the notice every other second. During a
    // shutdown it ends with the last delayed message, because nothing would close its alert later.
    const isOver = this.#drains.size > 0 || bucket.fullAt(now) <= now;
    if (notice.throttled && queue.waiting === 0 && isOver) notice.end();
    this.#finishDrains(now);
    this.#setTimer(now);
  }

  #choose(now: number): QueuedMessage | undefined {
    const { bucket, circuit, notice, queue } = this.#parts;
    if (queue.inFlight >= MOST_AT_ONCE) return undefined;
    const { state } = circuit;
    switch (state.state) {
      case 'probing':
        return undefined;
      case 'open': {
        if (queue.inFlight > 0 || state.probeAt > now) return undefined;
        const probe = queue.probe();
        if (probe !== undefined) circuit.probing();
        return probe;
      }
      case 'closed': {
        const next = queue.next(now);
        if (next === undefined || this.#isFree(next) || bucket.take(now, queue.waiting)) return next;
        if (!bucket.isAsking) notice.begin(queue.waiting);
        return undefined;
      }
    }
  }

  /** Whether it bypasses the rate limit. */
  #isFree(entry: QueuedMessage): boolean {
    return entry.exempt || entry.message.priority === 'P1' || this.#drains.size > 0;
  }

  /**
   * Whether a new message cannot change which message is sent next, so that a dispatch is unnecessary. Saves work under load, when many
   * messages arrive and many wait.
   */
  #mustWait(entry: QueuedMessage): boolean {
    const { bucket, circuit, clock, queue } = this.#parts;
    const { state } = circuit;
    // The end of an attempt dispatches anyway.
    if (queue.inFlight >= MOST_AT_ONCE || state.state === 'probing') return true;
    const now = clock.now();
    const chance = state.state === 'open' ? state.probeAt : this.#isFree(entry) ? now : bucket.readyAt(now);
    return chance > now && this.#timerAt <= chance;
  }

  async #start(entry: QueuedMessage, now: number): Promise<void> {
    const { clock, look, notice, queue, send, settle } = this.#parts;
    queue.start(entry);
    if (now > entry.acceptedAt && !entry.exempt) notice.sent(now - entry.acceptedAt);
    entry.attempts += 1;
    const step = await send(entry);
    look();
    if (step.kind === 'settle') settle(entry, step.fate);
    else if (entry.withdrawn !== undefined) settle(entry, { kind: entry.withdrawn });
    else if (!this.#stopped) queue.putBack(entry, clock.now() + step.wait);
    this.#dispatch();
  }

  #expire(now: number): void {
    const { queue, settle } = this.#parts;
    const next = queue.nextExpiry();
    if (next === undefined || next > now) return;
    for (const entry of queue.all()) {
      // Settling a message can also remove its dependents.
      if (entry.state.kind !== 'waiting' || expiresAt(entry) > now) continue;
      settle(entry, { kind: 'dropped', cause: 'expired', reason: expiredReason(entry) });
    }
  }

  #finishDrains(now: number): void {
    const { queue } = this.#parts;
    const next = queue.inFlight > 0 ? now : this.#nextChance(now);
    for (const drain of this.#drains) {
      // Waiting for a message that cannot be sent in time would only delay the shutdown.
      if (next !== undefined && next < drain.deadline && now < drain.deadline) continue;
      this.#drains.delete(drain);
      drain.resolve();
    }
  }

  #setTimer(now: number): void {
    const { bucket, clock, notice, queue } = this.#parts;
    this.#timer?.cancel();
    const moments = [
      this.#nextChance(now),
      queue.nextExpiry(),
      queue.isHolding ? now + LOOK_AGAIN : undefined,
      notice.throttled && queue.waiting === 0 ? bucket.fullAt(now) : undefined,
      ...[...this.#drains].map(({ deadline }) => deadline),
    ].filter((moment) => moment !== undefined);
    this.#timerAt = Math.min(Infinity, ...moments);
    if (this.#timerAt === Infinity) return;
    const delay = Math.ceil(Math.max(0, this.#timerAt - now));
    this.#timer = clock.after(delay, () => this.#dispatch());
  }

  /** When the next message can be sent if nothing else happens before. */
  #nextChance(now: number): number | undefined {
    const { bucket, circuit, queue } = this.#parts;
    const { state } = circuit;
    if (queue.waiting === 0 || queue.inFlight >= MOST_AT_ONCE) return undefined;
    switch (state.state) {
      case 'probing':
        return undefined;
      case 'open':
        // A probe that is due and was not sent is held back: `isHolding` sets the timer.
        return queue.inFlight > 0 || (queue.isHolding && state.probeAt <= now) ? undefined : state.probeAt;
      case 'closed': {
        const tokenAt = queue.next(now) === undefined ? undefined : bucket.readyAt(now);
        const waitEnds = queue.nextWaitEnds(now);
        return tokenAt === undefined || waitEnds === undefined ? (tokenAt ?? waitEnds) : Math.min(tokenAt, waitEnds);
      }
    }
  }
}

function expiredReason(entry: QueuedMessage): string {
  const last =
    entry.lastFailure === undefined ? 'it was never attempted' : `the last attempt failed: ${entry.lastFailure.reason}`;
  return `Not delivered within ${formatDuration(patience(entry))}; ${last}.`;
}
