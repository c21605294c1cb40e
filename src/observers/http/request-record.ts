import { IncomingMessage, type ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';

import type { HttpFacts, ObservedOutcome, RequestFacts, TraceIds } from '../../rules/outcome.js';
import { activeTrace } from '../../telemetry/active-trace.js';
import { isCausedByLeaving } from './caused-by-leaving.js';
import type { Http2Facts } from './unfinished-response.js';
import type { WatchedHandler } from './watched-handler.js';
import type { Named } from './watched-handlers.js';

const RECORD = Symbol('nestjs-opsgenie.request');
const NO_ERRORS: readonly unknown[] = [];
const REQUEST_TIMEOUT = 408;

/** A request with its record. A property of the raw request is found several times faster than an entry of a WeakMap. */
interface RecordedRequest extends IncomingMessage {
  [RECORD]?: RequestRecord;
}

/** What of a request of Express's is needed. */
interface ExpressRequest {
  readonly route?: { readonly path?: unknown };
  readonly app?: { readonly router?: { readonly stack?: readonly { readonly route?: unknown }[] } };
}

/** Takes what the guard, the interceptor, the filter and the response itself see of a request. Never throws. */
export interface RequestWitness {
  seeHandler(record: RequestRecord, controller: Named, method: Named): void;
  seeError(record: RequestRecord, error: unknown): void;
  /** The head of the response is written. */
  seeHead(record: RequestRecord): void;
  /** A stream is piped into the response. */
  seeStream(record: RequestRecord, source: Readable): void;
  /** All of the response is handed on to the system. */
  seeFinish(record: RequestRecord): void;
  /** The response is through, or its connection is. */
  seeClose(record: RequestRecord): void;
}

/**
 * What is known of one HTTP request. The clock, the guard, the interceptor and the filter write into it; when the response is
 * closed it is the request's outcome.
 */
export class RequestRecord implements ObservedOutcome, HttpFacts {
  operation = '';
  /** Read at once: on a request that Express has changed it costs much more. */
  readonly method: string;
  /** Whether it came over a connection, and not by a call of an adapter. Later its response has lost the connection. */
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
  /** Whether it came past the last guard, where there are others than ours. */
  passedGuards = false;
  /** Whether all of the response was handed on to the client. */
  finished = false;
  /** Whether its outcome is known. */
  closed = false;
  /** When the head of the response was written, in monotonic milliseconds. */
  answeredAt: number | undefined;
  /** Whether the application does not want it to be observed. */
  ignored = false;
  /** How long the client took to send the body, from when somebody read it. Milliseconds. */
  receivedInMs = 0;
  /** Its place among those that are not judged yet. */
  place = -1;
  /** What it has if it came over HTTP/2. */
  http2: Http2Facts | undefined;
  /** Whether an error came when the answer was on its way already, so that no answer could speak of it. */
  errorAfterHeaders = false;
  #traceOfError: TraceIds | undefined;

  private constructor(
    readonly raw: IncomingMessage,
    readonly response: ServerResponse,
    /** The address that was asked for; routers change the one of the request. */
    readonly url: string,
    /** Monotonic milliseconds. */
    readonly startedAt: number,
    /** Who watches the application that serves the request. */
    readonly witness: RequestWitness,
  ) {
    this.method = raw.method ?? '';
    this.isServed = response.socket instanceof Socket;
  }

  /** Opens the record of a request, or says that another module has one open. */
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

  /** Finds the record of a request in any form that Nest hands on: Express's, Fastify's, or the raw one. */
  static of(request: unknown): RequestRecord | undefined {
    try {
      // On Express, to ask for `raw` and find nothing costs a microsecond.
      if (request instanceof IncomingMessage) return (request as RecordedRequest)[RECORD];
      if (typeof request !== 'object' || request === null) return undefined;
      const { raw } = request as { raw?: unknown };
      const { [RECORD]: record } = (raw ?? request) as RecordedRequest;
      return record instanceof RequestRecord ? record : undefined;
    } catch {
      // It is no request: some libraries run other work under the type `http`, with anything in its place.
      return undefined;
    }
  }

  get kind(): 'http' {
    return 'http';
  }

  /** Itself: nothing is allocated per request to be judged. */
  get http(): HttpFacts {
    return this;
  }

  get controller(): string | undefined {
    return this.reached?.names?.controller;
  }

  get handler(): string | undefined {
    return this.reached?.names?.method;
  }

  /** Whether the client never sent all of its request: what fails then fails because of that. */
  get isPartial(): boolean {
    // Requests by Fastify's inject() say nothing of it.
    const { complete = true } = this.raw as { complete?: boolean };
    return !complete && (this.aborted || this.status === REQUEST_TIMEOUT);
  }

  /**
   * How long the application took to answer: from the last byte of the request to the head of the response. How long the client takes
   * to send the one and to read the other is no latency of the application.
   *
   * @param now monotonic milliseconds, for what was never answered
   */
  latency(now: number): number {
    return Math.max(0, (this.answeredAt ?? now) - this.startedAt - this.receivedInMs);
  }

  get request(): RequestFacts {
    return { method: this.method, path: this.path, headers: this.raw.headers };
  }

  /** The path that the client asked for, without its query. Express notes it where the application is mounted on another one. */
  get path(): string {
    const { originalUrl } = this.raw as { originalUrl?: unknown };
    const url = typeof originalUrl === 'string' ? originalUrl : this.url;
    const end = url.search(/[?#]/);
    return end === -1 ? url : url.slice(0, end);
  }

  /** Asked for while the response closes, and only of bad outcomes: what runs then still belongs to the request. */
  get trace(): TraceIds | undefined {
    return this.#traceOfError ?? activeTrace();
  }

  /** Drops the errors that say no more than that the client left. */
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

  /** Notes which route was matched, from the request as the adapter hands it on. */
  noteRoute(request: unknown): void {
    if (this.route !== undefined || typeof request !== 'object' || request === null) return;
    const template = templateOf(request, request === this.raw, this.reached !== undefined);
    if (typeof template === 'string') this.route = template;
  }

  /** The outcome of an error that came after the response was closed, once a filter has said what it makes of it. */
  late(error: unknown): ObservedOutcome {
    const { statusCode } = this.response;
    return {
      kind: 'http',
      operation: this.operation,
      controller: this.controller,
      handler: this.handler,
      errors: [error],
      // The client has left, so the status was not sent: it is what a filter would have answered.
      handled: this.aborted && statusCode >= 400 && statusCode < 500,
      trace: this.trace,
      http: { aborted: this.aborted, unrouted: this.unrouted, request: this.request },
    };
  }
}

/**
 * @param isRaw Express hands on the raw request. It is not asked for what only Fastify's have: to find nothing costs a microsecond.
 * @param isReached whether the route is known to be one of Nest's. Below a mounted router, the template of Express lacks the mount's path
 */
function templateOf(request: object, isRaw: boolean, isReached: boolean): unknown {
  try {
    if (!isRaw) return (request as { routeOptions?: { url?: unknown } }).routeOptions?.url;
    const { route } = request as ExpressRequest;
    return isReached || isOfApplication(request) ? route?.path : undefined;
  } catch {
    // Something of the application is in its place, and fails when it is read.
    return undefined;
  }
}

/** Whether the route of a request is one of the application's own, as all of Nest's are. Asked only where no handler was reached. */
function isOfApplication({ route, app }: ExpressRequest): boolean {
  return route === undefined || app?.router?.stack?.some((layer) => layer.route === route) !== false;
}
