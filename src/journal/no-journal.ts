import type { Journal } from './journal.js';

/** Keeps nothing: what is queued at the end of the process is lost. */
export class NoJournal implements Journal {
  readonly isWritten = false;
  readonly isTakingOver = false;

  start(): void {
    // No earlier process left anything.
  }

  takenOver(): Promise<void> {
    return Promise.resolve();
  }

  keep(): void {
    // The queue has it.
  }

  settled(): void {
    // It was not kept.
  }

  remember(): void {
    // The incident engine has it.
  }

  forget(): void {
    // It was not remembered.
  }

  closed(): void {
    // No process takes over an older message.
  }

  isClosedSince(): boolean {
    return false;
  }

  look(): void {
    // No other process can take it over.
  }

  together(change: () => void): void {
    change();
  }

  stop(): void {
    // It holds nothing open.
  }
}
