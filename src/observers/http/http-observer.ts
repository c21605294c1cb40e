import { errorMonitor } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { ServerHttp2Stream } from 'node:http2';
import type { Readable } from 'node:stream';

import type { IncidentEngine } from '../../incidents/incident-engine.js';
import type { Monitor } from '../../incidents/monitor.js';
import { ignoredPaths } from '../../rules/ignored-paths.js';
import type { RuleBook } from '../../rules/rule-book.js';
import { isRefusal, isUnknownRoute } from '../../rules/verdict.js';
import type { Clock } from '../../time/clock.js';
import { isCausedByLeaving } from './caused-by-leaving.js';
import { mountPathOf, seeFirst, type Entry, type HttpHost } from './first-in-line.js';
import type { OperationNames } from './operation-names.js';
import { OpenResponses } from './open-responses.js';
import { RequestRecord, type RequestWitness } from './request-record.js';
import { reportResponse } from './response-events.js';
import { errorOfCutOff, hasLeft, isCutOff } from './unfinished-response.js';
import { noteBody } from './upload-time.js';
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
  readonly #isIgnored: ((path: string) => boolean) | undefined;
  readonly #responses: OpenResponses;
  #hasWarned = false;
  #isStopped = false;
  #adapter: HttpHost | undefined;

  /**
   * @param warn called once if the observer itself fails, which is a fault of this library
   * @param ignore paths that are not observed
   */
  constructor(
    clock: Clock,
    engine: IncidentEngine,
    rules: RuleBook,
    warn: (message: string) => void,
    ignore: readonly string[] = [],
  ) {
    this.#clock = clock;
    this.#engine = engine;
    this.#handlers = new WatchedHandlers(engine, rules, () => mountPathOf(this.#adapter));
    this.#isIgnored = ignoredPaths(ignore);
    this.#responses = new OpenResponses(clock);
    this.#unknownRoutes = engine.monitor(rules.rulesWithoutHandler, '404:*');
    this.#beforeRouting = engine.monitor(rules.rulesWithoutHandler, 'unrouted:*');
    this.#warn = warn;
  }

  /** Starts the clock of each request before anything else of the application runs. */
  watch(adapter: HttpHost): void {
    this.#adapter = adapter;
    seeFirst(adapter, this.#open);
  }

  /** Opens no more records. */
  stop(): void {
    this.#isStopped = true;
  }

  /** Waits until every response that has ended is judged, at most `patience` milliseconds. */
  settled(patience: number): Promise<void> {
    return this.#responses.settled(patience);
  }

  /** Takes the names of the application's handlers, once they are known. */
  nameOperations(names: OperationNames): void {
    this.#handlers.nameOperations(names);
  }

  /** Takes the handler that a request reached. */
  seeHandler(record: RequestRecord, controller: Named, method: Named): void {
    this.#guarded(() => (record.reached = this.#handlers.of(controller, method)));
  }

  /** Takes an error that the interceptor or the filter saw. */
  seeError(record: RequestRecord, error: unknown): void {
    this.#guarded(() => {
      const isUnfinished = record.aborted || record.cutOff;
      if (isUnfinished && (record.isPartial || isCausedByLeaving(error, record.raw))) return;
      const isFirst = record.errors.length === 0;
      record.addError(error);
      // The answer was out, or nobody waited for it any more, when the handler failed: that is an incident of its own, once.
      if (!record.closed || !isFirst) return;
      this.#responses.add(record);
      // A filter that comes now may still deal with it.
      setImmediate(() => this.#guarded(() => this.#concludeLate(record, error)));
    });
  }

  seeHead(record: RequestRecord): void {
    record.answeredAt ??= this.#clock.now();
  }

  seeStream(record: RequestRecord, source: Readable): void {
    this.#guarded(() => {
      if (!(record.reached ?? this.#handlers.unreached).watchesErrors) return;
      // An ordinary listener would keep an error that nobody else listens for from ending the process.
      source.once(errorMonitor, (error: unknown) => {
        // Once the client has left, streams fail because of that.
        if (!record.closed) this.seeError(record, error);
      });
    });
  }

  /**
   * `writableFinished` says the same, but not of requests by Fastify's inject(), by which it runs on serverless platforms. HTTP/2
   * finishes what its client has cancelled, too.
   */
  seeFinish(record: RequestRecord): void {
    record.finished = record.http2?.stream.aborted !== true;
    // A server closes its responses. Where there is none, as behind some adapters to AWS Lambda, nothing may.
    if (!record.isServed) setImmediate(() => this.seeClose(record));
  }

  seeClose(record: RequestRecord): void {
    this.#guarded(() => this.#conclude(record));
  }

  readonly #open: Entry = (request, response, reports) => {
    if (this.#isStopped) return;
    this.#guarded(() => {
      const record = RequestRecord.open(request, response, this.#clock.now(), this);
      if (record === undefined) return;
      this.#responses.add(record);
      if (isHttp2(request)) record.http2 = { stream: request.stream, session: request.stream.session };
      if (!reports) reportResponse(record, response);
      noteBody(record, request, this.#clock);
    });
  };

  #conclude(record: RequestRecord): void {
    if (record.closed) return;
    this.#responses.delete(record);
    const now = this.#clock.now();
    record.closed = true;
    // What fails because the client left may end the response, to which nobody listens any more.
    if (record.errorAfterHeaders && hasLeft(record.raw)) record.finished = false;
    if (record.finished) record.status = record.response.statusCode;
    else noteUnfinished(record);
    record.executed = record.reached !== undefined && (!record.reached.isGuarded || record.passedGuards);
    record.unrouted = record.reached === undefined && (!isRoute(record.route) || record.status === 404);
    // A stream of events begins before there is any, and lasts as long as its reader wants.
    record.durationMs = record.reached?.isEventStream === true ? undefined : record.latency(now);
    record.handled =
      record.errors.length > 0 && !record.errorAfterHeaders && record.status !== undefined && record.status < 500;
    const monitor = this.#monitorOf(record);
    record.operation = monitor.operation;
    record.ignored = this.#isIgnored?.(record.path) === true;
    if (record.ignored) return;
    if (!record.isPartial) monitor.record(record, now);
    const isThrough = record.executed && record.finished && !isRefusal(record);
    if (this.#engine.isTroubled && isThrough) this.#noteRecovery(record, now);
  }

  #concludeLate(record: RequestRecord, error: unknown): void {
    this.#responses.delete(record);
    if (record.ignored) return;
    this.#monitorOf(record).record(record.late(error), this.#clock.now());
  }

  #monitorOf(record: RequestRecord): Monitor {
    const { method, reached = this.#handlers.unreached, route = '' } = record;
    if (!record.unrouted) return reached.monitorFor(method, route);
    return isUnknownRoute(record) ? this.#unknownRoutes : this.#beforeRouting;
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

/** Takes down what became of a response that was not finished. */
function noteUnfinished(record: RequestRecord): void {
  const { raw, response, http2 } = record;
  const isEventStream = record.reached?.isEventStream === true;
  const error = errorOfCutOff(raw, response, http2);
  // Streams of events are cut off as a matter of course: their readers connect again.
  record.cutOff = isCutOff(raw, response, http2) && !(isEventStream && !(error instanceof Error));
  record.aborted = !record.cutOff;
  if (record.cutOff) {
    if (error instanceof Error) record.addError(error);
  } else {
    record.unanswered = !response.headersSent;
    record.dropErrorsOfLeaving();
  }
}

/** What a request over HTTP/2 has beside what it has in common with one over HTTP/1. */
interface Http2Request extends IncomingMessage {
  readonly stream: ServerHttp2Stream;
}

function isHttp2(request: IncomingMessage): request is Http2Request {
  return request.httpVersionMajor === 2;
}

/** Whether a template is that of one route. Middleware can be bound to all of them, `/*path`. */
function isRoute(template: string | undefined): boolean {
  return template !== undefined && !template.includes('*');
}
