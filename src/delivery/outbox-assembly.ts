import { CircuitBreaker } from './sending/circuit-breaker.js';
import { Conclusion } from './conclusion.js';
import { delayWatch, type DelayWatch } from './delay-watch.js';
import { Dispatcher } from './sending/dispatcher.js';
import { dropHandler } from './drop-handler.js';
import { guardedLog } from '../text/log.js';
import { Inheritance } from './inheritance.js';
import { Intake } from './intake.js';
import type { OutboxParts } from './outbox-parts.js';
import { MessageQueue } from './queue/message-queue.js';
import { recordOf, type QueuedMessage } from './queue/queued-message.js';
import { Sender } from './sending/sender.js';
import { ThrottleNotice } from './sending/throttle-notice.js';
import { TokenBucket } from './sending/token-bucket.js';
import { Settlement } from './settlement.js';
import { Tally } from './tally.js';

/** The parts of an outbox. */
export interface OutboxAssembly {
  readonly tally: Tally;
  readonly queue: MessageQueue;
  readonly circuit: CircuitBreaker;
  readonly dispatcher: Dispatcher;
  readonly settlement: Settlement;
  readonly intake: Intake;
  readonly inheritance: Inheritance;
  readonly delays: DelayWatch | undefined;
}

/** Creates the parts of an outbox and connects them. */
export function assembleOutbox(parts: OutboxParts): OutboxAssembly {
  const { platform, clock, settings, safe = String, random = Math.random, onThrottled, journal } = parts;
  const log = guardedLog(parts.log);
  const tally = new Tally();
  const queue = new MessageQueue(settings);
  const circuit = new CircuitBreaker(random);
  const reported = (entry: QueuedMessage): void => journal.keep(entry.key, recordOf(entry));
  const delays = delayWatch({ settings, clock, log, safe, reported });
  const settled = (entry: QueuedMessage): void => {
    journal.settled(entry.key);
    delays?.forget(entry);
  };
  const onDropped = dropHandler(log, settings.onDropped, safe);
  const conclusion = new Conclusion({ tally, clock, onDropped, settled });
  const settlement = new Settlement({ queue, journal, conclusion });
  const sender = new Sender({
    platform,
    circuit,
    clock,
    random,
    log,
    safe,
    confirm: settings.confirm,
    // It must never be sent again, also not by the next process if this one ends before the platform confirms it.
    accepted: settled,
    recovered: () => dispatcher.recovered(),
  });
  const notice = new ThrottleNotice({
    perMinute: settings.perMinute,
    log,
    onThrottled,
    sendExempt: (message) => void intake.admit(message, { exempt: true }),
  });
  const dispatcher = new Dispatcher({
    queue,
    circuit,
    clock,
    bucket: new TokenBucket(settings.perMinute, settings.burst),
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
  const inheritance = new Inheritance({ queue, journal, conclusion, intake });
  return { tally, queue, circuit, dispatcher, settlement, intake, inheritance, delays };
}
