import type { Message } from '../alerts/message.js';

/** The headers of an answer that matter here. */
export interface AnswerHeaders {
  /** `Retry-After`: seconds or an HTTP date (RFC 9110, 10.2.3). */
  readonly retryAfter?: string | undefined;
  /** `X-RateLimit-Period-In-Sec` (Opsgenie, "API Rate Limiting"). */
  readonly rateLimitPeriod?: string | undefined;
  /** `X-Request-ID`. */
  readonly requestId?: string | undefined;
  /** `Location`: where a redirect, which is not followed, leads to. */
  readonly location?: string | undefined;
  /** `Server`, else `Via`: the software that answered, where it names itself. */
  readonly server?: string | undefined;
}

/** How one attempt ended: with an answer, or without. */
export type Attempt =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly headers: AnswerHeaders;
      /** As much of the body as could be read; empty when none could. */
      readonly body: string;
    }
  | {
      readonly kind: 'unreachable';
      /** What went wrong, in words. Never holds the API key. */
      readonly reason: string;
    };

/** One attempt at a time, no memory, no retries. */
export interface PlatformClient {
  /** Tries once to tell a message to the platform. Never rejects. */
  send(message: Message): Promise<Attempt>;
  /** Asks once what became of an accepted request. Never rejects. */
  requestStatus(requestId: string): Promise<Attempt>;
  /** Ends all requests, and what would keep the process alive. */
  close?(): void;
}
