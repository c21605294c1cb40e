import type { Priority } from '../wire/alert-payload.js';

/** More open alerts than this nobody can look at; each costs little more than its alias. */
const MOST = 10_000;

/**
 * The alerts of which the platform was, or may have been, told and not yet that they are over.
 *
 * Without it, a close whose create still waits could be cancelled together with that create, although an earlier create of the
 * same alias left an alert open.
 */
export class ToldAlerts {
  readonly #priorities = new Map<string, Priority>();
  #forgot = false;

  /** A create of this alias is being sent. */
  told(alias: string, priority: Priority): void {
    this.#priorities.set(alias, priority);
    if (this.#priorities.size <= MOST) return;
    const [oldest] = this.#priorities.keys();
    if (oldest !== undefined) this.#priorities.delete(oldest);
    this.#forgot = true;
  }

  /** The platform accepted a close of this alias. */
  closed(alias: string): void {
    this.#priorities.delete(alias);
  }

  /** Whether an alert of this alias may be open. Once one was forgotten it may be any: a needless close does no harm. */
  mayBeOpen(alias: string): boolean {
    return this.#forgot || this.#priorities.has(alias);
  }

  /** How urgent the alert is, where that is known. */
  priorityOf(alias: string): Priority | undefined {
    return this.#priorities.get(alias);
  }
}
