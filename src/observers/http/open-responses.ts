import type { Clock } from '../../time/clock.js';
import type { RequestRecord } from './request-record.js';

/**
 * The responses that have not been reported yet; as many as the application has requests in flight.
 *
 * A list in which each record knows its place, so that no hash is needed.
 */
export class OpenResponses {
  readonly #clock: Clock;
  readonly #open: RequestRecord[] = [];
  readonly #waits = new Set<() => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(record: RequestRecord): void {
    record.place = this.#open.push(record) - 1;
  }

  delete(record: RequestRecord): void {
    const { place } = record;
    if (this.#open[place] !== record) return;
    const last = this.#open.pop();
    if (last !== undefined && last !== record) {
      this.#open[place] = last;
      last.place = place;
    }
    if (this.#waits.size > 0) for (const look of this.#waits) look();
  }

  /** Waits until every response that has ended is reported, at most `patience` milliseconds: one whose client does not read stays open. */
  async settled(patience: number): Promise<void> {
    if (!this.#isSettling) return;
    await new Promise<void>((resolve) => {
      const end = (): void => {
        this.#waits.delete(look);
        timer.cancel();
        resolve();
      };
      const look = (): void => {
        if (!this.#isSettling) end();
      };
      const timer = this.#clock.after(patience, end);
      this.#waits.add(look);
    });
  }

  get #isSettling(): boolean {
    return this.#open.some(({ response }) => response.writableEnded);
  }
}
