import type { FleetMember, FleetTimes } from '../../../src/fleet/fleet-store.js';

interface Entry {
  member: FleetMember;
  sequence: number;
  /** `undefined`: it is lost. */
  seen: number | undefined;
}

/** The members of a {@link ModelFleet}. */
export class ModelMembers {
  readonly #times: FleetTimes;
  readonly #entries = new Map<string, Entry>();
  version = 0;

  constructor(times: FleetTimes) {
    this.#times = times;
  }

  /** How many are alive. */
  get size(): number {
    return [...this.#entries.values()].filter(({ seen }) => seen !== undefined).length;
  }

  /** Whether its leases hold. */
  isAlive(id: string, now: number): boolean {
    const seen = this.#entries.get(id)?.seen;
    return seen !== undefined && seen + this.#times.lease > now;
  }

  sequenceOf(id: string): number | undefined {
    return this.#entries.get(id)?.sequence;
  }

  /** The clock was set back: no sign of life is in the future. */
  notLaterThan(now: number): void {
    for (const entry of this.#entries.values()) if (entry.seen !== undefined && entry.seen > now) entry.seen = now;
  }

  /** A member gave a sign of life. @returns what became of others */
  seen(self: FleetMember, sequence: number, now: number): { id: string; isDropped: boolean }[] {
    const entry = this.#entries.get(self.id);
    let isChanged = entry?.seen === undefined || entry.member.lostAt !== 0;
    const startedAt = entry?.member.startedAt ?? Math.max(0, self.startedAt);
    this.#entries.set(self.id, { member: { ...self, startedAt, lostAt: 0 }, sequence, seen: now });
    const others: { id: string; isDropped: boolean }[] = [];
    for (const [id, other] of this.#entries) {
      if (other.seen !== undefined && other.seen <= now - this.#times.lease) {
        other.seen = undefined;
        other.member = { ...other.member, lostAt: now };
        others.push({ id, isDropped: false });
        isChanged = true;
      } else if (other.seen === undefined && other.member.lostAt + this.#times.lost <= now) {
        this.#entries.delete(id);
        others.push({ id, isDropped: true });
        isChanged = true;
      }
    }
    if (isChanged) this.#rise(now);
    return others;
  }

  leave(id: string, now: number): void {
    if (this.#entries.delete(id)) this.#rise(now);
  }

  all(): FleetMember[] {
    return [...this.#entries.values()].map(({ member }) => member);
  }

  #rise(now: number): void {
    this.version = Math.max(this.version + 1, now);
  }
}
