import type { Priority } from '../../text/priority.js';
import type { Clock, Timer } from '../../time/clock.js';

/** The units in which the platform counts intervals, in milliseconds. */
export const INTERVAL_UNITS = { minutes: 60_000, hours: 3_600_000, days: 86_400_000 } as const;

/** A heartbeat that pings are expected for. A snapshot: a later state is another object with the same name. */
export interface ExpectedHeartbeat {
  readonly name: string;
  readonly description: string;
  readonly interval: number;
  readonly intervalUnit: keyof typeof INTERVAL_UNITS;
  readonly enabled: boolean;
  /** Whether no ping arrived within the interval. The next ping ends it. */
  readonly expired: boolean;
  readonly lastPingTime?: Date | undefined;
  /** The message of the alert that is opened when it expires. */
  readonly alertMessage: string;
  readonly alertTags: readonly string[];
  readonly alertPriority: Priority;
}

/** What may be changed later. */
export type HeartbeatSettings = Pick<ExpectedHeartbeat, 'description' | 'enabled' | 'interval' | 'intervalUnit'>;

/** The content of a new heartbeat. */
export type HeartbeatCreation = Pick<ExpectedHeartbeat, 'enabled' | 'interval' | 'intervalUnit' | 'name'> & {
  readonly [Field in 'alertMessage' | 'alertPriority' | 'alertTags' | 'description']?:
    ExpectedHeartbeat[Field] | undefined;
};

/** More than any account has; each has a timer. */
const HEARTBEATS_KEPT = 1_000;

/**
 * The heartbeats of one account. The time of one begins with its first ping; each further ping restarts it, and without one it expires
 * after its interval. What the platform does with the alert when the pings come back is not documented, so the alert stays open here.
 */
export class HeartbeatRegister {
  readonly #clock: Clock;
  readonly #onExpired: (heartbeat: ExpectedHeartbeat) => void;
  readonly #heartbeats = new Map<string, ExpectedHeartbeat>();
  readonly #timers = new Map<string, Timer>();

  constructor(clock: Clock, onExpired: (heartbeat: ExpectedHeartbeat) => void) {
    this.#clock = clock;
    this.#onExpired = onExpired;
  }

  /** All heartbeats, in the order in which they were added. */
  get all(): readonly ExpectedHeartbeat[] {
    return [...this.#heartbeats.values()];
  }

  find(name: string): ExpectedHeartbeat | undefined {
    return this.#heartbeats.get(name);
  }

  /** Adds a heartbeat. @returns why it is refused, if it is */
  add(creation: HeartbeatCreation): ExpectedHeartbeat | string {
    const { name } = creation;
    if (this.#heartbeats.has(name)) return `Heartbeat with name [${name}] already exists`;
    if (this.#heartbeats.size >= HEARTBEATS_KEPT) return `The sandbox keeps at most ${HEARTBEATS_KEPT} heartbeats`;
    return this.#keep({
      ...creation,
      description: creation.description ?? '',
      expired: false,
      alertMessage: creation.alertMessage ?? `${name} is expired`,
      alertTags: creation.alertTags ?? [],
      alertPriority: creation.alertPriority ?? 'P3',
    });
  }

  /** Changes a heartbeat. One that is enabled waits for its first ping. @returns `undefined` if there is none */
  update(name: string, changes: Partial<HeartbeatSettings>): ExpectedHeartbeat | undefined {
    const heartbeat = this.#heartbeats.get(name);
    if (heartbeat === undefined) return undefined;
    const isEnabledNow = changes.enabled === true && !heartbeat.enabled;
    const next = { ...heartbeat, ...changes };
    return this.#keep(isEnabledNow ? { ...next, expired: false, lastPingTime: undefined } : next);
  }

  /** @returns whether there was one */
  delete(name: string): boolean {
    this.#timers.get(name)?.cancel();
    this.#timers.delete(name);
    return this.#heartbeats.delete(name);
  }

  /** A ping arrived. One for an unknown heartbeat has no effect, as on the platform. */
  ping(name: string, at: Date): void {
    const heartbeat = this.#heartbeats.get(name);
    if (heartbeat !== undefined) this.#keep({ ...heartbeat, expired: false, lastPingTime: at });
  }

  /** Nothing expires any more. */
  stop(): void {
    for (const timer of this.#timers.values()) timer.cancel();
    this.#timers.clear();
  }

  #keep(heartbeat: ExpectedHeartbeat): ExpectedHeartbeat {
    const { name, enabled, expired, interval, intervalUnit, lastPingTime } = heartbeat;
    this.#heartbeats.set(name, heartbeat);
    this.#timers.get(name)?.cancel();
    this.#timers.delete(name);
    if (enabled && !expired && lastPingTime !== undefined) {
      const due = lastPingTime.getTime() + interval * INTERVAL_UNITS[intervalUnit];
      const delay = Math.max(0, due - this.#clock.wall());
      this.#timers.set(
        name,
        this.#clock.after(delay, () => this.#expire(name)),
      );
    }
    return heartbeat;
  }

  #expire(name: string): void {
    const heartbeat = this.#heartbeats.get(name);
    if (heartbeat !== undefined) this.#onExpired(this.#keep({ ...heartbeat, expired: true }));
  }
}
