import type { IncidentEngine } from '../../incidents/incident-engine.js';
import type { Monitor } from '../../incidents/monitor.js';
import { ignoredPaths } from '../../rules/ignored-paths.js';
import type { ObservedOutcome } from '../../rules/outcome.js';
import { isRefusal, isUnknownRoute } from '../../rules/verdict.js';
import type { Clock } from '../../time/clock.js';
import { runsCarriedBy } from '../carried-runs.js';
import type { ObserverContext } from '../observer.js';
import { normalized } from './graphql-endpoints.js';
import type { RequestRecord } from './request-record.js';
import { errorOfCutOff, hasLeft, isCutOff } from './unfinished-response.js';
import type { WatchedHandlers } from './watched-handlers.js';

/** Completes the records of closed requests, and reports each as the outcome of its operation. */
export class RequestReporter {
  readonly #clock: Clock;
  readonly #engine: IncidentEngine;
  readonly #handlers: WatchedHandlers;
  readonly #unknownRoutes: Monitor;
  readonly #beforeRouting: Monitor;
  readonly #isIgnored: ((path: string) => boolean) | undefined;
  #endpoints: ReadonlySet<string> = new Set();

  constructor({ clock, incidents, rules, settings }: ObserverContext, handlers: WatchedHandlers) {
    this.#clock = clock;
    this.#engine = incidents;
    this.#handlers = handlers;
    this.#isIgnored = ignoredPaths(settings.ignore);
    this.#unknownRoutes = incidents.monitor(rules.rulesWithoutHandler, '404:*');
    this.#beforeRouting = incidents.monitor(rules.rulesWithoutHandler, 'unrouted:*');
  }

  /** Names requests that match no route, because middleware answers them, by these paths. */
  nameEndpoints(paths: ReadonlySet<string>): void {
    this.#endpoints = paths;
  }

  /** Reports a request whose response has just been closed. */
  report(record: RequestRecord): void {
    const now = this.#clock.now();
    record.closed = true;
    // What fails because the client left may end the response, which no client receives any more.
    if (record.errorAfterHeaders && hasLeft(record.raw)) record.finished = false;
    if (record.finished) record.status = record.response.statusCode;
    else noteUnfinished(record);
    if (this.#endpoints.size > 0 && record.reached === undefined) this.#noteEndpoint(record);
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
    if (!record.isPartial && !isCountedByRuns(record)) monitor.record(record, now);
    const isThrough = record.executed && record.finished && !isRefusal(record);
    if (this.#engine.isTroubled && isThrough) this.#noteRecovery(record, now);
  }

  /** Reports an error that was thrown after the response was closed. */
  reportLate(record: RequestRecord, error: unknown): void {
    if (!record.ignored) this.#monitorOf(record).record(lateOutcome(record, error), this.#clock.now());
  }

  #monitorOf(record: RequestRecord): Monitor {
    const { method, reached = this.#handlers.unreached, route = '' } = record;
    if (!record.unrouted) return reached.monitorFor(method, route);
    return isUnknownRoute(record) ? this.#unknownRoutes : this.#beforeRouting;
  }

  #noteEndpoint(record: RequestRecord): void {
    if (isRoute(record.route)) return;
    const path = normalized(record.path);
    // The path at which the application is mounted on another one stands before each route by itself.
    const endpoint = [...this.#endpoints].find((known) => path === this.#handlers.routePrefix + known);
    if (endpoint !== undefined) record.route = endpoint;
  }

  // What never reaches a handler has no good outcomes of its own: that requests reach handlers again is its recovery.
  #noteRecovery({ method, route = '' }: RequestRecord, now: number): void {
    const unreached = this.#handlers.unreached.knownMonitorFor(method, route);
    for (const monitor of [this.#unknownRoutes, this.#beforeRouting, unreached])
      if (monitor?.isTroubled === true) monitor.recordGood(now);
  }
}

/** The outcome of an error that came after the response was closed, once a filter has had its turn. */
function lateOutcome(record: RequestRecord, error: unknown): ObservedOutcome {
  const { operation, controller, handler, aborted, unrouted, request, response, startedAt, trace } = record;
  const { statusCode } = response;
  return {
    kind: 'http',
    operation,
    controller,
    handler,
    startedAt,
    errors: [error],
    // The client has left, so the status was not sent: it is what a filter would have answered.
    handled: aborted && statusCode >= 400 && statusCode < 500,
    trace,
    http: { aborted, unrouted, request },
  };
}

/**
 * Whether the runs that a request carried say all about it: they failed, and so did the request. Where they say only that its work was
 * done, notes that: its status still counts.
 */
function isCountedByRuns(record: RequestRecord): boolean {
  const carried = runsCarriedBy(record.raw);
  // What was not answered may have more runs under way.
  if (carried === undefined || record.status === undefined) return false;
  if (record.status >= 500) return carried === 'failed';
  record.isCarrier = true;
  return false;
}

/** Notes how a response ended that was not finished. */
function noteUnfinished(record: RequestRecord): void {
  const { raw, response, http2 } = record;
  const isEventStream = record.reached?.isEventStream === true;
  const error = errorOfCutOff(raw, response, http2);
  // Cutting off a stream of events is normal: its readers connect again.
  record.cutOff = isCutOff(raw, response, http2) && !(isEventStream && !(error instanceof Error));
  record.aborted = !record.cutOff;
  if (record.cutOff) {
    if (error instanceof Error) record.addError(error);
  } else {
    record.unanswered = !response.headersSent;
    record.dropErrorsOfLeaving();
  }
}

/** Whether a template is that of one route. Middleware can be bound to all of them, `/*path`. */
function isRoute(template: string | undefined): boolean {
  return template !== undefined && !template.includes('*');
}
