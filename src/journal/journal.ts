import type { IncidentRecord } from './incident-record.js';
import type { MessageRecord } from './message-record.js';

/**
 * Stores what the next process of the application must know: accepted messages that are not settled, incidents with an open alert, and
 * when alerts were closed. No method throws. Wall times are in milliseconds since 1970.
 */
export interface Journal {
  /** Whether the next process will find what is stored now. */
  readonly isWritten: boolean;
  /** Whether records of earlier processes are still being handed over. */
  readonly isTakingOver: boolean;
  /** Hands over the records of dead processes, now and then regularly, until {@link Journal.stop}. */
  start(heir: Heir): void;
  /** Waits until the records of earlier processes are handed over, or until `deadline` of the monotonic clock. */
  takenOver(deadline: number): Promise<void>;
  /** Stores a message in its current state. */
  keep(key: string, record: MessageRecord): void;
  /** Removes a message that was delivered, or never will be. */
  settled(key: string): void;
  /** Stores an incident with an open alert; replaces an earlier record of it. */
  remember(record: IncidentRecord): void;
  /** Removes an incident whose alert is closed. */
  forget(incidentId: string): void;
  /** Records that an alert was closed: a process that inherits an older message must not reopen it. */
  closed(alias: string, wall: number): void;
  /** Whether any process closed the alert at or after `wall`, as far as this process knows. */
  isClosedSince(alias: string, wall: number): boolean;
  /** Checks whether another process took over the journal while this one was suspended, and if so informs the heir. */
  look(): void;
  /** Makes all changes within `change` atomic: after a crash, the next process finds all of them or none. */
  together(change: () => void): void;
  /** Stops the journal and leaves its records to the next process. */
  stop(): void;
}

/** Receives the records of earlier processes. A call that throws loses only that record. */
export interface Heir {
  readonly messages: MessageHeir;
  /** Receives its records after the messages, because an incident can lead to new messages. */
  readonly incidents: IncidentHeir;
}

/** Inherits the messages of earlier processes. */
export interface MessageHeir {
  /** Whether an inherited message is still queued; a close by another process may make it unnecessary. */
  readonly hasInherited: boolean;
  /**
   * Inherits a message that was accepted but not settled, and stores it in the journal again under its key.
   *
   * @param wall - when it was accepted at the earliest
   */
  takeOver(key: string, record: MessageRecord, wall: number): void;
  /** Another process closed an alert at that time. */
  closedElsewhere(alias: string, wall: number): void;
  /** Another process took over the messages with these keys while this one was suspended. */
  handedOver(keys: ReadonlySet<string>): void;
}

/** Inherits the incidents of earlier processes. */
export interface IncidentHeir {
  /** Inherits an incident, and stores it again if it is still active. */
  takeUp(record: IncidentRecord): void;
}
