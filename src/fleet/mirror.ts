import type { FailingInstance, InstanceSight } from '../incidents/peers.js';
import type { FleetMember, FleetRecord, SyncReply } from './fleet-store.js';

/** Records and members as this process last saw them. */
export class Mirror {
  #records: ReadonlyMap<string, FleetRecord> = new Map();
  #members: readonly FleetMember[] = [];
  #instances = 1;
  /** By how much the store's time is ahead of the monotonic one. */
  #ahead = 0;

  /** @param now monotonic milliseconds */
  take({ instances, members, records, time }: SyncReply, now: number): void {
    this.#ahead = time - now;
    this.#instances = instances;
    if (members !== undefined) this.#members = members;
    if (records !== undefined) this.#records = new Map(records.map((record) => [record.alias, record]));
  }

  /** One record changed. */
  put(record: FleetRecord): void {
    this.#records = new Map(this.#records).set(record.alias, record);
  }

  record(series: string): FleetRecord | undefined {
    return this.#records.get(series);
  }

  get records(): readonly FleetRecord[] {
    return [...this.#records.values()];
  }

  /** How many processes are alive. */
  get instances(): number {
    return this.#instances;
  }

  /** The store's time. @param now monotonic milliseconds */
  timeAt(now: number): number {
    return now + this.#ahead;
  }

  /** Whether a process is alive, as far as this one knows. */
  isAlive(id: string): boolean {
    return this.#members.some((member) => member.id === id && member.lostAt === 0);
  }

  /** Whether a process vanished lately without leaving: it may be cut off, and fail. */
  get hasLost(): boolean {
    return this.lost.length > 0;
  }

  /** Whether a process is alive, or vanished lately. */
  isKnown(id: string): boolean {
    return this.#members.some((member) => member.id === id);
  }

  /** The names of the processes that vanished lately without leaving. */
  get lost(): readonly string[] {
    return this.#members.filter(({ lostAt }) => lostAt > 0).map(({ name }) => name);
  }

  /** Whether another process fails by its own figures. @param now monotonic milliseconds */
  isSeenElsewhere(series: string, self: string, now: number): boolean {
    const time = this.timeAt(now);
    const locals = this.record(series)?.locals ?? {};
    return Object.entries(locals).some(([id, { until }]) => id !== self && until > time);
  }

  /**
   * The instances that fail by their own figures.
   *
   * @param own what this process sees by itself
   * @param now monotonic milliseconds
   */
  sightOf(
    series: string,
    self: string,
    own: { readonly bad: number; readonly total: number } | undefined,
    now: number,
  ): InstanceSight {
    const time = this.timeAt(now);
    const locals = Object.entries(this.record(series)?.locals ?? {}).filter(
      ([id, { until }]) => id !== self && until > time,
    );
    const seen = own === undefined ? locals : [[self, own] as const, ...locals];
    const failing = seen.flatMap(([id, { bad, total }]): FailingInstance[] => {
      const member = this.#members.find((one) => one.id === id);
      if (member === undefined) return [];
      const { name, startedAt, version } = member;
      return [{ name, version, bad, total, startedAgo: startedAt === 0 ? undefined : time - startedAt }];
    });
    const versions = new Map<string, number>();
    for (const { lostAt, version } of this.#members)
      if (lostAt === 0) versions.set(version, (versions.get(version) ?? 0) + 1);
    return { instances: this.#instances, failing, versions };
  }
}
