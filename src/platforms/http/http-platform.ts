import type { Message } from '../../alerts/message.js';
import {
  requireCall,
  type Attempt,
  type Confirmation,
  type HeartbeatPort,
  type LastMoment,
  type Objection,
  type Platform,
  type PlatformChecking,
  type Verdict,
} from '../platform.js';
import { BlockingSender } from './blocking/blocking-sender.js';
import type { HttpRequest } from './http-request.js';
import type { HttpSender } from './http-sender.js';

/** The protocol of a platform over HTTP. Pure: builds requests and interprets responses; sends nothing. */
export interface HttpProtocol extends Pick<
  Platform,
  'address' | 'calls' | 'fit' | 'fitAlias' | 'judge' | 'shorten' | 'title'
> {
  /** The request that carries a message. */
  request(message: Message): HttpRequest;
  /** The request for the status of an accepted request. */
  confirmation(requestId: string): HttpRequest;
  /** Interprets its response. */
  confirmed(attempt: Attempt, type: Message['type']): Confirmation;
  /** The request for the alert of an alias; `undefined` if the platform does not allow it to be read. */
  lookUp(alias: string): HttpRequest | undefined;
  /** Reads from its response when the open alert was last raised, in milliseconds since 1970. */
  raisedAt(attempt: Attempt): number | undefined;
}

/** A platform that receives each message as one HTTP request. */
export class HttpPlatform implements Platform {
  readonly lastMoment: LastMoment;
  readonly #protocol: HttpProtocol;
  readonly #sender: HttpSender;

  constructor(
    protocol: HttpProtocol,
    sender: HttpSender,
    readonly heartbeats?: HeartbeatPort,
    readonly check?: PlatformChecking,
  ) {
    this.#protocol = protocol;
    this.#sender = sender;
    const blocking = new BlockingSender();
    this.lastMoment = {
      start: () => blocking.start(),
      send: (messages, timeout) =>
        blocking.send(
          messages.map((message) => this.#request(message)),
          timeout,
        ),
      stop: () => blocking.stop(),
    };
  }

  get title(): string {
    return this.#protocol.title;
  }

  get address(): string {
    return this.#protocol.address;
  }

  get calls(): Platform['calls'] {
    return this.#protocol.calls;
  }

  fitAlias(alias: string): string {
    return this.#protocol.fitAlias(alias);
  }

  fit(message: Message): Message {
    return this.#protocol.fit(message);
  }

  shorten(message: Message, objection: Objection): Message | undefined {
    return this.#protocol.shorten(message, objection);
  }

  async send(message: Message): Promise<Attempt> {
    return this.#sender.send(this.#request(message));
  }

  judge(attempt: Attempt, wall: number): Verdict {
    return this.#protocol.judge(attempt, wall);
  }

  async confirm(requestId: string, type: Message['type']): Promise<Confirmation> {
    requireCall(this.#protocol, 'confirm');
    return this.#protocol.confirmed(await this.#sender.send(this.#protocol.confirmation(requestId)), type);
  }

  async lastRaised(alias: string): Promise<number | undefined> {
    const request = this.#protocol.lookUp(alias);
    return request && this.#protocol.raisedAt(await this.#sender.send(request));
  }

  close(): void {
    this.#sender.close();
    this.heartbeats?.close?.();
  }

  #request(message: Message): HttpRequest {
    requireCall(this.#protocol, message.type);
    return this.#protocol.request(message);
  }
}
