/** After this many samples both counters are halved, so that their ratio reflects recent traffic. */
const MOST_REMEMBERED = 100;
/** An inhibited incident is released once this many of its bad samples, and most of them, are not shared with its inhibitor. */
const OWN_TROUBLE = 10;

/** The incident whose alert stands for another. */
export interface Inhibitor {
  /** Why it is over; `undefined` while it is active. */
  readonly ended: unknown;
}

/** Whether the alert of another incident, which the same outcome opened or which covers more, still stands for this one. */
export class Inhibition {
  readonly #isCovered: boolean;
  #shared = 0;
  #own = 0;

  /** @param isCovered whether the inhibitor is the wider incident: its notes then name this one, also where they share no sample */
  constructor(isCovered: boolean) {
    this.#isCovered = isCovered;
  }

  /** Counts a bad sample of the inhibited incident. @param isShared whether the same outcome was bad for the inhibitor */
  addBad(isShared: boolean): void {
    if (isShared) this.#shared++;
    else this.#own++;
    if (this.#shared + this.#own < MOST_REMEMBERED) return;
    this.#shared /= 2;
    this.#own /= 2;
  }

  /** Whether the inhibitor's alert says too little about this incident: a wider outage must not hide behind the old trouble of one handler. */
  get isRefuted(): boolean {
    return !this.#isCovered && this.#own >= OWN_TROUBLE && this.#own > this.#shared;
  }
}
