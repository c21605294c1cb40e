/** An HTTP request, as far as alerts show it. */
export interface RequestFacts {
  readonly method: string;
  /** The path that was asked for, without its query. */
  readonly path: string;
  /**
   * The headers, names in lower case; all of them when an incident opens, later only those that `forwardHeaders` names, and two ids. Only
   * these ever leave the process.
   */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** Where a run stands in a distributed trace: ids in lower-case hex digits, as in W3C Trace Context. */
export interface TraceIds {
  /** 32 digits. */
  readonly traceId: string;
  /** 16 digits. */
  readonly spanId: string;
}

/**
 * What kind of run an outcome is of: an HTTP request; a query, mutation or subscription; a message of a microservice or of a gateway; a
 * scheduled job; an event; a job of a queue; a command, query or event of CQRS; a command of a command line; a call of a method with alert
 * decorators of its own; work in `OpsgenieService.watch()`; or a reading of the process itself.
 */
export type OutcomeKind =
  'http' | 'graphql' | 'rpc' | 'ws' | 'schedule' | 'events' | 'queues' | 'cqrs' | 'cli' | 'method' | 'task' | 'process';

/**
 * Who waits for the result of a run, which decides what errors mean. To a `client`, an `HttpException` below 500 is an ordinary answer; a
 * client of `grpc` tells trouble by the code of an `RpcException`; where there is `none`, every error is trouble.
 */
export type Caller = 'client' | 'grpc' | 'none';

/** What only an HTTP request has. */
export interface HttpFacts {
  /** The status that was sent; absent when the response was never finished. */
  readonly status?: number | undefined;
  /** Whether the client left before the response was finished. */
  readonly aborted: boolean;
  /** Whether nothing of a response had been sent when the client left: it had waited for `durationMs`. Absent: no. */
  readonly unanswered?: boolean | undefined;
  /** Whether the server itself cut the response off (a timeout of its own, `response.destroy()`, an error in a stream): the run failed. Absent: no. */
  readonly cutOff?: boolean | undefined;
  /** Whether no handler was found for the request: an unknown route, or trouble before routing. */
  readonly unrouted: boolean;
  /** Whether the operation's own code ran: not where middleware, a guard or a throttler answered before it. Absent: it ran. */
  readonly executed?: boolean | undefined;
  /**
   * Whether it carried runs that are counted by themselves, such as queries of GraphQL: they say how the work went and how long it took.
   * Absent: no.
   */
  readonly isCarrier?: boolean | undefined;
  /** The request itself, until it is no longer needed. */
  readonly request?: RequestFacts | undefined;
}

/** A run that was due and did not start. Wall times, in milliseconds since 1970; durations in milliseconds. */
export interface MissedRun {
  readonly state: 'missed';
  /** What its failures are called as well: `cron ReportsService.nightly`. */
  readonly job: string;
  /** The name that the application gave it. */
  readonly jobName?: string | undefined;
  /** When the job runs: `0 3 * * * (Europe/Paris)`, `every 5 min`. */
  readonly schedule: string;
  readonly due: number;
  /** How long ago that is. */
  readonly late: number;
  /** How long the event loop was blocked, or the process stopped, at that time. Absent: it was not. */
  readonly blockedFor?: number | undefined;
  /** When a run started that was still under way then, for which the job waits (`waitForCompletion`). Absent: none was. */
  readonly underWaySince?: number | undefined;
}

/** A run that has taken longer than it may. Wall times, in milliseconds since 1970; durations in milliseconds. */
export interface OverdueRun {
  readonly state: 'overdue';
  /** What its failures are called as well: `cron ReportsService.nightly`. */
  readonly job: string;
  /** The name that the application gave it. */
  readonly jobName?: string | undefined;
  readonly startedAt: number;
  readonly lasted: number;
  /** How long it may take. Absent: until the next run starts. */
  readonly limit?: number | undefined;
  /** When another run started beside it, the last one. Absent: none did. */
  readonly overlappedAt?: number | undefined;
  /** Whether it has ended by now: a blocked event loop lets it end before it is noticed. */
  readonly isOver: boolean;
}

/** What a rule about the times of runs sees: a run that is missing or overdue, or that one has started or ended. */
export type RunTiming = MissedRun | OverdueRun | { readonly state: 'started' | 'ended' };

/** A signal of the process, compared with its limit. Durations in milliseconds. */
export type HealthReading =
  | {
      readonly signal: 'eventLoopDelay';
      /** The 99th percentile of the delay over `lasted`. */
      readonly p99: number;
      readonly limit: number;
      readonly lasted: number;
      readonly isOver: boolean;
    }
  | {
      readonly signal: 'heap';
      /** Bytes in use. */
      readonly used: number;
      /** The heap's limit, in bytes. */
      readonly size: number;
      /** A share of `size`. */
      readonly limit: number;
      /** How long it has been over the limit. */
      readonly lasted: number;
      readonly isOver: boolean;
    }
  | {
      readonly signal: 'instances';
      /** How many instances of the service are alive. */
      readonly alive: number;
      /** How many are expected at least. */
      readonly limit: number;
      /** The names of those that vanished within the last minutes. */
      readonly lost: readonly string[];
      /** How long there have been too few. */
      readonly lasted: number;
      /** Whether there are too few. */
      readonly isOver: boolean;
    };

/** One finished run of an operation, as an observer saw it; or, with `timing`, one that did not start or end in time. */
export interface ObservedOutcome {
  readonly kind: OutcomeKind;
  /** What was run, named by code and never by data: `GET /orders/:id`, `404:*`, `Query.orders`, `cron:ReportsService.nightly`. */
  readonly operation: string;
  /** The class of the handler, where one is known. */
  readonly controller?: string | undefined;
  /** The name of the handler's method, where one is known. */
  readonly handler?: string | undefined;
  /** When it started, in monotonic milliseconds; absent if it is unknown. */
  readonly startedAt?: number | undefined;
  /** How long the run took, in milliseconds; absent where a latency means nothing (server-sent events, upgrades). */
  readonly durationMs?: number | undefined;
  /** How long the job of a queue was ready and waited for a worker, in milliseconds; absent for all else, and where it is unknown. */
  readonly waitMs?: number | undefined;
  /** The errors that were seen, the first one thrown first; none when all went well. JavaScript can throw any value. */
  readonly errors: readonly unknown[];
  /** Whether the application dealt with the error: over HTTP, it answered below 500. */
  readonly handled: boolean;
  /** Who waits for the result. @defaultValue `'client'` */
  readonly caller?: Caller | undefined;
  /** Whether a guard threw, so that the operation's own code did not run. Absent: no. */
  readonly refused?: boolean | undefined;
  /** Whether the run failed and will be tried again: a message of Kafka that is delivered again. Absent: no. */
  readonly willRetry?: boolean | undefined;
  /** Why it is reported without having finished: only rules about the times of runs get such reports. Absent: it has finished. */
  readonly timing?: RunTiming | undefined;
  /** What was read, where it is about the process and not about a run. */
  readonly health?: HealthReading | undefined;
  /** The span of OpenTelemetry that was active when it failed, where there was one. */
  readonly trace?: TraceIds | undefined;
  /** What only a run of the kind `http` has. */
  readonly http?: HttpFacts | undefined;
}
