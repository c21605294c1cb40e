import type { IncomingMessage, ServerResponse } from 'node:http';

import type { IncidentEngine } from '../../incidents/incident-engine.js';
import type { Monitor } from '../../incidents/monitor.js';
import type { RuleBook } from '../../rules/rule-book.js';
import type { Clock } from '../../time/clock.js';
import { HandlerMonitors } from './handler-monitors.js';
import { RequestRecord } from './request-record.js';

/** Where the adapters take middleware. */
interface MiddlewareHost {
  use(middleware: (request: IncomingMessage, response: ServerResponse, next: () => void) => void): unknown;
}

/**
 * Watches HTTP requests. The guard, the interceptor and the filter write into a request's record; only the end of the response
 * decides, once, with the status and the time that the client saw.
 *
 * Nothing in it throws into the application.
 */
export class HttpObserver {
  readonly #clock: Clock;
  readonly #engine: IncidentEngine;
  readonly #monitors: HandlerMonitors;
  readonly #unknownRoutes: Monitor;
  readonly #beforeRouting: Monitor;
  readonly #warn: (message: string) => void;
  #hasWarned = false;

  /** @param warn told once if the observer itself fails, which is a fault of this library */
  constructor(clock: Clock, engine: IncidentEngine, rules: RuleBook, warn: (message: string) => void) {
    this.#clock = clock;
    this.#engine = engine;
    this.#monitors = new HandlerMonitors(engine, rules);
    this.#unknownRoutes = engine.monitor(rules.rulesWithoutHandler, '404:*');
    this.#beforeRouting = engine.monitor(rules.rulesWithoutHandler, 'unrouted:*');
    this.#warn = warn;
  }

  /** Starts the clock of each request before anything else of the application runs. */
  watch(adapter: MiddlewareHost): void {
    adapter.use((request, response, next) => {
      this.#guarded(() => this.#open(request, response));
      next();
    });
  }

  /** Takes an error that the interceptor or the filter saw. */
  seeError(record: RequestRecord, error: unknown): void {
    this.#guarded(() => {
      const isFirst = record.errors.length === 0;
      record.addError(error);
      // The answer was out, or nobody waited for it any more, when the handler failed: that is an incident of its own, once.
      if (record.closed && isFirst) this.#monitorOf(record).record(record.late(error));
    });
  }

  /** Notes that a handler answers with a stream. */
  seeStream(record: RequestRecord): void {
    record.streamedAfterMs = this.#clock.now() - record.startedAt;
  }

  #open(request: IncomingMessage, response: ServerResponse): void {
    const record = RequestRecord.open(request, response, this.#clock.now());
    if (record !== undefined) response.once('close', () => this.#guarded(() => this.#conclude(record)));
  }

  #conclude(record: RequestRecord): void {
    const { response, errors } = record;
    record.closed = true;
    record.aborted = !response.writableFinished;
    record.status = record.aborted ? undefined : response.statusCode;
    record.unrouted = record.reached === undefined && (record.route === undefined || record.status === 404);
    record.durationMs = this.#latencyOf(record);
    record.handled =
      errors.length > 0 && !record.errorAfterHeaders && record.status !== undefined && record.status < 500;
    const monitor = this.#monitorOf(record);
    record.operation = monitor.operation;
    monitor.record(record);
    if (this.#engine.isTroubled && !record.unrouted && !record.aborted) this.#noteRecovery();
  }

  // A stream of events lasts as long as its reader wants: that is no latency.
  #latencyOf(record: RequestRecord): number | undefined {
    if (record.reached !== undefined && this.#monitors.isEventStream(record.reached)) return undefined;
    return record.streamedAfterMs ?? this.#clock.now() - record.startedAt;
  }

  #monitorOf(record: RequestRecord): Monitor {
    if (!record.unrouted) return this.#monitors.monitorFor(record.raw.method ?? '', record.route ?? '', record.reached);
    return record.status === 404 ? this.#unknownRoutes : this.#beforeRouting;
  }

  // What never reaches a handler has no good outcomes of its own: that requests reach handlers again is its recovery.
  #noteRecovery(): void {
    if (this.#unknownRoutes.isTroubled) this.#unknownRoutes.recordGood();
    if (this.#beforeRouting.isTroubled) this.#beforeRouting.recordGood();
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
