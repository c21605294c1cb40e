/** More at once are a program's mistake; the oldest give way, so that it does not fill the memory. */
const MOST_MUTES = 1_000;

/** Active mutes and when each ends. They are independent: a short one does not cut a longer one off. */
export class Mutes {
  /** When each ends; monotonic milliseconds. */
  readonly #ends = new Map<symbol, number>();

  /** @returns ends it early */
  add(now: number, end: number): () => void {
    for (const [mute, other] of this.#ends) if (other <= now || this.#ends.size >= MOST_MUTES) this.#ends.delete(mute);
    const mute = Symbol('mute');
    this.#ends.set(mute, end);
    return () => this.#ends.delete(mute);
  }

  /** Whether any goes on. */
  cover(now: number): boolean {
    for (const end of this.#ends.values()) if (now < end) return true;
    return false;
  }
}
