import type { IncidentRecord } from '../incidents/incident-record.js';
import type { Transition } from '../incidents/incident.js';
import type { InstanceSight, Peers } from '../incidents/peers.js';
import type { SampleCounter } from '../incidents/sample-counts.js';
import { Claims } from './claims.js';
import { Closing, type WaitingClose } from './closing.js';
import type { ConnectedParts, FleetOptions, FleetSurroundings } from './fleet-options.js';
import type { FleetLink, FleetParts } from './fleet-parts.js';
import { isolationTime } from './fleet-pace.js';
import type { FleetStats } from './fleet-stats.js';
import type { RateLimit, SyncCursor, SyncReply, SyncRequest } from './fleet-store.js';
import { judge } from './judgement.js';
import { Lease } from './lease.js';
import { Ledger } from './ledger.js';
import { Mirror } from './mirror.js';
import { Reachability } from './reachability.js';
import { Recoveries } from './recoveries.js';
import { RecordUpdates } from './record-updates.js';
import { SharedMutes } from './shared-mutes.js';
import { Sights } from './sights.js';
import { Succession } from './succession.js';
import { SyncLoop } from './sync-loop.js';
import { Voice } from './voice.js';

/**
 * This process among the others of its service. It syncs at intervals: its counts go to the store, and those of all come back and are
 * judged. Nothing that the application does waits for it.
 */
export class Fleet implements Peers, FleetLink {
  readonly outlier: number;
  readonly #options: FleetOptions;
  readonly #ledger = new Ledger();
  readonly #mirror = new Mirror();
  readonly #claims = new Claims();
  readonly #loop: SyncLoop;
  readonly #leases: Lease[] = [];
  readonly #reach: Reachability;
  #parts: ConnectedParts | undefined;
  #cursor: SyncCursor | undefined;
  #versions = { records: 0, members: 0 };
  #isStopped = false;

