import type { Attempt, EnsureResult, HeartbeatPort, HeartbeatSettings, PingResult } from '../platform.js';
import type { SettingsProtocol } from './heartbeat-settings.js';
import type { HttpRequest } from './http-request.js';
import type { HttpSender } from './http-sender.js';

/** How a platform takes pings over HTTP. Sends nothing itself. */
export interface HeartbeatProtocol {
  /** The request that pings a heartbeat. */
  ping(name: string): HttpRequest;
  /** @param wall - milliseconds since 1970 */
  pinged(attempt: Attempt, wall: number): PingResult;
  /** Absent if heartbeats can only be pinged. */
  readonly settings?: SettingsProtocol | undefined;
}

/** Heartbeats that receive each ping as one HTTP request. */
export class HttpHeartbeats implements HeartbeatPort {
  readonly ensure: HeartbeatPort['ensure'];
  readonly #protocol: HeartbeatProtocol;
  readonly #sender: HttpSender;
  readonly #wall: () => number;

  constructor(protocol: HeartbeatProtocol, sender: HttpSender, wall: () => number) {
    this.#protocol = protocol;
    this.#sender = sender;
    this.#wall = wall;
    const { settings } = protocol;
    if (settings !== undefined) this.ensure = (wanted) => this.#ensure(settings, wanted);
  }

  async ping(name: string): Promise<PingResult> {
    const attempt = await this.#sender.send(this.#protocol.ping(name));
    return this.#protocol.pinged(attempt, this.#wall());
  }

  close(): void {
    this.#sender.close();
  }

  async #ensure(protocol: SettingsProtocol, wanted: HeartbeatSettings): Promise<EnsureResult> {
    const step = protocol.afterRead(wanted, await this.#sender.send(protocol.read(wanted.name)));
    if ('result' in step) return step.result;
    return protocol.afterChange(step.change, await this.#sender.send(step.request));
  }
}
