import type { DeliveryStats } from '../delivery/delivery-stats.js';
import type { FleetStats } from '../fleet/fleet-stats.js';

/**
 * Counts every alert, close and note by outcome. At any moment
 * `seen = waiting + delivered + deduplicated + cancelled + dropped + inhibited + muted + disabled`.
 */
export interface OpsgenieStats {
  /** All alerts, closes and notes. */
  readonly seen: number;
  /** Queued or being sent. */
  readonly waiting: number;
  /** Accepted by the platform. */
  readonly delivered: number;
  /** Merged into a queued message with the same alias. */
  readonly deduplicated: number;
  /** Needless: the alert was closed before it was sent, or another process took over the journal and delivers it. */
  readonly cancelled: number;
  /** Given up; each was passed to `delivery.onDropped`. */
  readonly dropped: number;
  /** Incidents that another alert covers. */
  readonly inhibited: number;
  /** Incidents that were not notified because alerts are muted. */
  readonly muted: number;
  /** Received while the module is off. */
  readonly disabled: number;
  /** The delivery in more detail. */
  readonly delivery: DeliveryStats;
  /** What this process knows of its fleet; absent without the option `fleet`. */
  readonly fleet?: FleetStats | undefined;
}

/** Combines the figures of the delivery with those of what was suppressed before it. */
export function statsOf(
  delivery: DeliveryStats,
  suppressed: Pick<OpsgenieStats, 'inhibited' | 'muted' | 'disabled'>,
  fleet?: FleetStats,
): OpsgenieStats {
  const { accepted, delivered, deduplicated, cancelled } = delivery;
  return {
    seen: accepted + suppressed.inhibited + suppressed.muted + suppressed.disabled,
    waiting: delivery.waiting + delivery.inFlight,
    delivered,
    deduplicated,
    cancelled,
    dropped: Object.values(delivery.dropped).reduce((sum, count) => sum + count, 0),
    ...suppressed,
    delivery,
    ...(fleet !== undefined && { fleet }),
  };
}
