/** The newest closes that are remembered. An old message for an alias that was closed before these is not recognised as old. */
const MOST = 1_000;

/**
 * When alerts were closed last, whichever process closed them: what was raised before that must not reopen them.
 *
 * Times are in milliseconds since 1970, by the clock of the process that accepted the close. So processes on several machines need
 * clocks that agree.
 */
export class ClosedAliases {
  readonly #closed = new Map<string, number>();

  /** An alert was closed. @returns the alias that is forgotten for it, if any; `closed` itself where nothing changes */
  add(alias: string, wall: number): { readonly isNew: boolean; readonly forgotten: string | undefined } {
    if (this.isClosedSince(alias, wall)) return { isNew: false, forgotten: undefined };
    // The order of the map is that of the closes.
    this.#closed.delete(alias);
    this.#closed.set(alias, wall);
    const [oldest] = this.#closed.size > MOST ? this.#closed.keys() : [];
    if (oldest !== undefined) this.#closed.delete(oldest);
    return { isNew: true, forgotten: oldest };
  }

  /** Whether the alert was closed at that time or later. */
  isClosedSince(alias: string, wall: number): boolean {
    return (this.#closed.get(alias) ?? -Infinity) >= wall;
  }

  /** All aliases that are remembered. */
  get aliases(): readonly string[] {
    return [...this.#closed.keys()];
  }
}
