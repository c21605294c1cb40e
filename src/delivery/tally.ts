import type { DropCause } from './delivery-stats.js';

/** Counts messages by outcome. Each one counts as `accepted` and finally under one other outcome. */
export class Tally {
  accepted = 0;
  delivered = 0;
  deduplicated = 0;
  cancelled = 0;
  attempts = 0;
  retries = 0;
  lastDeliveredAt: Date | undefined;
  readonly dropped: Record<DropCause, number> = { evicted: 0, expired: 0, rejected: 0, stopped: 0 };

  /** Dropped messages of all causes. */
  get droppedInAll(): number {
    return Object.values(this.dropped).reduce((sum, count) => sum + count, 0);
  }
}
