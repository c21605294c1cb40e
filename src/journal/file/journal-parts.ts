import type { Clock } from '../../time/clock.js';
import type { Log } from '../../text/log.js';
import type { ProcessIdentity } from './process-identity.js';

/** Dependencies of {@link FileJournal}. */
export interface FileJournalParts {
  readonly directory: string;
  /** Only processes of the same service and environment take over each other's records. */
  readonly service: string;
  readonly environment: string;
  readonly clock: Clock;
  readonly log: Log;
  /** The most text in the queue, in characters. */
  readonly maxBytes: number;
  /** @defaultValue this process */
  readonly self?: ProcessIdentity;
}

/** @returns whether the heir took the record over. A record on which the heir fails must not affect the others. */
export function isTaken(handOver: () => void): boolean {
  try {
    handOver();
    return true;
  } catch {
    return false;
  }
}
