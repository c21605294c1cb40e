import type { Journal } from './journal.js';

/** Stores nothing: messages that are still queued when the process ends are lost. */
export class NoJournal implements Journal {
  readonly isWritten = false;
  readonly isTakingOver = false;

  start(): void {
    // There are no earlier records.
  }

  takenOver(): Promise<void> {
    return Promise.resolve();
  }

  keep(): void {
    // The message is only in the queue.
  }

  settled(): void {
    // It was not stored.
  }

  remember(): void {
    // The incident is only in the engine.
  }

  forget(): void {
    // It was not stored.
  }

  closed(): void {
    // No process inherits an older message.
  }

  isClosedSince(): boolean {
    return false;
  }

  look(): void {
    // There is nothing to take over.
  }

  together(change: () => void): void {
    change();
  }

  stop(): void {
    // No resource is open.
  }
}
