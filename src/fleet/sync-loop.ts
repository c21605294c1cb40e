import type { Clock, Timer } from '../time/clock.js';
import { syncInterval, type FleetPace } from './fleet-pace.js';
import type { FleetStore, SyncReply, SyncRequest } from './fleet-store.js';

/** Dependencies of a {@link SyncLoop}. */
export interface SyncLoopParts {
  readonly store: Pick<FleetStore, 'sync'>;
  readonly clock: Clock;
  readonly pace: Pick<FleetPace, 'syncEvery'>;
  /** How many processes are alive. */
  readonly instances: () => number;
  /** Makes the next request. */
  readonly request: (sequence: number) => SyncRequest;
  readonly answered: (request: SyncRequest, reply: SyncReply) => void;
  /** A sync failed. @returns whether the request is to be given up, and not sent again */
  readonly failed: (request: SyncRequest) => boolean;
  /** Takes what went wrong in the library itself. */
  readonly fault: (error: unknown) => void;
}

/** Syncs at intervals, one at a time. A request without an answer is sent again as it was, so that it counts once. */
export class SyncLoop {
  readonly #parts: SyncLoopParts;
  #timer: Timer | undefined;
  #pending: SyncRequest | undefined;
  #underWay: Promise<void> | undefined;
  #sequence = 0;
  #isStopped = false;

  constructor(parts: SyncLoopParts) {
    this.#parts = parts;
  }

  /** Syncs now, unless a sync is under way, and at intervals from now on. Never rejects. */
  run(): Promise<void> {
    if (this.#isStopped) return Promise.resolve();
    this.#timer?.cancel();
    this.#underWay ??= this.#sync().finally(() => {
      this.#underWay = undefined;
      this.#wait();
    });
    return this.#underWay;
  }

  stop(): void {
    this.#isStopped = true;
    this.#timer?.cancel();
  }

  #wait(): void {
    if (this.#isStopped) return;
    const { clock, instances, pace } = this.#parts;
    this.#timer?.cancel();
    this.#timer = clock.after(syncInterval(pace, instances()), () => void this.run());
  }

  async #sync(): Promise<void> {
    const { answered, failed, fault, store } = this.#parts;
    const request = (this.#pending ??= this.#parts.request(++this.#sequence));
    let reply: SyncReply | undefined;
    try {
      reply = await store.sync(request);
    } catch {
      // The store says by itself why it cannot be reached.
    }
    if (this.#isStopped) return;
    try {
      if (reply === undefined) {
        if (failed(request)) this.#pending = undefined;
      } else {
        this.#pending = undefined;
        answered(request, reply);
      }
    } catch (error) {
      fault(error);
    }
  }
}