  constructor(options: FleetOptions) {
    this.#options = options;
    this.outlier = options.outlier;
    this.#reach = new Reachability(options.clock, () => isolationTime(options.pace, this.instances));
    this.#loop = new SyncLoop({
      ...options,
      instances: () => this.#mirror.instances,
      request: (sequence) => this.#request(sequence),
      answered: (request, reply) => this.#answered(request, reply),
      failed: (request) => this.#failed(request),
    });
  }

  /** Connects it with what it judges. */
  connect({ alerts, emit, engine }: FleetSurroundings): void {
    const { clock, fault, pace, random = Math.random, store } = this.#options;
    const [claims, mirror] = [this.#claims, this.#mirror];
    const parts: FleetParts = { store, clock, pace, claims, mirror, engine, alerts, emit, random, fault, link: this };
    const mutes = new SharedMutes({ store, clock, mute: (milliseconds) => engine.mute(milliseconds) });
    const updates = new RecordUpdates(parts);
    const voice = new Voice(parts, updates);
    const closing = new Closing(parts, updates, voice);
    const succession = new Succession(parts, { closing, updates, voice });
    const [sights, recoveries] = [new Sights(parts), new Recoveries(parts)];
    this.#parts = { ...parts, updates, voice, closing, succession, sights, recoveries, mutes };
  }

  /** Starts to sync. */
  start(): void {
    this.#reach.start();
    void this.syncNow();
  }

  get isShared(): boolean {
    return this.#reach.isShared;
  }

  get isAwake(): boolean {
    return this.#reach.isAwake;
  }

  get lastSyncAt(): number {
    return this.#reach.lastSyncAt;
  }

  /** How many processes are alive, as of the last sync. */
  get instances(): number {
    return this.#mirror.instances;
  }

  /** The processes of the fleet; `undefined` while that is not known. */
  get members(): { readonly alive: number; readonly lost: readonly string[] } | undefined {
    return this.hasJoined ? { alive: this.instances, lost: this.#mirror.lost } : undefined;
  }

  /** Whether the store has answered, and does still. */
  get hasJoined(): boolean {
    return this.#reach.hasJoined;
  }

  /** Reserves tokens of the rate limit that all processes share; see {@link FleetStore.reserve}. Rejects without an answer. */
  reserve(used: number, wanted: number, limit: RateLimit): Promise<number> {
    return this.#options.store.reserve(used, wanted, limit);
  }

  counterFor(series: string): SampleCounter {
    return this.#ledger.counterFor(series);
  }

  mayEnd(series: string): boolean {
    return this.#parts?.closing.mayEnd(series) ?? true;
  }

  /** See {@link Closing.maySend}. */
  maySend(close: WaitingClose): boolean {
    return this.#parts?.closing.maySend(close) ?? !close.isInherited;
  }

  /** See {@link Closing.closedBy}. */
  closedBy(alias: string): 'fleet' | 'process' {
    return this.#parts?.closing.closedBy(alias) ?? 'process';
  }

  /** See {@link Closing.isLive}. */
  isLive(alias: string): boolean {
    return this.#parts?.closing.isLive(alias) ?? false;
  }

  sightOf(series: string): InstanceSight | undefined {
    const { clock, store } = this.#options;
    if (!this.hasJoined) return undefined;
    const own = this.#parts?.engine.shared?.ownTroubles().find((trouble) => trouble.series === series)?.figures;
    return this.#mirror.sightOf(series, store.self.id, own, clock.now());
  }

  inherited(series: string, record: IncidentRecord): void {
    this.#parts?.succession.inherited(series, record);
  }

  /** Takes what happens to incidents in this process. */
  take(transition: Transition): void {
    this.#parts?.voice.take(transition);
  }

  /** A message was accepted for delivery. @param delivered whether the platform accepted it in the end */
  sent(type: string, alias: string, delivered: Promise<{ readonly ok: boolean }>): void {
    const { clock, fault } = this.#options;
    const { updates } = this.#parts ?? {};
    if (updates === undefined) return;
    if (type === 'close') updates.closeQueued(alias);
    delivered
      .then(({ ok }) => {
        if (this.#isStopped) return;
        if (type === 'create' && ok) updates.notified(alias, clock.wall());
        if (type === 'close') updates.closed(alias);
      })
      .catch(fault);
  }

  /** Mutes new incidents in all processes for this many milliseconds. @returns a function that ends the mute early */
  mute(milliseconds: number): () => void {
    return this.#parts?.mutes.add(milliseconds) ?? ((): void => undefined);
  }

  /** Lets one process do something for all. @param taken called when it becomes this one's task @returns whether it is; alone, it is each one's */
  share(name: string, taken: () => void): () => boolean {
    const { fault, store } = this.#options;
    const lease = new Lease({ fault, mirror: this.#mirror, store }, name, taken);
    this.#leases.push(lease);
    return () => !this.hasJoined || lease.isHeld;
  }

  get stats(): FleetStats {
    return {
      ...this.#reach.stats,
      instances: this.instances,
      dropped: this.#ledger.dropped,
      series: this.#ledger.size,
      leases: this.#claims.spoken,
    };
  }

  /** Leaves the fleet: another process speaks at once for what this one spoke for. Never rejects. */
  async leave(): Promise<void> {
    if (this.#isStopped) return;
    this.stop();
    // What was counted since the last sync goes along, if the store answers.
    await this.#options.store.leave().catch(() => undefined);
    this.#options.store.close();
  }

  /** Syncs no more. */
  stop(): void {
    this.#isStopped = true;
    this.#loop.stop();
  }

  syncNow(): Promise<void> {
    return this.#loop.run();
  }

  #request(sequence: number): SyncRequest {
    return {
      sequence,
      counts: this.#ledger.take(),
      cursor: this.#cursor,
      recordsVersion: this.#versions.records,
      membersVersion: this.#versions.members,
    };
  }

  /** @returns whether what was counted is too old to be sent again */
  #failed({ counts }: SyncRequest): boolean {
    const { hasChanged, isAlone, since } = this.#reach.failed();
    if (!isAlone) return false;
    // It belongs to no window of the others any more.
    this.#ledger.drop(counts);
    this.#ledger.drop();
    if (hasChanged) {
      this.#parts?.succession.isolated();
      this.#options.changed('alone', since);
    }
    return true;
  }

  #answered(request: SyncRequest, reply: SyncReply): void {
    const now = this.#options.clock.now();
    const { hasChanged, since, wasShared } = this.#reach.answered();
    this.#cursor = reply.cursor;
    this.#versions = { records: reply.recordsVersion, members: reply.membersVersion };
    this.#ledger.added(request.counts, reply.time, reply.refused);
    this.#mirror.take(reply, now);
    if (hasChanged) {
      this.#parts?.succession.rejoined();
      this.#options.changed('shared', since);
    }
    this.#parts?.mutes.take(reply, now);
    judge(this.#parts?.engine.shared, this.#ledger, reply, !wasShared, now);
    this.#parts?.succession.synced(reply.time);
    this.#parts?.sights.show();
    this.#parts?.recoveries.show();
    for (const lease of this.#leases) lease.synced();
  }
}
