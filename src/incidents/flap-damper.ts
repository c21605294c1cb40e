/** Trouble that returns within this time of its end is the same trouble, flapping. Milliseconds. */
const FLAP_WITHIN = 30 * 60_000;
/** The patience with flapping trouble has an end. Milliseconds. */
const MOST_PATIENCE = 60 * 60_000;
/** After this long without trouble the patience halves again. Milliseconds. */
const CALM = 2 * 60 * 60_000;

/** More doublings than this change nothing, whatever the patience began with. */
const MOST_DOUBLINGS = 30;

/** How often the same trouble has opened an incident. */
export interface Recurrence {
  readonly openings: number;
  /** Milliseconds from the first opening to the last. */
  readonly within: number;
}

/** Doubles the time that all must be well before a close, each time that the trouble returns soon after one. */
export class FlapDamper {
  readonly #patience: number;
  readonly #closesAtOnce: boolean;
  #doublings = 0;
  #closedAt: number | undefined;
  #openings = 0;
  #firstOpenedAt = 0;

  /**
   * @param patience how long all must be well before a close, in milliseconds
   * @param closesAtOnce whether trouble that does not flap needs no patience at all
   */
  constructor(patience: number, closesAtOnce = false) {
    this.#patience = patience;
    this.#closesAtOnce = closesAtOnce;
  }

  /** How long all must be well before a close now, in milliseconds. */
  get patience(): number {
    if (this.#closesAtOnce && this.#doublings === 0) return 0;
    const doublings = this.#closesAtOnce ? this.#doublings - 1 : this.#doublings;
    return Math.min(this.#patience * 2 ** doublings, Math.max(MOST_PATIENCE, this.#patience));
  }

  /** Other processes know of more openings than this one, which did not run it then. */
  recurred({ openings, within }: Recurrence, now: number): void {
    if (openings <= this.#openings) return;
    this.#openings = openings;
    this.#firstOpenedAt = now - within;
    this.#doublings = Math.min(MOST_DOUBLINGS, Math.max(this.#doublings, openings - 1));
  }

  closed(now: number): void {
    this.#closedAt = now;
  }

  /** An incident opened. @returns how often it has, if it is flapping */
  opened(now: number): Recurrence | undefined {
    const calm = this.#closedAt === undefined ? Infinity : now - this.#closedAt;
    if (calm <= FLAP_WITHIN) {
      if (this.patience < MOST_PATIENCE) this.#doublings = Math.min(MOST_DOUBLINGS, this.#doublings + 1);
      this.#openings++;
      return { openings: this.#openings, within: now - this.#firstOpenedAt };
    }
    this.#doublings = Math.max(0, this.#doublings - Math.floor(calm / CALM));
    this.#openings = 1;
    this.#firstOpenedAt = now;
    return undefined;
  }
}
