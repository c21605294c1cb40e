/** One request, for a thread that shares nothing with the one that waits for it. */
export interface BlockingRequest {
  readonly url: string;
  readonly apiKey: string;
  readonly body: string;
  /** Milliseconds. */
  readonly timeout: number;
  /** Where the answer goes: a number of 32 bits, {@link NO_ANSWER_YET} until then. */
  readonly answer: SharedArrayBuffer;
}

/** What the memory for the answer holds at first; a status is never 0. */
export const NO_ANSWER_YET = 0;
/** There was no answer and will be none. */
export const UNREACHABLE = -1;
