import type { Clock } from '../time/clock.js';
import type { FleetStats } from './fleet-stats.js';

/** What one sync showed. */
export interface SyncResult {
  /** Whether this process knew what the others count until then. */
  readonly wasShared: boolean;
  /** Whether the process is on its own. */
  readonly isAlone: boolean;
  /** Whether that has changed: it is on its own from now on, or among the others again. */
  readonly hasChanged: boolean;
  /** How long ago the sync before it was answered, in milliseconds. */
  readonly since: number;
}

/** Whether the store can be reached, as the syncs show. Before the first answer, a process belongs to the fleet already. */
export class Reachability {
  readonly #clock: Clock;
  readonly #isolateAfter: () => number;
  #state: 'joining' | FleetStats['state'] = 'joining';
  #startedAt = 0;
  #lastSyncAt = -Infinity;
  /** When the last sync was answered or given up. */
  #triedAt = -Infinity;
  #lastSync: Date | undefined;
  #syncs = 0;
  #failures = 0;

  /** @param isolateAfter a process without a sync for this many milliseconds is on its own, as of now */
  constructor(clock: Clock, isolateAfter: () => number) {
    this.#clock = clock;
    this.#isolateAfter = isolateAfter;
  }

  start(): void {
    this.#startedAt = this.#clock.now();
  }

  /** Whether this process knows what the others count, or will soon. */
  get isShared(): boolean {
    return this.#state !== 'alone';
  }

  /** Whether this process knows what the others count. */
  get hasJoined(): boolean {
    return this.#state === 'shared';
  }

  /** Whether this process has tried to sync lately. */
  get isAwake(): boolean {
    return this.#clock.now() - Math.max(this.#triedAt, this.#startedAt) < this.#isolateAfter();
  }

  /** When the last sync was answered; monotonic milliseconds. */
  get lastSyncAt(): number {
    return this.#lastSyncAt;
  }

  get stats(): Pick<FleetStats, 'state' | 'lastSync' | 'syncs' | 'failures'> {
    const [lastSync, syncs, failures] = [this.#lastSync, this.#syncs, this.#failures];
    return { state: this.hasJoined ? 'shared' : 'alone', lastSync, syncs, failures };
  }

  answered(): SyncResult {
    const { since } = this;
    const before = this.#state;
    this.#syncs++;
    this.#triedAt = this.#lastSyncAt = this.#clock.now();
    this.#lastSync = new Date(this.#clock.wall());
    this.#state = 'shared';
    return { wasShared: before === 'shared', isAlone: false, hasChanged: before === 'alone', since };
  }

  failed(): SyncResult {
    const { hasJoined: wasShared, since } = this;
    this.#failures++;
    this.#triedAt = this.#clock.now();
    const isAlone = since >= this.#isolateAfter();
    const hasChanged = isAlone && this.#state !== 'alone';
    if (isAlone) this.#state = 'alone';
    return { wasShared, isAlone, hasChanged, since };
  }

  /** How long ago the last sync was answered, or the first begun, in milliseconds. */
  get since(): number {
    return this.#clock.now() - Math.max(this.#lastSyncAt, this.#startedAt);
  }
}
