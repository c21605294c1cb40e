import type { RecentRuns } from './incident.js';

/** Remembers how the runs of one task went, whatever they failed with. Times are monotonic milliseconds. */
export class RunHistory {
  #succeededAt: number | undefined;
  #failedInRow = 0;

  good(now: number): void {
    this.#succeededAt = now;
    this.#failedInRow = 0;
  }

  bad(): void {
    this.#failedInRow++;
  }

  describe(now: number): RecentRuns {
    const succeededAgo = this.#succeededAt === undefined ? undefined : now - this.#succeededAt;
    return { succeededAgo, failedInRow: this.#failedInRow };
  }
}
