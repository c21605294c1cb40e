import type { CircuitBreaker } from './sending/circuit-breaker.js';
import type { DeliveryStats } from './delivery-stats.js';
import type { MessageQueue } from './queue/message-queue.js';
import type { Tally } from './tally.js';

/** Puts the figures of the delivery together. @param now monotonic milliseconds */
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
