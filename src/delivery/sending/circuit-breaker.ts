import { backoff } from './backoff.js';

/** Why only probes are sent. */
export type CircuitCause = 'outage' | 'rateLimited' | 'keyRefused';

/** The state of the circuit. Times are in monotonic milliseconds. */
export type CircuitState =
  /** Messages are sent. `failures` counts failures since the last success. */
  | { readonly state: 'closed'; readonly failures: number }
  /** Nothing is sent until `probeAt`. */
  | {
      readonly state: 'open';
      readonly cause: CircuitCause;
      readonly reason: string;
      readonly failures: number;
      readonly probeAt: number;
    }
  /** Half-open: one probe is in flight. */
  | { readonly state: 'probing'; readonly cause: CircuitCause; readonly reason: string; readonly failures: number };

/** The result of an attempt that concerns the platform as a whole. */
export interface PlatformTrouble {
  readonly cause: CircuitCause;
  readonly reason: string;
  /** How long the platform asked us to wait, in milliseconds. */
  readonly wait?: number | undefined;
}

/** Consecutive failures that open the circuit; fewer could be caused by single messages. */
const FAILURES_TO_OPEN = 5;

/** A person has to fix the key, which takes minutes. */
const KEY_PROBE_INTERVAL = 5 * 60_000;

/** Stops sending while the platform fails, and probes with single messages until it recovers. Pure: no timers, no I/O. */
export class CircuitBreaker {
  readonly #random: () => number;
  #state: CircuitState = { state: 'closed', failures: 0 };

  /** @param random - 0 to 1, like `Math.random` */
  constructor(random: () => number) {
    this.#random = random;
  }

  get state(): CircuitState {
    return this.#state;
  }

  /** The platform handled a message. @returns whether the circuit was open until now */
  succeeded(): boolean {
    const before = this.#state;
    this.#state = { state: 'closed', failures: 0 };
    return before.state !== 'closed';
  }

  /** The platform did not handle a message. @returns whether the circuit opened for a new cause */
  failed(trouble: PlatformTrouble, now: number): boolean {
    const before = this.#state;
    const failures = before.failures + 1;
    if (before.state === 'closed' && trouble.cause === 'outage' && failures < FAILURES_TO_OPEN) {
      this.#state = { state: 'closed', failures };
      return false;
    }
    const { cause, reason } = trouble;
    // Attempts in flight when the circuit opened add no information.
    if (before.state === 'open' && before.cause === cause) return false;
    this.#state = { state: 'open', cause, reason, failures, probeAt: now + this.#pause(trouble, failures) };
    return before.state === 'closed' || before.cause !== cause;
  }

  /** Permits a probe immediately: a shutdown cannot wait. */
  probeSoon(now: number): void {
    if (this.#state.state === 'open') this.#state = { ...this.#state, probeAt: now };
  }

  /** Marks a probe as in flight. */
  probing(): void {
    if (this.#state.state !== 'open') return;
    const { cause, reason, failures } = this.#state;
    this.#state = { state: 'probing', cause, reason, failures };
  }

  #pause({ cause, wait }: PlatformTrouble, failures: number): number {
    if (cause === 'keyRefused') return KEY_PROBE_INTERVAL;
    return wait ?? backoff(Math.max(1, failures - FAILURES_TO_OPEN + 1), this.#random);
  }
}
