import type { Attempt, HeartbeatPort, PingResult } from '../platform.js';
import type { HttpRequest } from './http-request.js';
import type { HttpSender } from './http-sender.js';

/** How a platform takes pings over HTTP. Sends nothing itself. */
export interface HeartbeatProtocol {
  /** The request that pings a heartbeat. */
  ping(name: string): HttpRequest;
  /** @param wall - milliseconds since 1970 */
  pinged(attempt: Attempt, wall: number): PingResult;
}

/** Heartbeats that receive each ping as one HTTP request. */
export class HttpHeartbeats implements HeartbeatPort {
  readonly #protocol: HeartbeatProtocol;
  readonly #sender: HttpSender;
  readonly #wall: () => number;

  constructor(protocol: HeartbeatProtocol, sender: HttpSender, wall: () => number) {
    this.#protocol = protocol;
    this.#sender = sender;
    this.#wall = wall;
  }

  async ping(name: string): Promise<PingResult> {
    const attempt = await this.#sender.send(this.#protocol.ping(name));
    return this.#protocol.pinged(attempt, this.#wall());
  }

  close(): void {
    this.#sender.close();
  }
}
