/**
 * One request of an access log. A reader fills the same object again and again: gigabytes of lines would be gigabytes of garbage.
 */
export interface LogEntry {
  /** When the line was written, in milliseconds since 1970. */
  time: number;
  /** Method and path without the query: `GET /orders/42`. */
  target: string;
  /** Absent where nothing was answered. */
  status: number | undefined;
  /** In milliseconds; absent where the log does not say. */
  durationMs: number | undefined;
  /** Whether the client left before it had the whole answer. */
  aborted: boolean;
  /** The error that the log shows with the request. */
  error: Error | undefined;
}

/** `other`: a line that is in order but about no request, such as a message of the application, a header or a blank line. */
export type LineKind = 'request' | 'other' | 'unreadable';

/** Reads the lines of one format. */
export interface LineReader {
  /**
   * Reads the line between two places of a buffer, without its line break. Fills `entry` if the line is a request; of any other line,
   * what stands in it means nothing. Never throws.
   */
  read(bytes: Buffer, start: number, end: number, entry: LogEntry): LineKind;
}

/** An entry to be filled. */
export function blankEntry(): LogEntry {
  return { time: 0, target: '', status: undefined, durationMs: undefined, aborted: false, error: undefined };
}

/** nginx's status for a client that left before there was an answer. It never went over the wire. */
const CLIENT_CLOSED_REQUEST = 499;

/** Puts in what a line says of the answer. */
export function setAnswer(entry: LogEntry, status: number, durationMs: number | undefined): void {
  entry.aborted = status === CLIENT_CLOSED_REQUEST;
  entry.status = entry.aborted ? undefined : status;
  entry.durationMs = durationMs;
  entry.error = undefined;
}
