/** Good and bad requests of the last stretch of time, in a ring of ticks with running sums. */
export class RollingCount {
  private readonly totals: Uint32Array;
  private readonly bads: Uint32Array;
  private position = 0;
  total = 0;
  bad = 0;

  /** @param ticks how many ticks it remembers */
  constructor(private readonly ticks: number) {
    this.totals = new Uint32Array(ticks);
    this.bads = new Uint32Array(ticks);
  }

  /** Adds what the last tick brought, and forgets the oldest. */
  push(total: number, bad: number): void {
    this.total += total - (this.totals[this.position] ?? 0);
    this.bad += bad - (this.bads[this.position] ?? 0);
    this.totals[this.position] = total;
    this.bads[this.position] = bad;
    this.position = (this.position + 1) % this.ticks;
  }

  /** Share of bad requests; 0 without any request. */
  get ratio(): number {
    return this.total === 0 ? 0 : this.bad / this.total;
  }
}
