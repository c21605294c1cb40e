/** Good and bad requests of a sliding window, in a ring of ticks with running sums. */
export class RollingCount {
  private readonly totals: Uint32Array;
  private readonly bads: Uint32Array;
  private position = 0;
  total = 0;
  bad = 0;

  /** @param ticks the length of the window in ticks */
  constructor(private readonly ticks: number) {
    this.totals = new Uint32Array(ticks);
    this.bads = new Uint32Array(ticks);
  }

  /** Adds the last tick and removes the oldest. */
  push(total: number, bad: number): void {
    this.total += total - (this.totals[this.position] ?? 0);
    this.bad += bad - (this.bads[this.position] ?? 0);
    this.totals[this.position] = total;
    this.bads[this.position] = bad;
    this.position = (this.position + 1) % this.ticks;
  }

  /** The share of bad requests; 0 without requests. */
  get ratio(): number {
    return this.total === 0 ? 0 : this.bad / this.total;
  }
}
