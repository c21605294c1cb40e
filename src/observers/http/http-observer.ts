import { errorMonitor } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Http2Stream } from 'node:http2';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';

import type { IncidentEngine } from '../../incidents/incident-engine.js';
import type { Monitor } from '../../incidents/monitor.js';
import type { RuleBook } from '../../rules/rule-book.js';
import { isRefusal } from '../../rules/verdict.js';
import type { Clock } from '../../time/clock.js';
import { seeFirst, type Entry, type HttpHost } from './first-in-line.js';
import { RequestRecord, type RequestWitness } from './request-record.js';
import { WatchedHandlers, type Named } from './watched-handlers.js';

/**
 * Watches HTTP requests. The guard, the interceptor and the filter write into a request's record; only the end of the response
 * decides, once, with the status and the time that the client saw.
 *
 * Nothing in it throws into the application.
 */
export class HttpObserver implements RequestWitness {
  readonly #clock: Clock;
  readonly #engine: IncidentEngine;
  readonly #handlers: WatchedHandlers;
  readonly #unknownRoutes: Monitor;
  readonly #beforeRouting: Monitor;
  readonly #warn: (message: string) => void;
  #hasWarned = false;
  #isStopped = false;

  /** @param warn told once if the observer itself fails, which is a fault of this library */
  constructor(clock: Clock, engine: IncidentEngine, rules: RuleBook, warn: (message: string) => void) {
    this.#clock = clock;
    this.#engine = engine;
    this.#handlers = new WatchedHandlers(engine, rules);
    this.#unknownRoutes = engine.monitor(rules.rulesWithoutHandler, '404:*');
    this.#beforeRouting = engine.monitor(rules.rulesWithoutHandler, 'unrouted:*');
    this.#warn = warn;
  }

  /** Starts the clock of each request before anything else of the application runs. */
  watch(adapter: HttpHost): void {
    seeFirst(adapter, this.#open);
  }

  /** Opens no more records. */
  stop(): void {
    this.#isStopped = true;
  }

  /** Takes the handler that a request reached. */
  seeHandler(record: RequestRecord, controller: Named, method: Named): void {
    this.#guarded(() => (record.reached = this.#handlers.of(controller, method)));
  }

  /** Takes an error that the interceptor or the filter saw. */
  seeError(record: RequestRecord, error: unknown): void {
    this.#guarded(() => {
      const isFirst = record.errors.length === 0;
      record.addError(error);
      // The answer was out, or nobody waited for it any more, when the handler failed: that is an incident of its own, once.
      if (!record.closed || !isFirst || record.brokenOff) return;
      // A filter that comes now may still deal with it.
      setImmediate(() => this.#guarded(() => this.#concludeLate(record, error)));
    });
  }

  readonly #open: Entry = (request, response) => {
    if (this.#isStopped) return;
    this.#guarded(() => {
      const record = RequestRecord.open(request, response, this.#clock.now(), this);
      if (record === undefined) return;
      const stream = isHttp2(request) ? request.stream : undefined;
      // A server closes its responses. Where there is none, as behind some adapters to AWS Lambda, nobody may.
      const isServed = response.socket instanceof Socket;
      // `writableFinished` says the same, but not of requests by Fastify's inject(), by which it runs on serverless platforms. HTTP/2
      // finishes what its client has cancelled, too.
      response.on('finish', () => {
        record.finished = stream?.aborted !== true;
        if (!isServed) setImmediate(() => this.#guarded(() => this.#conclude(record)));
      });
      response.on('pipe', (source: Readable) => this.#guarded(() => this.#seeStream(record, source)));
      // `once` would cost more than it saves: what comes again changes nothing.
      response.on('close', () => this.#guarded(() => this.#conclude(record)));
    });
  };

  // What is sent as a stream takes as long as its reader likes; the handler was done when it began.
  #seeStream(record: RequestRecord, source: Readable): void {
    if (record.reached?.watchesStreams !== true) return;
    record.streamedAfterMs ??= this.#clock.now() - record.startedAt;
    // An ordinary listener would keep an error that nobody else listens for from ending the process.
    source.once(errorMonitor, (error: unknown) => {
      // Once the client has left, streams fail because of that.
      if (!record.closed) this.seeError(record, error);
    });
  }

  #conclude(record: RequestRecord): void {
    if (record.closed) return;
    const { response, errors } = record;
    const now = this.#clock.now();
    record.closed = true;
    record.aborted = !record.finished;
    record.status = record.aborted ? undefined : response.statusCode;
    record.unrouted = record.reached === undefined && (!isRoute(record.route) || record.status === 404);
    record.durationMs = this.#latencyOf(record, now);
    record.handled =
      errors.length > 0 && !record.errorAfterHeaders && record.status !== undefined && record.status < 500;
    const monitor = this.#monitorOf(record);
    record.operation = monitor.operation;
    if (!record.brokenOff) monitor.record(record, now);
    const isThrough = record.reached !== undefined && !record.aborted && !isRefusal(record);
    if (this.#engine.isTroubled && isThrough) this.#noteRecovery(record, now);
  }

  #concludeLate(record: RequestRecord, error: unknown): void {
    this.#monitorOf(record).record(record.late(error), this.#clock.now());
  }

  // A stream of events lasts as long as its reader wants: that is no latency.
  #latencyOf(record: RequestRecord, now: number): number | undefined {
    if (record.reached?.isEventStream === true) return undefined;
    return record.streamedAfterMs ?? now - record.startedAt;
  }

  #monitorOf(record: RequestRecord): Monitor {
    const { method, reached = this.#handlers.unreached, route = '' } = record;
    if (!record.unrouted) return reached.monitorFor(method, route);
    return record.status === 404 ? this.#unknownRoutes : this.#beforeRouting;
  }

  // What never reaches a handler has no good outcomes of its own: that requests reach handlers again is its recovery.
  #noteRecovery({ method, route = '' }: RequestRecord, now: number): void {
    const unreached = this.#handlers.unreached.knownMonitorFor(method, route);
    for (const monitor of [this.#unknownRoutes, this.#beforeRouting, unreached])
      if (monitor?.isTroubled === true) monitor.recordGood(now);
  }

  #guarded(observe: () => void): void {
    try {
      observe();
    } catch (error) {
      if (this.#hasWarned) return;
      this.#hasWarned = true;
      this.#warn(
        `A request could not be observed; please report this: ${error instanceof Error ? error.stack : 'unknown'}`,
      );
    }
  }
}

/** What a request over HTTP/2 has beside what it has in common with one over HTTP/1. */
interface Http2Request extends IncomingMessage {
  readonly stream: Http2Stream;
}

function isHttp2(request: IncomingMessage): request is Http2Request {
  return request.httpVersionMajor === 2;
}

/** Whether a template is that of one route. Middleware can be bound to all of them, `/*path`. */
function isRoute(template: string | undefined): boolean {
  return template !== undefined && !template.includes('*');
}
