import type { Claim, ClaimSubject, Role } from './claim.js';

/** What this process has to do with the incidents of the fleet, by their series. */
export class Claims {
  readonly #bySeries = new Map<string, Claim>();

  get(series: string): Claim | undefined {
    return this.#bySeries.get(series);
  }

  get all(): readonly Claim[] {
    return [...this.#bySeries.values()];
  }

  /** How many incidents this process speaks for. */
  get spoken(): number {
    return this.all.filter(({ role }) => role === 'speaker').length;
  }

  /** Those whose alert has this alias. */
  withAlias(alias: string): readonly Claim[] {
    return this.all.filter((claim) => claim.alias === alias);
  }

  /** Adds a claim. It replaces an earlier one of the same series. */
  add({ series, incidentId, data, openedAt }: ClaimSubject, role: Role): Claim {
    const claim: Claim = {
      series,
      incidentId,
      role,
      data,
      openedAt,
      epoch: 0,
      alias: undefined,
      notifiedAt: undefined,
      closing: 'no',
      isCloseQueued: false,
      waiting: [],
      isolatedAt: undefined,
      record: undefined,
      since: 0,
      skipped: 0,
      isWatched: true,
      look: 'no',
    };
    this.#bySeries.set(series, claim);
    return claim;
  }

  /** Removes a claim, unless another one has replaced it. */
  remove(claim: Claim): void {
    if (this.#bySeries.get(claim.series) === claim) this.#bySeries.delete(claim.series);
  }
}
