import type { Clock } from '../../time/clock.js';
import type { Log } from '../../text/log.js';
import type { JournaledMessage } from './journaled-message.js';
import type { ProcessIdentity } from './process-identity.js';

/** What a journal needs. */
export interface JournalParts {
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

/** Takes over what a dead process left. */
export interface Heir {
  /** A message that was accepted and not settled; it must be journaled again under its key. */
  readonly message: (key: string, journaled: JournaledMessage, wall: number) => void;
  /** Something that was to be known at the next start; it must be remembered again if it still is. Says whether it makes sense. */
  readonly fact: (fact: object) => boolean;
  /** A process that died, or one that runs, closed an alert at that time, in milliseconds since 1970. */
  readonly closed?: (alias: string, wall: number) => void;
  /** Another process took over the messages of these keys while this one stood still. */
  readonly handedOver?: (keys: ReadonlySet<string>) => void;
  /** Whether it still has something of an earlier process to send, which a close of another process may make needless. */
  readonly hasInherited?: () => boolean;
}

/** @returns whether the heir could use it. What is not written by us may make it fail, and must not take the others along. */
export function isTaken(handOver: () => unknown): boolean {
  try {
    return handOver() !== false;
  } catch {
    return false;
  }
}
