import type { EnsureResult, HeartbeatPort, HeartbeatSettings } from '../../platforms/platform.js';
import type { Log } from '../../text/log.js';
import { formatDuration } from '../../time/duration.js';

/** One heartbeat that has to exist. */
interface Wanted {
  readonly settings: HeartbeatSettings;
  /** Absent: it has to be tried again. */
  underWay?: Promise<void> | undefined;
}

/**
 * Creates heartbeats on the platform and adjusts their intervals, in the background. A key that may not do this is refused once and asked
 * no more; a platform that does not answer is asked again before the next ping.
 */
export class EnsuredHeartbeats {
  readonly #port: HeartbeatPort;
  readonly #log: Log;
  /** Those of which it is not known yet that they exist. */
  readonly #wanted = new Map<string, Wanted>();
  /** The intervals that were asked for, in milliseconds. */
  readonly #intervals = new Map<string, number>();

  constructor(port: HeartbeatPort, log: Log) {
    this.#port = port;
    this.#log = log;
  }

  /** Wants a heartbeat. Where several places share one, the longest interval counts: any of them keeps it alive. */
  add(settings: HeartbeatSettings): void {
    const { name, interval } = settings;
    if ((this.#intervals.get(name) ?? 0) >= interval) return;
    this.#intervals.set(name, interval);
    const earlier = this.#wanted.get(name)?.underWay;
    const wanted: Wanted = { settings };
    this.#wanted.set(name, wanted);
    wanted.underWay = this.#ensure(wanted, earlier);
  }

  /** What a ping has to wait for: a ping of a heartbeat that does not exist is lost. `undefined`: nothing. Never rejects. */
  before(name: string): Promise<void> | undefined {
    const wanted = this.#wanted.get(name);
    if (wanted === undefined) return undefined;
    return (wanted.underWay ??= this.#ensure(wanted));
  }

  async #ensure(wanted: Wanted, earlier?: Promise<void>): Promise<void> {
    await earlier;
    const { settings } = wanted;
    const result = await this.#attempt(settings);
    this.#report(settings, result);
    wanted.underWay = undefined;
    const isOver = result.kind === 'ensured' || !result.mayRetry;
    if (isOver && this.#wanted.get(settings.name) === wanted) this.#wanted.delete(settings.name);
  }

  async #attempt(settings: HeartbeatSettings): Promise<EnsureResult> {
    try {
      if (this.#port.ensure !== undefined) return await this.#port.ensure(settings);
      return { kind: 'failed', reason: 'the library creates heartbeats on Opsgenie only', mayRetry: false };
    } catch {
      return { kind: 'failed', reason: 'the request could not be made', mayRetry: true };
    }
  }

  #report({ name, interval }: HeartbeatSettings, result: EnsureResult): void {
    const setting = `an interval of ${formatDuration(interval)}`;
    if (result.kind === 'ensured') {
      if (result.change === 'created') this.#log.log(`Created the heartbeat '${name}' with ${setting}.`);
      if (result.change === 'adjusted') this.#log.log(`Gave the heartbeat '${name}' ${setting}.`);
      return;
    }
    const { mayRetry, reason } = result;
    const advice = mayRetry
      ? 'It is tried again before the next ping.'
      : `Create it on the platform with ${setting}, or use a key that may change the configuration. It is pinged in any case.`;
    this.#log.warn(`The heartbeat '${name}' could not be created or adjusted: ${reason}. ${advice}`);
  }
}
