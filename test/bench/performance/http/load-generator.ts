/** The result of a slice of load. */
export interface LoadResult {
  readonly requests: number;
  readonly requestsPerSecond: number;
  /** The 99th percentile of the time until an answer, in milliseconds. */
  readonly p99: number;
  /** Connections that broke and requests without an answer. */
  readonly errors: number;
}

/** A program that keeps a number of connections busy. */
export interface LoadGenerator {
  readonly name: string;
  readonly command: (url: string, seconds: number) => readonly string[];
  readonly read: (output: string) => LoadResult;
}

/** Enough to keep one CPU busy on either adapter. */
export const CONNECTIONS = 32;
