import type { AlertChange, SandboxAlert } from '../register/sandbox-alert.js';

/** An event in the life of an alert. */
export interface LifeEvent {
  readonly change: AlertChange;
  readonly at: Date;
  /** Who did it; empty if it was not said. */
  readonly by: string;
  /** The note that came with it. */
  readonly note?: string | undefined;
  /** How often in a row: repeats are one event. */
  readonly times: number;
}

/** Enough for a day of notes every ten minutes; the first event is always kept. */
const EVENTS_KEPT = 200;
/** As many lives as the page shows alerts, with room for those that it does not show any more. */
const LIVES_KEPT = 2_000;

/** What happened to each alert, which the alert itself does not say. */
export class AlertLives {
  readonly #lives = new Map<string, LifeEvent[]>();
  readonly #notes = new Map<string, number>();

  /** @param alert as it is after the change */
  record(alert: SandboxAlert, change: AlertChange): void {
    const life = this.#lives.get(alert.id) ?? [];
    const last = life.at(-1);
    if (change === 'deduplicated' && last?.change === 'deduplicated') {
      life[life.length - 1] = { ...last, at: alert.updatedAt, times: last.times + 1 };
    } else {
      life.push({ change, at: alert.updatedAt, by: authorOf(alert, change), note: this.#newNote(alert), times: 1 });
    }
    if (life.length > EVENTS_KEPT) life.splice(1, 1);
    this.#lives.set(alert.id, life);
    this.#notes.set(alert.id, alert.notes.length);
    const [oldest] = this.#lives.keys();
    if (this.#lives.size > LIVES_KEPT && oldest !== undefined) this.#forget(oldest);
  }

  /** The oldest event first. */
  of(id: string): readonly LifeEvent[] {
    return this.#lives.get(id) ?? [];
  }

  clear(): void {
    this.#lives.clear();
    this.#notes.clear();
  }

  #newNote({ id, notes }: SandboxAlert): string | undefined {
    return notes.length > (this.#notes.get(id) ?? 0) ? notes.at(-1)?.note : undefined;
  }

  #forget(id: string): void {
    this.#lives.delete(id);
    this.#notes.delete(id);
  }
}

function authorOf(alert: SandboxAlert, change: AlertChange): string {
  switch (change) {
    case 'acknowledged':
      return alert.acknowledgedBy ?? '';
    case 'closed':
      return alert.closedBy ?? '';
    case 'noted':
      return alert.notes.at(-1)?.owner ?? '';
    case 'opened':
      return alert.source;
    default:
      return '';
  }
}
