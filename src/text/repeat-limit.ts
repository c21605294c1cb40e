/** A log that repeats itself hides what else is in it; one that falls silent looks like recovery. Milliseconds. */
export const REPEAT_AFTER = 15 * 60_000;
/** Lines come from code, so there are few states. Names made of data must not fill the memory: the oldest state is forgotten. */
const MOST_STATES = 200;

/** Decides what is logged: the same state at most once in 15 minutes, also where it comes and goes. */
export class RepeatLimit {
  readonly #loggedAt = new Map<string, number>();

  /** Whether a state may be logged now; if so, it counts as logged. @param now monotonic milliseconds */
  admits(state: string, now: number): boolean {
    const loggedAt = this.#loggedAt.get(state);
    if (loggedAt !== undefined && now - loggedAt < REPEAT_AFTER) return false;
    // At the end of the map, which is in the order of time.
    this.#loggedAt.delete(state);
    const [oldest] = this.#loggedAt.keys();
    if (oldest !== undefined && this.#loggedAt.size >= MOST_STATES) this.#loggedAt.delete(oldest);
    this.#loggedAt.set(state, now);
    return true;
  }
}
