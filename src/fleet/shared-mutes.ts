import { randomUUID } from 'node:crypto';

import type { Clock } from '../time/clock.js';
import type { FleetMute, FleetStore, SyncReply } from './fleet-store.js';

/** Dependencies of {@link SharedMutes}. */
export interface SharedMutesParts {
  readonly store: Pick<FleetStore, 'mute'>;
  readonly clock: Clock;
  /** Mutes this process. @returns a function that ends the mute early */
  readonly mute: (milliseconds: number) => () => void;
}

/** A mute in this process. */
interface LocalMute {
  readonly isOwn: boolean;
  /** Monotonic milliseconds. */
  readonly until: number;
  readonly end: () => void;
}

/** Mutes all processes of the fleet: what one of them mutes, the others mute with their next sync. */
export class SharedMutes {
  readonly #parts: SharedMutesParts;
  readonly #mutes = new Map<string, LocalMute>();
  #era: number | undefined;

  constructor(parts: SharedMutesParts) {
    this.#parts = parts;
  }

  /** Mutes this process now and the others soon. @returns a function that ends the mute early */
  add(milliseconds: number): () => void {
    const { clock, mute } = this.#parts;
    const id = randomUUID();
    const end = mute(milliseconds);
    this.#mutes.set(id, { isOwn: true, until: clock.now() + milliseconds, end });
    this.#share(id, milliseconds);
    return () => {
      end();
      if (this.#mutes.delete(id)) this.#share(id, 0);
    };
  }

  /** A sync was answered. @param now monotonic milliseconds */
  take({ cursor, mutes, time }: SyncReply, now: number): void {
    for (const [id, { until }] of this.#mutes) if (until <= now) this.#mutes.delete(id);
    if (this.#era !== undefined && this.#era !== cursor.era) this.#shareAgain(now);
    this.#era = cursor.era;
    if (mutes === undefined) return;
    for (const mute of mutes) this.#follow(mute, time, now);
    const known = new Set(mutes.map(({ id }) => id));
    for (const [id, { end, isOwn }] of this.#mutes) {
      if (isOwn || known.has(id)) continue;
      this.#mutes.delete(id);
      end();
    }
  }

  #follow({ id, until }: FleetMute, time: number, now: number): void {
    if (this.#mutes.has(id) || until <= time) return;
    const remaining = until - time;
    this.#mutes.set(id, { isOwn: false, until: now + remaining, end: this.#parts.mute(remaining) });
  }

  /** The store was emptied. */
  #shareAgain(now: number): void {
    for (const [id, { isOwn, until }] of this.#mutes) if (isOwn) this.#share(id, until - now);
  }

  #share(id: string, milliseconds: number): void {
    // Where the store is away, the mute holds in this process.
    this.#parts.store.mute(id, milliseconds).catch(() => undefined);
  }
}
