/** The oldest give way. */
const MOST = 1_000;

/** When alerts were closed last, by any process of the fleet, in milliseconds since 1970. */
export class KnownCloses {
  readonly #closes = new Map<string, number>();

  add(alias: string, wall: number): void {
    const known = this.#closes.get(alias) ?? -Infinity;
    // The map is in the order of learning.
    this.#closes.delete(alias);
    this.#closes.set(alias, Math.max(known, wall));
    const [oldest] = this.#closes.keys();
    if (oldest !== undefined && this.#closes.size > MOST) this.#closes.delete(oldest);
  }

  isClosedSince(alias: string, wall: number): boolean {
    return (this.#closes.get(alias) ?? -Infinity) >= wall;
  }
}
