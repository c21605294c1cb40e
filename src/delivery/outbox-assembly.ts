import { CircuitBreaker } from './sending/circuit-breaker.js';
import { CircuitNotice } from './sending/circuit-notice.js';
import { Conclusion } from './conclusion.js';
import { delayWatch, type DelayWatch } from './delay-watch.js';
import { Dispatcher } from './sending/dispatcher.js';
import { dropHandler } from './drop-handler.js';
import { guardedLog, withoutRepeats } from '../text/log.js';
import type { Priority } from '../text/priority.js';
import { Inheritance } from './inheritance.js';
import { Intake } from './intake.js';
import type { OutboxParts } from './outbox-parts.js';
import { MessageQueue } from './queue/message-queue.js';
import { recordOf, type QueuedMessage } from './queue/queued-message.js';
import { Sender } from './sending/sender.js';
import { SharedBucket } from './sending/shared-bucket.js';
import { ThrottleNotice, type WaitingMessages } from './sending/throttle-notice.js';
import { TokenBucket } from './sending/token-bucket.js';
import { Settlement } from './settlement.js';
import { Tally } from './tally.js';

/** The parts of an outbox. */
export interface OutboxAssembly {
  readonly tally: Tally;
  readonly queue: MessageQueue;
  readonly circuit: CircuitBreaker;
  readonly outages: CircuitNotice;
  readonly dispatcher: Dispatcher;
  readonly settlement: Settlement;
  readonly intake: Intake;
  readonly inheritance: Inheritance;
  readonly delays: DelayWatch | undefined;
}

/** What the rate limit delays. */
function waitingIn(queue: MessageQueue, now: number): WaitingMessages {
  const byPriority = new Map<Priority, number>();
  const waiting = queue.all();
  for (const { message } of waiting) byPriority.set(message.priority, (byPriority.get(message.priority) ?? 0) + 1);
  return { count: waiting.length, oldest: now - (waiting[0]?.acceptedAt ?? now), byPriority };
}

/** Creates the parts of an outbox and connects them. */
export function assembleOutbox(parts: OutboxParts): OutboxAssembly {
  const { platform, clock, settings, safe = String, random = Math.random, onThrottled, journal, pool, fence } = parts;
  const log = guardedLog(parts.log);
  // A function of the application that fails once fails for each message.
  const failures = withoutRepeats(log, () => clock.now());
  const tally = new Tally();
  const mayGo = (entry: QueuedMessage): boolean => entry.message.type !== 'close' || fence?.maySend(entry) !== false;
  const queue = new MessageQueue(settings, mayGo);
  const circuit = new CircuitBreaker(random);
  const reported = (entry: QueuedMessage): void => journal.keep(entry.key, recordOf(entry));
  const delays = delayWatch({ settings, clock, log: failures, safe, reported });
  const settled = (entry: QueuedMessage): void => {
    journal.settled(entry.key);
    delays?.forget(entry);
  };
  const onDropped = dropHandler(log, settings.onDropped, safe, failures);
  const conclusion = new Conclusion({ tally, clock, onDropped, settled });
  const settlement = new Settlement({ queue, journal, conclusion });
  const outages = new CircuitNotice({ address: platform.address, queue, clock, log });
  const sender = new Sender({
    platform,
    circuit,
    clock,
    random,
    notice: outages,
    safe,
    confirm: settings.confirm,
    // It must never be sent again, also not by the next process if this one ends before the platform confirms it.
    accepted: settled,
    recovered: () => dispatcher.recovered(),
  });
  const notice = new ThrottleNotice({
    burst: settings.burst,
    perMinute: settings.perMinute,
    clock,
    log,
    onThrottled,
    waiting: () => waitingIn(queue, clock.now()),
    isQueued: (alias) => queue.newest(alias) !== undefined,
    sendExempt: (message) => void intake.admit(message, { exempt: true }),
  });
  const rate = { perMinute: settings.perMinute, burst: settings.burst };
  const bucket =
    pool === undefined
      ? new TokenBucket(rate.perMinute, rate.burst)
      : new SharedBucket({ pool, rate, now: () => clock.now(), answered: () => dispatcher.wake() });
  const dispatcher = new Dispatcher({
    queue,
    circuit,
    clock,
    bucket,
    notice,
    look: () => journal.look(),
    send: (entry) => {
      tally.attempts += 1;
      if (entry.attempts > 1) tally.retries += 1;
      return sender.send(entry);
    },
    settle: (entry, fate) => settlement.settle(entry, fate),
  });
  const intake = new Intake({ platform, clock, settings, tally, queue, journal, conclusion, delays, dispatcher });
  const inheritance = new Inheritance({ queue, journal, conclusion, intake, fence });
  return { tally, queue, circuit, outages, dispatcher, settlement, intake, inheritance, delays };
}
