/** The alert of a firing incident is raised again this often: that reopens what a person or another instance closed too early. Milliseconds. */
const REPEAT_EVERY = 5 * 60_000;
/** Instances must not all do so at the same moment: ±20%. */
const REPEAT_JITTER = 0.2;

/** When alerts are raised again. */
export class Repetition {
  readonly #random: () => number;

  /** @param random gives numbers from 0 to 1, for jitter */
  constructor(random: () => number) {
    this.#random = random;
  }

  /** When an alert that is raised now is raised again. Monotonic milliseconds. */
  after(now: number): number {
    return now + REPEAT_EVERY * (1 + REPEAT_JITTER * (2 * this.#random() - 1));
  }
}
