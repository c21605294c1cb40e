import type { DeliveryStats } from '../delivery/delivery-stats.js';
import type { OutboxesStats } from '../delivery/outboxes.js';
import type { FleetStats } from '../fleet/fleet-stats.js';

/**
 * Counts every alert, close and note by outcome, for the module's own key and all targets together. Copies for a mirror are not among them.
 * At any moment
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
  /** The delivery with the module's own key, in more detail. */
  readonly delivery: DeliveryStats;
  /** The delivery for each target, by its name; absent without the option `targets`. */
  readonly targets?: Readonly<Record<string, DeliveryStats>> | undefined;
  /** The delivery of the copies; absent without the option `mirror`. */
  readonly mirror?: DeliveryStats | undefined;
  /** What this process knows of its fleet; absent without the option `fleet`. */
  readonly fleet?: FleetStats | undefined;
}

/** Combines the figures of the deliveries with those of what was suppressed before them. */
export function statsOf(
  { mirror, own, targets }: OutboxesStats,
  suppressed: Pick<OpsgenieStats, 'inhibited' | 'muted' | 'disabled'>,
  fleet?: FleetStats,
): OpsgenieStats {
  const all = [own, ...targets.values()];
  const sum = (count: (stats: DeliveryStats) => number): number => all.reduce((total, one) => total + count(one), 0);
  return {
    seen: sum(({ accepted }) => accepted) + suppressed.inhibited + suppressed.muted + suppressed.disabled,
    waiting: sum(({ inFlight, waiting }) => inFlight + waiting),
    delivered: sum(({ delivered }) => delivered),
    deduplicated: sum(({ deduplicated }) => deduplicated),
    cancelled: sum(({ cancelled }) => cancelled),
    dropped: sum(({ dropped }) => Object.values(dropped).reduce((total, count) => total + count, 0)),
    ...suppressed,
    delivery: own,
    ...(targets.size > 0 && { targets: Object.fromEntries(targets) }),
    ...(mirror !== undefined && { mirror }),
    ...(fleet !== undefined && { fleet }),
  };
}
