import { IncomingMessage, type ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';

import type { HttpFacts, ObservedOutcome, RequestFacts, TraceIds } from '../../rules/outcome.js';
import { activeTrace } from '../../telemetry/active-trace.js';
import { isCausedByLeaving } from './caused-by-leaving.js';
import type { Http2Facts } from './unfinished-response.js';
import { routeTemplateOf } from './route-template.js';
import type { WatchedHandler } from './watched-handler.js';
import type { Named } from './watched-handlers.js';

const RECORD = Symbol('nestjs-opsgenie.request');
const NO_ERRORS: readonly unknown[] = [];
const REQUEST_TIMEOUT = 408;

/** A request with its record. A property of the raw request is found several times faster than an entry of a WeakMap. */
interface RecordedRequest extends IncomingMessage {
  [RECORD]?: RequestRecord;
}

/** Takes what the guard, the interceptor, the filter and the response itself see of a request. Must not throw. */
export interface RequestWitness {
  seeHandler(record: RequestRecord, controller: Named, method: Named): void;
  seeError(record: RequestRecord, error: unknown): void;
  /** The head of the response is written. */
  seeHead(record: RequestRecord): void;
  /** A stream is piped into the response. */
  seeStream(record: RequestRecord, source: Readable): void;
  /** All of the response has been passed to the operating system. */
  seeFinish(record: RequestRecord): void;
  /** The response or its connection is closed. */
  seeClose(record: RequestRecord): void;
}

/**
 * What is known about one HTTP request. The guard, the interceptor, the filter and the response write into it; once the response is closed,
 * it is the request's outcome.
 */
export class RequestRecord implements ObservedOutcome, HttpFacts {
  operation = '';
  /** Read at once: after Express has changed the request, reading costs much more. */
  readonly method: string;
  /** Whether it came over a connection, and not by a call of an adapter. Read at once: later its response has lost the connection. */
  readonly isServed: boolean;
  /** The handler that it reached. */
  reached: WatchedHandler | undefined;
  /** The template of the route that was matched: `/orders/:id`. */
  route: string | undefined;
  status: number | undefined;
  durationMs: number | undefined;
  errors = NO_ERRORS;
  handled = false;
  aborted = false;
  unanswered = false;
  cutOff = false;
  unrouted = false;
  executed = false;
  isCarrier = false;
  /** Whether it passed the last guard, if there are guards besides ours. */
  passedGuards = false;
  /** Whether all of the response was passed on to the client. */
  finished = false;
  /** Whether its outcome is known. */
  closed = false;
  /** When the head of the response was written, in monotonic milliseconds. */
  answeredAt: number | undefined;
  /** Whether it matches the option `ignore`. */
  ignored = false;
  /** How long the client took to send the body, from when the application began to read it. Milliseconds. */
  receivedInMs = 0;
  /** Its index among the records that are not reported yet. */
  place = -1;
  /** Set if it came over HTTP/2. */
  http2: Http2Facts | undefined;
  /** Whether an error came after the head of the response was sent, so that the status could not show it. */
  errorAfterHeaders = false;
  #traceOfError: TraceIds | undefined;

  private constructor(
    readonly raw: IncomingMessage,
    readonly response: ServerResponse,
    /** The requested URL; routers change that of the request. */
    readonly url: string,
    /** Monotonic milliseconds. */
    readonly startedAt: number,
    /** The witness of the application that serves the request. */
    readonly witness: RequestWitness,
  ) {
    this.method = raw.method ?? '';
    this.isServed = response.socket instanceof Socket;
  }

  /** Opens the record of a request; `undefined` if it has one already, of this or another import of the module. */
  static open(
    request: RecordedRequest,
    response: ServerResponse,
    now: number,
    witness: RequestWitness,
  ): RequestRecord | undefined {
    if (request[RECORD] !== undefined) return undefined;
    const record = new RequestRecord(request, response, request.url ?? '', now, witness);
    request[RECORD] = record;
    return record;
  }

  /** Finds the record of a request in any form that Nest passes on: Express's, Fastify's, or the raw one. */
  static of(request: unknown): RequestRecord | undefined {
    try {
      // On Express, looking up a `raw` that does not exist costs a microsecond.
      if (request instanceof IncomingMessage) return (request as RecordedRequest)[RECORD];
      if (typeof request !== 'object' || request === null) return undefined;
      const { raw } = request as { raw?: unknown };
      const { [RECORD]: record } = (raw ?? request) as RecordedRequest;
      return record instanceof RequestRecord ? record : undefined;
    } catch {
      // It is not a request: some libraries run other work under the type `http`, with anything in its place.
      return undefined;
    }
  }

  get kind(): 'http' {
    return 'http';
  }

  /** The record itself, so that rules can judge it without an allocation per request. */
  get http(): HttpFacts {
    return this;
  }

  get controller(): string | undefined {
    return this.reached?.names?.controller;
  }

  get handler(): string | undefined {
    return this.reached?.names?.method;
  }

  /** Whether the client never sent all of its request, which is then the cause of any failure. */
  get isPartial(): boolean {
    // Requests by Fastify's inject() do not have it.
    const { complete = true } = this.raw as { complete?: boolean };
    return !complete && (this.aborted || this.status === REQUEST_TIMEOUT);
  }

  /**
   * How long the application took to answer: from the last byte of the request to the head of the response. How long the client takes
   * to send the one and to read the other does not count.
   *
   * @param now monotonic milliseconds, for a request that was never answered
   */
  latency(now: number): number {
    return Math.max(0, (this.answeredAt ?? now) - this.startedAt - this.receivedInMs);
  }

  get request(): RequestFacts {
    return { method: this.method, path: this.path, headers: this.raw.headers };
  }

  /** The path that the client requested, without its query. Express keeps it where the application is mounted on another one. */
  get path(): string {
    const { originalUrl } = this.raw as { originalUrl?: unknown };
    const url = typeof originalUrl === 'string' ? originalUrl : this.url;
    const end = url.search(/[?#]/);
    return end === -1 ? url : url.slice(0, end);
  }

  /** Read only of bad outcomes and while the response closes, when the active span still belongs to the request. */
  get trace(): TraceIds | undefined {
    return this.#traceOfError ?? activeTrace();
  }

  /** Drops the errors that only say that the client left. */
  dropErrorsOfLeaving(): void {
    if (this.errors.length > 0) this.errors = this.errors.filter((error) => !isCausedByLeaving(error, this.raw));
  }

  /** Notes an error, once. @returns whether it was new */
  addError(error: unknown): boolean {
    if (this.errors.includes(error)) return false;
    this.errors = [...this.errors, error];
    this.#traceOfError ??= activeTrace();
    if (this.response.headersSent) this.errorAfterHeaders = true;
    return true;
  }

  /** Notes which route was matched, from the request as the adapter passes it on. */
  noteRoute(request: unknown): void {
    if (this.route !== undefined || typeof request !== 'object' || request === null) return;
    this.route = routeTemplateOf(request, this.raw, this.reached !== undefined);
  }
}
