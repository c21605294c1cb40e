import type { Clock } from '../../time/clock.js';
import type { RequestRecord } from './request-record.js';

/** The responses that are not judged yet. There are as many as the application has requests under way. */
export class OpenResponses {
  readonly #clock: Clock;
  readonly #open = new Set<RequestRecord>();
  readonly #waits = new Set<() => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(record: RequestRecord): void {
    this.#open.add(record);
  }

  delete(record: RequestRecord): void {
    this.#open.delete(record);
    for (const look of this.#waits) look();
  }

  /** Waits until every response that has ended is judged, at most `patience` milliseconds: one whose client reads nothing stays open. */
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
    for (const { response } of this.#open) if (response.writableEnded) return true;
    return false;
  }
}
