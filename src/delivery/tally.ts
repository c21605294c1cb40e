import type { DropCause } from './delivery-stats.js';

/** Counts what happened to messages. Each message is counted under `accepted` and, in the end, under one other. */
export class Tally {
  accepted = 0;
  delivered = 0;
  deduplicated = 0;
  cancelled = 0;
  attempts = 0;
  retries = 0;
  lastDeliveredAt: Date | undefined;
  readonly dropped: Record<DropCause, number> = { evicted: 0, expired: 0, rejected: 0, stopped: 0 };

  /** How many were dropped, whatever for. */
  get droppedInAll(): number {
    return Object.values(this.dropped).reduce((sum, count) => sum + count, 0);
  }
}
