/** What is known of the HTTP request behind an outcome. */
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

/** One finished run of an operation, as the observers saw it. */
export interface ObservedOutcome {
  /** What was run, named by code and never by data: `GET /orders/:id`, `404:*`, `task:reindex`. */
  readonly operation: string;
  /** The class that holds the handler, where one is known. */
  readonly controller?: string | undefined;
  /** The name of the handler's method, where one is known. */
  readonly handler?: string | undefined;
  /** The status that went over the wire; absent without HTTP, and when the response was never finished. */
  readonly status?: number | undefined;
  /** How long the run took, in milliseconds; absent where a latency means nothing (server-sent events, upgrades). */
  readonly durationMs?: number | undefined;
  /** The errors that were seen, the first one thrown first; none when all went well. They may be anything: JavaScript throws anything. */
  readonly errors: readonly unknown[];
  /** Whether the application turned the error into an answer below 500, and so dealt with it. */
  readonly handled: boolean;
  /** Whether the client went away before the response was finished. */
  readonly aborted: boolean;
  /** Whether nothing of a response had been sent when the client went away: it waited in vain, for `durationMs`. Absent: no. */
  readonly unanswered?: boolean | undefined;
  /** Whether the server itself cut the response off (a timeout of its own, `response.destroy()`, an error in a stream): the run failed. Absent: no. */
  readonly cutOff?: boolean | undefined;
  /** Whether no handler was found for the request: an unknown route, or trouble before routing. */
  readonly unrouted: boolean;
  /** Whether the operation's own code ran: not where middleware, a guard or a throttler answered before it. Absent: it ran. */
  readonly executed?: boolean | undefined;
  /** The request, where there was one. */
  readonly request?: RequestFacts | undefined;
  /** The span of OpenTelemetry that was active when it failed, where there was one. */
  readonly trace?: TraceIds | undefined;
}
