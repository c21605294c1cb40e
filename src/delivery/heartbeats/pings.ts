import type { HeartbeatPort, HeartbeatSettings } from '../../platforms/platform.js';
import { withoutRepeats, type Log } from '../../text/log.js';
import type { Clock, Timer } from '../../time/clock.js';
import { EnsuredHeartbeats } from './ensured-heartbeats.js';

/** Long enough for a connection to be made again, short enough that the ping is not late: heartbeats count in minutes. Milliseconds. */
const RETRY_AFTER = 2_000;

/** Dependencies of {@link Pings}. */
export interface PingsParts {
  /** Absent: nothing is pinged. */
  readonly port: HeartbeatPort | undefined;
  readonly clock: Clock;
  /** Receives failures, each kind at most once in 15 minutes. */
  readonly log: Log;
}

/**
 * Pings heartbeats, beside the delivery of alerts: a late ping is worth nothing, so none is queued, kept or tried more than twice.
 * At most one ping of a heartbeat is under way; further ones would say the same.
 */
export class Pings {
  readonly #parts: PingsParts;
  readonly #log: Log;
  readonly #ensured: EnsuredHeartbeats | undefined;
  readonly #underWay = new Map<string, Promise<void>>();
  /** Pings that wait for their second attempt. */
  readonly #waiting = new Map<Timer, () => void>();
  #isStopped = false;

  constructor(parts: PingsParts) {
    this.#parts = parts;
    const { clock, log, port } = parts;
    this.#log = withoutRepeats(log, () => clock.now());
    this.#ensured = port && new EnsuredHeartbeats(port, this.#log);
  }

  /** Pings a heartbeat in the background. Never throws. */
  ping(name: string): void {
    const { port } = this.#parts;
    if (port === undefined || this.#isStopped || this.#underWay.has(name)) return;
    const ping = this.#ping(port, name).finally(() => {
      if (this.#underWay.get(name) === ping) this.#underWay.delete(name);
    });
    this.#underWay.set(name, ping);
  }

  /** Creates a heartbeat in the background, or adjusts its interval; its pings wait for that. Never throws. */
  ensure(settings: HeartbeatSettings): void {
    if (!this.#isStopped) this.#ensured?.add(settings);
  }

  /** Whether a ping is under way. */
  get isPinging(): boolean {
    return this.#underWay.size > 0;
  }

  /**
   * Waits for the pings that are under way: a job may be the last thing that a process does.
   *
   * @param patience - milliseconds
   */
  async settled(patience: number): Promise<void> {
    if (!this.isPinging) return;
    this.#retryNow();
    // Neither the connections nor the clock's timers keep the process alive.
    const alive = setInterval(() => undefined, 60_000);
    await new Promise<void>((resolve) => {
      const timer = this.#parts.clock.after(patience, resolve);
      void Promise.all(this.#underWay.values()).then(() => {
        timer.cancel();
        resolve();
      });
    });
    clearInterval(alive);
    this.#underWay.clear();
  }

  /** Pings nothing any more. */
  stop(): void {
    this.#isStopped = true;
    this.#retryNow();
  }

  async #ping(port: HeartbeatPort, name: string): Promise<void> {
    try {
      const ensuring = this.#ensured?.before(name);
      if (ensuring !== undefined) await ensuring;
      let result = await port.ping(name);
      if (result.kind === 'failed' && result.mayRetry && !this.#isStopped) {
        await this.#pause();
        if (!this.#isStopped) result = await port.ping(name);
      }
      if (result.kind === 'failed' && !this.#isStopped) this.#failed(name, result.reason);
    } catch {
      this.#failed(name, 'the request could not be made');
    }
  }

  async #pause(): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = this.#parts.clock.after(RETRY_AFTER, () => {
        this.#waiting.delete(timer);
        resolve();
      });
      this.#waiting.set(timer, resolve);
    });
  }

  #retryNow(): void {
    for (const [timer, resolve] of this.#waiting) {
      timer.cancel();
      resolve();
    }
    this.#waiting.clear();
  }

  #failed(name: string, reason: string): void {
    this.#log.warn(`The heartbeat '${name}' was not pinged: ${reason}. It is pinged again next time.`);
  }
}
