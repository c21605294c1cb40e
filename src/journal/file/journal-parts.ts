import type { Clock } from '../../time/clock.js';
import type { Log } from '../../text/log.js';
import type { ProcessIdentity } from './process-identity.js';

/** What a {@link FileJournal} needs. */
export interface FileJournalParts {
  readonly directory: string;
  /** Whose alerts these are: only processes of the same service and environment take each other's over. */
  readonly service: string;
  readonly environment: string;
  readonly clock: Clock;
  readonly log: Log;
  /** How many characters of messages may wait. */
  readonly maxBytes: number;
  /** @defaultValue this process */
  readonly self?: ProcessIdentity;
}

/** @returns whether the heir took it over. One record that makes the heir fail must not take the others along. */
export function isTaken(handOver: () => void): boolean {
  try {
    handOver();
    return true;
  } catch {
    return false;
  }
}
