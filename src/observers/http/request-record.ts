import type { IncomingMessage, ServerResponse } from 'node:http';

import type { Outcome, RequestFacts } from '../../rules/outcome.js';

const RECORD = Symbol('nestjs-opsgenie.request');
const NO_ERRORS: readonly unknown[] = [];

/** A request with its record. A property of the raw request is found several times faster than an entry of a WeakMap. */
interface RecordedRequest extends IncomingMessage {
  [RECORD]?: RequestRecord;
}

/** The handler that a request reached. */
export interface ReachedHandler {
  readonly controller: { readonly name: string };
  readonly method: { readonly name: string };
}

/**
 * What is known of one HTTP request. The clock, the guard, the interceptor and the filter write into it; when the response is
 * closed it is the request's outcome.
 */
export class RequestRecord implements Outcome {
  operation = '';
  reached: ReachedHandler | undefined;
  /** The template of the route that was matched: `/orders/:id`. */
  route: string | undefined;
  status: number | undefined;
  durationMs: number | undefined;
  errors = NO_ERRORS;
  handled = false;
  aborted = false;
  unrouted = false;
  /** Whether its outcome is known. */
  closed = false;
  /** How long a handler took that answered with a stream; how long the client takes to read it is no latency of ours. */
  streamedAfterMs: number | undefined;
  /** Whether an error came when the answer was on its way already, so that no answer could speak of it. */
  errorAfterHeaders = false;

  private constructor(
    readonly raw: IncomingMessage,
    readonly response: ServerResponse,
    /** Monotonic milliseconds. */
    readonly startedAt: number,
  ) {}

  /** Opens the record of a request, or says that another module has one open. */
  static open(request: RecordedRequest, response: ServerResponse, now: number): RequestRecord | undefined {
    if (request[RECORD] !== undefined) return undefined;
    const record = new RequestRecord(request, response, now);
    request[RECORD] = record;
    return record;
  }

  /** Finds the record of a request in any form that Nest hands on: Express's, Fastify's, or the raw one. */
  static of(request: unknown): RequestRecord | undefined {
    if (typeof request !== 'object' || request === null) return undefined;
    const { raw = request } = request as { raw?: RecordedRequest };
    return (raw as RecordedRequest)[RECORD];
  }

  get controller(): string | undefined {
    return this.reached?.controller.name;
  }

  get handler(): string | undefined {
    return this.reached?.method.name;
  }

  get request(): RequestFacts {
    const { method = '', url = '', headers } = this.raw;
    const end = url.search(/[?#]/);
    return { method, path: end === -1 ? url : url.slice(0, end), headers };
  }

  /** Notes an error, once. @returns whether it was new */
  addError(error: unknown): boolean {
    if (this.errors.includes(error)) return false;
    this.errors = [...this.errors, error];
    if (this.response.headersSent) this.errorAfterHeaders = true;
    return true;
  }

  /** Notes which route was matched, from the request as the adapter hands it on. */
  noteRoute(request: unknown): void {
    if (this.route !== undefined || typeof request !== 'object' || request === null) return;
    const { route, routeOptions } = request as { route?: { path?: unknown }; routeOptions?: { url?: unknown } };
    const template = routeOptions?.url ?? route?.path;
    if (typeof template === 'string') this.route = template;
  }

  /** The outcome of an error that came after the response was closed. */
  late(error: unknown): Outcome {
    return {
      operation: this.operation,
      controller: this.controller,
      handler: this.handler,
      errors: [error],
      handled: false,
      aborted: this.aborted,
      unrouted: this.unrouted,
      request: this.request,
    };
  }
}
