import type { IncidentRecord } from './incident-record.js';
import type { MessageRecord } from './message-record.js';

/**
 * Keeps what the next process of the application must know: the messages that are accepted and not settled, the incidents whose alerts
 * are open, and when alerts were closed. No method throws. Wall times are in milliseconds since 1970.
 */
export interface Journal {
  /** Whether what is written now is found by the next process. */
  readonly isWritten: boolean;
  /** Whether {@link Journal.start} is still handing over what earlier processes left. */
  readonly isTakingOver: boolean;
  /** Hands over what processes left that have ended, now and from time to time, until {@link Journal.stop}. */
  start(heir: Heir): void;
  /** @returns when what earlier processes left is handed over, at `deadline` of the monotonic clock at the latest */
  takenOver(deadline: number): Promise<void>;
  /** Writes a message down as it is now. */
  keep(key: string, record: MessageRecord): void;
  /** Ends the record of a message: it was delivered, or never will be. */
  settled(key: string): void;
  /** Writes down an incident whose alert is open; replaces an earlier record of it. */
  remember(record: IncidentRecord): void;
  /** Ends the record of an incident: its alert is closed. */
  forget(incidentId: string): void;
  /** Writes down that an alert was closed: a process that takes over an older message must not reopen it. */
  closed(alias: string, wall: number): void;
  /** Whether an alert was closed at that time or later, by any process, as far as this one knows. */
  isClosedSince(alias: string, wall: number): boolean;
  /** Looks whether another process has taken over the journal while this one stood still, and reports it to the heir. */
  look(): void;
  /** Makes all changes within `change` at once: after a sudden end, the next process finds all of them or none. */
  together(change: () => void): void;
  /** Ends the journal, and leaves what is in it to the next process. */
  stop(): void;
}

/** Takes over what earlier processes left. A call that throws loses that record only. */
export interface Heir {
  readonly messages: MessageHeir;
  /** Gets its records after the messages, since an incident may lead to new ones. */
  readonly incidents: IncidentHeir;
}

/** Takes over the messages of earlier processes. */
export interface MessageHeir {
  /** Whether a message of an earlier process still waits; a close by another process may make it needless. */
  readonly hasInherited: boolean;
  /**
   * Takes over a message that was accepted and not settled, and keeps it in the journal again under its key.
   *
   * @param wall - when it was accepted at the earliest
   */
  takeOver(key: string, record: MessageRecord, wall: number): void;
  /** Another process closed an alert at that time. */
  closedElsewhere(alias: string, wall: number): void;
  /** Another process took over the messages of these keys while this one stood still. */
  handedOver(keys: ReadonlySet<string>): void;
}

/** Takes over the incidents of earlier processes. */
export interface IncidentHeir {
  /** Takes over an incident, and remembers it again if it goes on. */
  takeUp(record: IncidentRecord): void;
}
