import type { CircuitBreaker } from './sending/circuit-breaker.js';
import type { DeliveryStats, FlushReport } from './delivery-stats.js';
import type { MessageQueue } from './queue/message-queue.js';
import type { Tally } from './tally.js';

/** Builds the delivery statistics. @param now monotonic milliseconds */
export function deliveryReport(tally: Tally, queue: MessageQueue, circuit: CircuitBreaker, now: number): DeliveryStats {
  const { accepted, delivered, deduplicated, cancelled, dropped, attempts, retries, lastDeliveredAt } = tally;
  const oldest = queue.oldestAcceptedAt();
  const { state } = circuit;
  return {
    accepted,
    delivered,
    deduplicated,
    cancelled,
    attempts,
    retries,
    lastDeliveredAt,
    waiting: queue.waiting,
    inFlight: queue.inFlight,
    dropped: { ...dropped },
    oldestWaitingMs: oldest === undefined ? undefined : now - oldest,
    circuit: state.state,
    circuitCause: state.state === 'closed' ? undefined : state.cause,
  };
}

/** The result of a flush. @param before the statistics at its start */
export function flushReport(
  before: Pick<Tally, 'delivered' | 'droppedInAll'>,
  tally: Tally,
  queue: MessageQueue,
): FlushReport {
  return {
    sent: tally.delivered - before.delivered,
    pending: queue.waiting + queue.inFlight,
    dropped: tally.droppedInAll - before.droppedInAll,
  };
}
