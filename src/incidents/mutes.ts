import type { Clock, Timer } from '../time/clock.js';
import type { Episode } from './episode.js';
import type { Hidden } from './incident.js';

/** More at once are a program's mistake; the oldest give way, so that it does not fill the memory. */
const MOST_MUTES = 1_000;

/** Active mutes and when each ends. They are independent: a short one does not cut a longer one off. */
export class Mutes {
  readonly #clock: Clock;
  readonly #onOver: (hidden: Hidden) => void;
  /** When each ends; monotonic milliseconds. */
  readonly #ends = new Map<symbol, number>();
  /** Incidents that began meanwhile and are active still. */
  readonly #active = new Set<Episode>();
  #incidents = 0;
  #raises = 0;
  /** The only timer: for the end of the last mute. */
  #timer: Timer | undefined;

  /** @param onOver called when the last mute has ended */
  constructor(clock: Clock, onOver: (hidden: Hidden) => void) {
    this.#clock = clock;
    this.#onOver = onOver;
  }

  /** Adds a mute of this many milliseconds. @returns a function that ends it early */
  add(milliseconds: number): () => void {
    const now = this.#clock.now();
    for (const [mute, end] of this.#ends) if (end <= now || this.#ends.size >= MOST_MUTES) this.#ends.delete(mute);
    const mute = Symbol('mute');
    this.#ends.set(mute, now + milliseconds);
    this.#awaitEnd();
    return () => {
      if (this.#ends.delete(mute)) this.#awaitEnd();
    };
  }

  /** Whether any is active. */
  get areActive(): boolean {
    const now = this.#clock.now();
    for (const end of this.#ends.values()) if (now < end) return true;
    return false;
  }

  /** An incident was not reported. */
  hide(episode: Episode): void {
    if (this.#active.has(episode)) return;
    this.#active.add(episode);
    this.#incidents++;
  }

  /** An alert of the application itself was not raised. */
  hideRaise(): void {
    this.#raises++;
  }

  /** An incident is over. */
  ended(episode: Episode): void {
    this.#active.delete(episode);
  }

  /** Awaits no end any more. */
  stop(): void {
    this.#timer?.cancel();
  }

  #awaitEnd(): void {
    this.#timer?.cancel();
    const remaining = Math.max(0, ...this.#ends.values()) - this.#clock.now();
    if (remaining <= 0) return this.#conclude();
    this.#timer = this.#clock.after(remaining, () => this.#awaitEnd());
  }

  #conclude(): void {
    this.#ends.clear();
    const hidden = { incidents: this.#incidents, active: this.#active.size, raises: this.#raises };
    this.#active.clear();
    this.#incidents = 0;
    this.#raises = 0;
    this.#onOver(hidden);
  }
}
