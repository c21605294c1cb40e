import type { IncidentRecord } from '../incidents/incident-record.js';
import type { Transition } from '../incidents/incident.js';
import type { InstanceSight, Peers } from '../incidents/peers.js';
import type { SampleCounter } from '../incidents/sample-counts.js';
import { Claims } from './claims.js';
import { Closing } from './closing.js';
import type { ConnectedParts, FleetOptions, FleetSurroundings } from './fleet-options.js';
import type { FleetLink, FleetParts } from './fleet-parts.js';
import type { FleetStats } from './fleet-stats.js';
import type { SyncCursor, SyncReply, SyncRequest } from './fleet-store.js';
import { Lease } from './lease.js';
import { Ledger } from './ledger.js';
import { Mirror } from './mirror.js';
import { SharedMutes } from './shared-mutes.js';
import { Sights } from './sights.js';
import { Succession } from './succession.js';
import { SyncLoop } from './sync-loop.js';
import { RecordUpdates } from './record-updates.js';
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
  #parts: ConnectedParts | undefined;
  #state: 'joining' | FleetStats['state'] = 'joining';
  #cursor: SyncCursor | undefined;
  #versions = { records: 0, members: 0 };
  #lastSyncAt = -Infinity;
  /** When the last sync was answered or given up. */
  #triedAt = -Infinity;
  #lastSync: Date | undefined;
  #startedAt = 0;
  #syncs = 0;
  #failures = 0;
  #isStopped = false;

  constructor(options: FleetOptions) {
    this.#options = options;
    this.outlier = options.outlier;
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
    this.#parts = { ...parts, updates, voice, closing, succession, sights: new Sights(parts), mutes };
  }

  /** Starts to sync. */
  start(): void {
    this.#startedAt = this.#options.clock.now();
    void this.syncNow();
  }

  get isShared(): boolean {
    return this.#state !== 'alone';
  }

  get isAwake(): boolean {
    const { clock, pace } = this.#options;
    return clock.now() - Math.max(this.#triedAt, this.#startedAt) < pace.isolateAfter;
  }

  get lastSyncAt(): number {
    return this.#lastSyncAt;
  }

  counterFor(series: string): SampleCounter {
    return this.#ledger.counterFor(series);
  }

  mayEnd(series: string): boolean {
    return this.#parts?.closing.mayEnd(series) ?? true;
  }

  sightOf(series: string): InstanceSight | undefined {
    const { clock, store } = this.#options;
    if (this.#state !== 'shared') return undefined;
    const own = this.#parts?.engine.shared?.ownTroubles().find((trouble) => trouble.series === series)?.figures;
    return this.#mirror.sightOf(series, store.self.id, own, clock.now());
  }

  inherited(series: string, record: IncidentRecord): void {
    const { clock } = this.#options;
    const { bad, discriminator, incidentId, openedAt, operation, ruleKey, staleAfter, autoClose } = record;
    const alert = this.#parts?.alerts.alertOf(incidentId);
    const priority = alert?.priority ?? 'P3';
    const data = { ruleKey, operation, discriminator, priority, bad, total: bad, patience: 0 };
    const subject = { series, incidentId, openedAt, data: { ...data, more: { staleAfter, autoClose } } };
    const claim = this.#claims.add(subject, 'alone');
    claim.alias = alert?.alias;
    claim.notifiedAt = record.notifiedAt ?? clock.wall();
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
    return () => this.#state !== 'shared' || lease.isHeld;
  }

  get stats(): FleetStats {
    return {
      state: this.#state === 'shared' ? 'shared' : 'alone',
      instances: this.#mirror.instances,
      lastSync: this.#lastSync,
      syncs: this.#syncs,
      failures: this.#failures,
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
    const { changed, clock, pace } = this.#options;
    const now = clock.now();
    this.#failures++;
    this.#triedAt = now;
    const since = Math.max(this.#lastSyncAt, this.#startedAt);
    if (now - since < pace.isolateAfter) return false;
    // It belongs to no window of the others any more.
    this.#ledger.drop(counts);
    this.#ledger.drop();
    if (this.#state !== 'alone') {
      this.#state = 'alone';
      this.#parts?.succession.isolated();
      changed('alone', now - since);
    }
    return true;
  }

  #answered(request: SyncRequest, reply: SyncReply): void {
    const { changed, clock } = this.#options;
    const now = clock.now();
    const before = this.#state;
    const gone = now - Math.max(this.#lastSyncAt, this.#startedAt);
    this.#syncs++;
    this.#triedAt = now;
    this.#lastSyncAt = now;
    this.#lastSync = new Date(clock.wall());
    this.#cursor = reply.cursor;
    this.#versions = { records: reply.recordsVersion, members: reply.membersVersion };
    this.#ledger.added(request.counts, reply.time, reply.refused);
    this.#mirror.take(reply, now);
    this.#state = 'shared';
    if (before === 'alone') {
      this.#parts?.succession.rejoined();
      changed('shared', gone);
    }
    this.#parts?.mutes.take(reply, now);
    this.#judge(reply, before !== 'shared', now);
    this.#parts?.succession.synced(reply.time);
    this.#parts?.sights.show();
    for (const lease of this.#leases) lease.synced();
  }

  /** @param isHistory whether this process was not there when it was counted */
  #judge({ sealed, time }: SyncReply, isHistory: boolean, now: number): void {
    const shared = this.#parts?.engine.shared;
    if (shared === undefined) return;
    for (const span of sealed) {
      const samples = this.#ledger.samplesIn(span);
      if (!isHistory) shared.take(samples);
      else for (const { series, all } of samples) shared.recall(series, all, now - Math.max(0, time - span.to));
    }
    if (sealed.length === 0) shared.take([]);
  }
}
