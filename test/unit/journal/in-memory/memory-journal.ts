import type { IncidentRecord } from '../../../../src/journal/incident-record.js';
import type { Heir, Journal } from '../../../../src/journal/journal.js';
import type { MessageRecord } from '../../../../src/journal/message-record.js';

/** The memory shared by the journals of one application. */
export class SharedMemory {
  readonly messages = new Map<string, MessageRecord>();
  readonly incidents = new Map<string, IncidentRecord>();
  readonly closes = new Map<string, number>();
}

/** A journal in memory: the next process finds the records in the shared memory. */
export class MemoryJournal implements Journal {
  readonly isWritten = true;
  readonly isTakingOver = false;

  constructor(private readonly memory: SharedMemory) {}

  start({ messages, incidents }: Heir): void {
    const { memory } = this;
    for (const [key, record] of memory.messages) messages.takeOver(key, record, record.acceptedWall);
    for (const record of memory.incidents.values()) incidents.takeUp(record);
  }

  takenOver(): Promise<void> {
    return Promise.resolve();
  }

  keep(key: string, record: MessageRecord): void {
    this.memory.messages.set(key, record);
  }

  settled(key: string): void {
    this.memory.messages.delete(key);
  }

  remember(record: IncidentRecord): void {
    this.memory.incidents.set(record.incidentId, record);
  }

  forget(incidentId: string): void {
    this.memory.incidents.delete(incidentId);
  }

  closed(alias: string, wall: number): void {
    this.memory.closes.set(alias, wall);
  }

  isClosedSince(alias: string, wall: number): boolean {
    return (this.memory.closes.get(alias) ?? -Infinity) >= wall;
  }

  look(): void {
    // No other process takes it over while this one is suspended.
  }

  together(change: () => void): void {
    change();
  }

  stop(): void {
    // The memory stays.
  }
}
