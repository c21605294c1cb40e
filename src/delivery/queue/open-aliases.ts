import type { Priority } from '../../text/priority.js';

/** More open alerts than people can handle; each costs little more memory than its alias. */
const MOST = 10_000;

/**
 * Aliases that may have an open alert on the platform.
 *
 * Without it, a close whose create is still queued could be cancelled together with that create, although an earlier create of the
 * same alias left an alert open.
 */
export class OpenAliases {
  readonly #aliases = new Map<string, { readonly priority: Priority; readonly raisedWall: number }>();
  #evicted = false;

  /**
   * Records a create that is being sent, or that an earlier process sent.
   *
   * @param raisedWall - when it was raised, in milliseconds since 1970
   */
  add(alias: string, priority: Priority, raisedWall: number): void {
    this.#aliases.set(alias, { priority, raisedWall });
    if (this.#aliases.size <= MOST) return;
    const [oldest] = this.#aliases.keys();
    if (oldest !== undefined) this.#aliases.delete(oldest);
    this.#evicted = true;
  }

  /** Removes an alias whose close the platform accepted. */
  remove(alias: string): void {
    this.#aliases.delete(alias);
  }

  /** Whether an alert with this alias may be open. Always true once an alias was evicted: an unnecessary close does no harm. */
  mayBeOpen(alias: string): boolean {
    return this.#evicted || this.#aliases.has(alias);
  }

  /** The priority of the alert, if known. */
  priorityOf(alias: string): Priority | undefined {
    return this.#aliases.get(alias)?.priority;
  }

  /** When the alert was last raised, in milliseconds since 1970; `-Infinity` if unknown. */
  raisedWall(alias: string): number {
    return this.#aliases.get(alias)?.raisedWall ?? -Infinity;
  }
}
