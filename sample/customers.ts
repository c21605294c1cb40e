/** Milliseconds between two checkouts. */
const PACE = 100;

/** Customers who check out, one after the other, and remember how it went. */
export class Customers {
  readonly #shop: () => string;
  readonly #waiting = new Set<Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #served = 0;
  #failed = 0;

  /** @param shop where the next one goes */
  constructor(shop: () => string) {
    this.#shop = shop;
  }

  come(): void {
    this.#timer = setInterval(() => {
      const visit = this.#checkOut().finally(() => this.#waiting.delete(visit));
      this.#waiting.add(visit);
    }, PACE);
  }

  /** How many there were since the last report. */
  report(): string {
    const text = `${this.#served} checkouts went well, ${this.#failed} failed.`;
    this.#served = 0;
    this.#failed = 0;
    return text;
  }

  async leave(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.allSettled(this.#waiting);
  }

  async #checkOut(): Promise<void> {
    try {
      const { ok, body } = await fetch(`${this.#shop()}/checkout`, { method: 'POST' });
      await body?.cancel();
      if (ok) this.#served++;
      else this.#failed++;
    } catch {
      // The shop is gone.
      this.#failed++;
    }
  }
}
