import type { IncidentRecord } from './incident-record.js';
import type { Journal } from './journal.js';

/** What is stored about incidents. */
export type IncidentJournal = Pick<Journal, 'forget' | 'isClosedSince' | 'isWritten' | 'remember' | 'together'>;

/**
 * The journals of all keys as one, for incidents. Each incident is stored beside the messages of its alert, so that a crash leaves both or
 * neither.
 */
export class TargetJournals implements IncidentJournal {
  readonly #own: Journal;
  readonly #targets: ReadonlyMap<string, Journal>;

  /** @param own the journal of the module's own key */
  constructor(own: Journal, targets: ReadonlyMap<string, Journal>) {
    this.#own = own;
    this.#targets = targets;
  }

  get isWritten(): boolean {
    return this.#all.every(({ isWritten }) => isWritten);
  }

  remember(record: IncidentRecord): void {
    const { target } = record;
    const journal = target === undefined ? undefined : this.#targets.get(target);
    (journal ?? this.#own).remember(record);
  }

  forget(incidentId: string): void {
    for (const journal of this.#all) journal.forget(incidentId);
  }

  isClosedSince(alias: string, wall: number): boolean {
    return this.#all.some((journal) => journal.isClosedSince(alias, wall));
  }

  together(change: () => void): void {
    const all = this.#all.reduce((inner, journal) => () => journal.together(inner), change);
    all();
  }

  get #all(): readonly Journal[] {
    return [this.#own, ...this.#targets.values()];
  }
}
