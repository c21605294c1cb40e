import { errorMonitor } from 'node:events';
import type { Readable } from 'node:stream';

import type { Clock } from '../../time/clock.js';
import type { FaultLog } from '../fault-log.js';
import { isCausedByLeaving } from './caused-by-leaving.js';
import type { OpenResponses } from './open-responses.js';
import type { RequestRecord, RequestWitness } from './request-record.js';
import type { RequestReporter } from './request-reporter.js';
import type { Named, WatchedHandlers } from './watched-handlers.js';

/** Dependencies of {@link RequestWatch}. */
export interface RequestWatchParts {
  readonly clock: Clock;
  readonly faults: FaultLog;
  readonly handlers: WatchedHandlers;
  readonly responses: OpenResponses;
  readonly reporter: RequestReporter;
}

/** Writes what happens to a request into its record, and has the record reported when the response is closed. Never throws. */
export class RequestWatch implements RequestWitness {
  readonly #clock: Clock;
  readonly #faults: FaultLog;
  readonly #handlers: WatchedHandlers;
  readonly #responses: OpenResponses;
  readonly #reporter: RequestReporter;

  constructor({ clock, faults, handlers, responses, reporter }: RequestWatchParts) {
    this.#clock = clock;
    this.#faults = faults;
    this.#handlers = handlers;
    this.#responses = responses;
    this.#reporter = reporter;
  }

  seeHandler(record: RequestRecord, controller: Named, method: Named): void {
    this.#guarded(() => (record.reached = this.#handlers.of(controller, method)));
  }

  seeError(record: RequestRecord, error: unknown): void {
    this.#guarded(() => {
      const isUnfinished = record.aborted || record.cutOff;
      if (isUnfinished && (record.isPartial || isCausedByLeaving(error, record.raw))) return;
      const isFirst = record.errors.length === 0;
      record.addError(error);
      // The handler failed after the response was sent, or after the client left: that is an incident of its own, once.
      if (!record.closed || !isFirst) return;
      this.#responses.add(record);
      // A filter that runs now may still deal with it.
      setImmediate(() => this.#guarded(() => this.#reportLate(record, error)));
    });
  }

  seeHead(record: RequestRecord): void {
    record.answeredAt ??= this.#clock.now();
  }

  seeStream(record: RequestRecord, source: Readable): void {
    this.#guarded(() => {
      if (!(record.reached ?? this.#handlers.unreached).watchesErrors) return;
      // With an ordinary listener, an error that nothing else listens for would no longer end the process.
      source.once(errorMonitor, (error: unknown) => {
        // Once the client has left, streams fail because of that.
        if (!record.closed) this.seeError(record, error);
      });
    });
  }

  /**
   * `writableFinished` says the same, but not for requests by Fastify's inject(), by which it runs on serverless platforms. HTTP/2 also
   * finishes what its client has cancelled.
   */
  seeFinish(record: RequestRecord): void {
    record.finished = record.http2?.stream.aborted !== true;
    // A server closes its responses. Without a server, as behind some adapters to AWS Lambda, nothing may.
    if (!record.isServed) setImmediate(() => this.seeClose(record));
  }

  seeClose(record: RequestRecord): void {
    this.#guarded(() => {
      if (record.closed) return;
      this.#responses.delete(record);
      this.#reporter.report(record);
    });
  }

  #reportLate(record: RequestRecord, error: unknown): void {
    this.#responses.delete(record);
    this.#reporter.reportLate(record, error);
  }

  #guarded(observe: () => void): void {
    this.#faults.guard('A request could not be observed', observe);
  }
}
