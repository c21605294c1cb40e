import { leaseTime } from '../../../src/fleet/fleet-pace.js';
import type { FleetMember, FleetTimes } from '../../../src/fleet/fleet-store.js';

interface Entry {
  member: FleetMember;
  sequence: number;
  /** When its lease ends; `undefined`: it is lost. */
  until: number | undefined;
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
    return [...this.#entries.values()].filter(({ until }) => until !== undefined).length;
  }

  /** Whether its leases hold. */
  isAlive(id: string, now: number): boolean {
    const until = this.#entries.get(id)?.until;
    return until !== undefined && until > now;
  }

  sequenceOf(id: string): number | undefined {
    return this.#entries.get(id)?.sequence;
  }

  /** The clock was set back: no lease is longer than a new one. */
  notLaterThan(now: number): void {
    const latest = this.#leaseEnds(now);
    for (const entry of this.#entries.values())
      if (entry.until !== undefined && entry.until > latest) entry.until = latest;
  }

  /** A member gave a sign of life. @returns what became of others */
  seen(self: FleetMember, sequence: number, now: number): { id: string; isDropped: boolean }[] {
    const entry = this.#entries.get(self.id);
    let isChanged = entry?.until === undefined || entry.member.lostAt !== 0;
    const startedAt = entry?.member.startedAt ?? Math.max(0, self.startedAt);
    const own: Entry = { member: { ...self, startedAt, lostAt: 0 }, sequence, until: Infinity };
    this.#entries.set(self.id, own);
    const others: { id: string; isDropped: boolean }[] = [];
    for (const [id, other] of this.#entries) {
      if (other.until !== undefined && other.until <= now) {
        other.until = undefined;
        other.member = { ...other.member, lostAt: now };
        others.push({ id, isDropped: false });
        isChanged = true;
      } else if (other.until === undefined && other.member.lostAt + this.#times.lost <= now) {
        this.#entries.delete(id);
        others.push({ id, isDropped: true });
        isChanged = true;
      }
    }
    own.until = this.#leaseEnds(now);
    if (isChanged) this.#rise(now);
    return others;
  }

  #leaseEnds(now: number): number {
    return now + leaseTime(this.#times.lease, this.size);
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
