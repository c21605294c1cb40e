import type { AlertShape } from '../rules/alert-shape.js';
import type { Recurrence } from './flap-damper.js';
import { Notification } from './notification.js';

/** One incident while it lasts: what was counted, and who was notified. Times are monotonic milliseconds. */
export class Episode {
  readonly notification = new Notification();
  #alsoMatched: readonly string[] = [];
  #alsoPriorities: readonly NonNullable<AlertShape['priority']>[] = [];
  #bad: number;
  #total: number;
  #lastBadAt: number;
  #ended = false;
  readonly beganAt: number;

  constructor(
    readonly incidentId: string,
    /** Wall time, in milliseconds. */
    readonly openedAt: number,
    /** How often it has come back soon after it was closed, if it has. */
    readonly recurrence: Recurrence | undefined,
    now: number,
    bad: number,
    total: number,
    /** How long it had lasted when this process inherited it, in milliseconds. */
    lasted = 0,
  ) {
    this.#bad = bad;
    this.#total = total;
    this.#lastBadAt = now;
    this.beganAt = now - lasted;
  }

  get bad(): number {
    return this.#bad;
  }

  get total(): number {
    return this.#total;
  }

  get lastBadAt(): number {
    return this.#lastBadAt;
  }

  /** Whether it is over. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Keys of other rules that the same trouble broke. */
  get alsoMatched(): readonly string[] {
    return this.#alsoMatched;
  }

  get alsoPriorities(): readonly NonNullable<AlertShape['priority']>[] {
    return this.#alsoPriorities;
  }

  addGood(): void {
    this.#total++;
  }

  addBad(now: number): void {
    this.#bad++;
    this.#total++;
    this.#lastBadAt = now;
  }

  /** This incident stands for those of other rules that the same outcome broke. @param keys of these rules */
  standFor(keys: readonly string[], priorities: readonly NonNullable<AlertShape['priority']>[]): void {
    this.#alsoMatched = keys;
    this.#alsoPriorities = priorities;
  }

  end(): void {
    this.#ended = true;
  }
}
