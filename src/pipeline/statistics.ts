import type { DeliveryStats } from '../delivery/delivery-stats.js';

/**
 * What became of everything that wanted to be told. At any moment
 * `seen = waiting + delivered + deduplicated + cancelled + dropped + inhibited + muted + disabled`.
 */
export interface OpsgenieStats {
  /** Alerts, closes and notes that wanted to be told. */
  readonly seen: number;
  /** Those that are on their way. */
  readonly waiting: number;
  /** Those that the platform accepted. */
  readonly delivered: number;
  /** Those for which an earlier one, that waited, stands as well. */
  readonly deduplicated: number;
  /** Those that became needless here: the alert was closed before it was sent, or another process took over the journal and delivers it. */
  readonly cancelled: number;
  /** Those that were given up; each was handed to `delivery.onDropped`. */
  readonly dropped: number;
  /** Incidents that a wider alert covers. */
  readonly inhibited: number;
  /** Those that nobody was told of because alerts are muted. */
  readonly muted: number;
  /** Those that came while the module is off. */
  readonly disabled: number;
  /** The delivery in more detail. */
  readonly delivery: DeliveryStats;
}

/** Puts the figures together. */
export function statsOf(
  delivery: DeliveryStats,
  held: Pick<OpsgenieStats, 'inhibited' | 'muted' | 'disabled'>,
): OpsgenieStats {
  const { accepted, delivered, deduplicated, cancelled } = delivery;
  return {
    seen: accepted + held.inhibited + held.muted + held.disabled,
    waiting: delivery.waiting + delivery.inFlight,
    delivered,
    deduplicated,
    cancelled,
    dropped: Object.values(delivery.dropped).reduce((sum, count) => sum + count, 0),
    ...held,
    delivery,
  };
}
