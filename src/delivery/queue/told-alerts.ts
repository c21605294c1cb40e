import type { Priority } from '../../text/priority.js';

/** More open alerts than this nobody can look at; each costs little more than its alias. */
const MOST = 10_000;

/**
 * The alerts of which the platform was, or may have been, told and not yet that they are over.
 *
 * Without it, a close whose create still waits could be cancelled together with that create, although an earlier create of the
 * same alias left an alert open.
 */
export class ToldAlerts {
  readonly #alerts = new Map<string, { readonly priority: Priority; readonly raisedWall: number }>();
  #forgot = false;

  /**
   * A create of this alias is being sent, or was by an earlier process.
   *
   * @param raisedWall - when it was raised, in milliseconds since 1970
   */
  told(alias: string, priority: Priority, raisedWall: number): void {
    this.#alerts.set(alias, { priority, raisedWall });
    if (this.#alerts.size <= MOST) return;
    const [oldest] = this.#alerts.keys();
    if (oldest !== undefined) this.#alerts.delete(oldest);
    this.#forgot = true;
  }

  /** The platform accepted a close of this alias. */
  closed(alias: string): void {
    this.#alerts.delete(alias);
  }

  /** Whether an alert of this alias may be open. Once one was forgotten it may be any: a needless close does no harm. */
  mayBeOpen(alias: string): boolean {
    return this.#forgot || this.#alerts.has(alias);
  }

  /** How urgent the alert is, where that is known. */
  priorityOf(alias: string): Priority | undefined {
    return this.#alerts.get(alias)?.priority;
  }

  /** When the alert was raised last, in milliseconds since 1970; `-Infinity` where that is not known. */
  raisedWall(alias: string): number {
    return this.#alerts.get(alias)?.raisedWall ?? -Infinity;
  }
}
