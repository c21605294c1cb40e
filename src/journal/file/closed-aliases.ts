/** The most recent closes that are remembered. Stale messages for aliases closed earlier are not recognised. */
const MOST = 1_000;

/**
 * The last close of each alias by any process: messages raised before it must not reopen the alert.
 *
 * Times are in milliseconds since 1970, by the clock of the process that accepted the close, so processes on several machines need
 * synchronised clocks.
 */
export class ClosedAliases {
  readonly #closed = new Map<string, number>();

  /** Records a close. @returns the alias evicted for it, if any; `closed` itself if nothing changes */
  add(alias: string, wall: number): { readonly isNew: boolean; readonly forgotten: string | undefined } {
    if (this.isClosedSince(alias, wall)) return { isNew: false, forgotten: undefined };
    // The map is ordered by close.
    this.#closed.delete(alias);
    this.#closed.set(alias, wall);
    const [oldest] = this.#closed.size > MOST ? this.#closed.keys() : [];
    if (oldest !== undefined) this.#closed.delete(oldest);
    return { isNew: true, forgotten: oldest };
  }

  /** Whether the alert was closed at or after that time. */
  isClosedSince(alias: string, wall: number): boolean {
    return (this.#closed.get(alias) ?? -Infinity) >= wall;
  }

  /** All remembered aliases. */
  get aliases(): readonly string[] {
    return [...this.#closed.keys()];
  }
}
