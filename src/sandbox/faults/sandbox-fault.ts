import type { Duration } from '../../time/duration.js';
import type { ReceivedRequest } from '../http/received-request.js';

/** To which requests a fault applies, and for how long. Without limits: to every request, until the fault is replaced. */
export interface FaultScope {
  /** Only requests for which it returns true. */
  readonly match?: (request: ReceivedRequest) => boolean;
  /** How many requests it affects. */
  readonly times?: number;
  /** How long it lasts, from the call of `fault()` and on the sandbox's clock. */
  readonly for?: Duration;
  /** Waits this long first. The rest then happens even if the client has disconnected, as on a slow server. */
  readonly delay?: Duration;
}

/** The platform is slow but otherwise works. */
export interface DelayFault extends FaultScope {
  readonly delay: Duration;
}

/** The request is not processed; this is the response. */
export interface StatusFault extends FaultScope {
  /** A whole number from 200 to 599. */
  readonly status: number;
  /** An object is sent as JSON, a string unchanged: for gateways that respond with HTML or nothing. @defaultValue the platform's error body for the status */
  readonly body?: string | Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The request is not processed; the response is 429. `{}` sends no hint how long to wait. */
export interface RateLimitFault extends FaultScope {
  readonly rateLimited: {
    /** `Retry-After` as a number of seconds. */
    readonly retryAfterSeconds?: number;
    /** `Retry-After` as a date. */
    readonly retryAt?: Date;
    /** `X-RateLimit-Period-In-Sec`. */
    readonly periodInSeconds?: number;
  };
}

/**
 * The connection breaks. `before`: the request is not processed. `after`: it is processed, but the response never arrives.
 * `mid-body`: it is processed, and the response is cut off in the middle of its body.
 */
export interface DropFault extends FaultScope {
  readonly drop: 'before' | 'after' | 'mid-body';
}

/** The request is not processed and never answered; the connection stays open. */
export interface SilenceFault extends FaultScope {
  readonly silent: true;
}

/** Writes are answered with 202; only the request status reports `Integration is disabled.` */
export interface DisabledFault extends FaultScope {
  readonly integrationDisabled: true;
}

/**
 * A fault of the platform; one kind at a time.
 *
 * @example
 * sandbox.fault({ status: 503, times: 2 }); // two requests fail, the third succeeds
 * sandbox.fault({ rateLimited: { retryAfterSeconds: 1 }, times: 1 });
 * sandbox.fault({ silent: true, match: (request) => request.path.endsWith('/close') });
 * sandbox.fault({ drop: 'after', for: '2s' });
 * sandbox.fault(undefined); // clears the fault
 */
export type SandboxFault = DelayFault | StatusFault | RateLimitFault | DropFault | SilenceFault | DisabledFault;
