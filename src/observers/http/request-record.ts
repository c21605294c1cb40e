import { IncomingMessage, type ServerResponse } from 'node:http';

import type { Outcome, RequestFacts, TraceIds } from '../../rules/outcome.js';
import { activeTrace } from '../../telemetry/active-trace.js';
import type { WatchedHandler } from './watched-handler.js';
import type { Named } from './watched-handlers.js';

const RECORD = Symbol('nestjs-opsgenie.request');
const NO_ERRORS: readonly unknown[] = [];

/** A request with its record. A property of the raw request is found several times faster than an entry of a WeakMap. */
interface RecordedRequest extends IncomingMessage {
  [RECORD]?: RequestRecord;
}

/** Told of what the guard, the interceptor and the filter see of a request. Never throws. */
export interface RequestWitness {
  seeHandler(record: RequestRecord, controller: Named, method: Named): void;
  seeError(record: RequestRecord, error: unknown): void;
}

/**
 * What is known of one HTTP request. The clock, the guard, the interceptor and the filter write into it; when the response is
 * closed it is the request's outcome.
 */
export class RequestRecord implements Outcome {
  operation = '';
  /** Read at once: on a request that Express has changed it costs much more. */
  readonly method: string;
  /** The handler that it reached. */
  reached: WatchedHandler | undefined;
  /** The template of the route that was matched: `/orders/:id`. */
  route: string | undefined;
  status: number | undefined;
  durationMs: number | undefined;
  errors = NO_ERRORS;
  handled = false;
  aborted = false;
  unrouted = false;
  /** Whether all of the response was handed on to the client. */
  finished = false;
  /** Whether its outcome is known. */
  closed = false;
  /** How long a handler took that answered with a stream; how long the client takes to read it is no latency of ours. */
  streamedAfterMs: number | undefined;
  /** Whether an error came when the answer was on its way already, so that no answer could speak of it. */
  errorAfterHeaders = false;
  #traceOfError: TraceIds | undefined;

  private constructor(
    readonly raw: IncomingMessage,
    readonly response: ServerResponse,
    /** Monotonic milliseconds. */
    readonly startedAt: number,
    /** Who watches the application that serves the request. */
    readonly witness: RequestWitness,
  ) {
    this.method = raw.method ?? '';
  }

  /** Opens the record of a request, or says that another module has one open. */
  static open(
    request: RecordedRequest,
    response: ServerResponse,
    now: number,
    witness: RequestWitness,
  ): RequestRecord | undefined {
    if (request[RECORD] !== undefined) return undefined;
    const record = new RequestRecord(request, response, now, witness);
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

  get controller(): string | undefined {
    return this.reached?.names?.controller;
  }

  get handler(): string | undefined {
    return this.reached?.names?.method;
  }

  /** Whether the client left in the middle of its request: what fails then fails because of that. */
  get brokenOff(): boolean {
    return this.aborted && !this.raw.complete;
  }

  get request(): RequestFacts {
    const { url = '', headers } = this.raw;
    const end = url.search(/[?#]/);
    return { method: this.method, path: end === -1 ? url : url.slice(0, end), headers };
  }

  /** Asked for while the response closes, and only of bad outcomes: what runs then still belongs to the request. */
  get trace(): TraceIds | undefined {
    return this.#traceOfError ?? activeTrace();
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
    const template = templateOf(request, request === this.raw);
    if (typeof template === 'string') this.route = template;
  }

  /** The outcome of an error that came after the response was closed, once a filter has said what it makes of it. */
  late(error: unknown): Outcome {
    const { statusCode } = this.response;
    return {
      operation: this.operation,
      controller: this.controller,
      handler: this.handler,
      errors: [error],
      // The client has left, so the status was not sent: it is what a filter would have answered.
      handled: this.aborted && statusCode >= 400 && statusCode < 500,
      aborted: this.aborted,
      unrouted: this.unrouted,
      request: this.request,
      trace: this.trace,
    };
  }
}

/** @param isRaw Express hands on the raw request. It is not asked for what only Fastify's have: to find nothing costs a microsecond. */
function templateOf(request: object, isRaw: boolean): unknown {
  try {
    return isRaw
      ? (request as { route?: { path?: unknown } }).route?.path
      : (request as { routeOptions?: { url?: unknown } }).routeOptions?.url;
  } catch {
    // Something of the application is in its place, and fails when it is read.
    return undefined;
  }
}
