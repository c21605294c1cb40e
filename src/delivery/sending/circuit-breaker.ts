import { backoff } from './backoff.js';

/** Why nothing but probes is sent. */
export type CircuitCause = 'outage' | 'rateLimited' | 'keyRefused';

/** Whether messages are sent. Times are in milliseconds on the clock's monotonic scale. */
export type CircuitState =
  /** All are sent. `failures` counts those since the last success. */
  | { readonly state: 'closed'; readonly failures: number }
  /** None is sent until `probeAt`. */
  | {
      readonly state: 'open';
      readonly cause: CircuitCause;
      readonly reason: string;
      readonly failures: number;
      readonly probeAt: number;
    }
  /** One message is on its way to find out. */
  | { readonly state: 'probing'; readonly cause: CircuitCause; readonly reason: string; readonly failures: number };

/** An attempt that says something about the platform as a whole. */
export interface PlatformTrouble {
  readonly cause: CircuitCause;
  readonly reason: string;
  /** How long the platform asked us to wait, in milliseconds. */
  readonly wait?: number | undefined;
}

/** Fewer could be bad luck with single messages; after five in a row the platform is down. */
const FAILURES_TO_OPEN = 5;

/** A key is repaired by a person, which takes minutes. */
const KEY_PROBE_INTERVAL = 5 * 60_000;

/** Stops sending while it is in vain, and finds out with single messages when it is no longer. Pure: no timers, no I/O. */
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

  /** The platform dealt with a message. Returns the trouble that is over with it, if there was any. */
  succeeded(): CircuitCause | undefined {
    const before = this.#state;
    this.#state = { state: 'closed', failures: 0 };
    return before.state === 'closed' ? undefined : before.cause;
  }

  /** The platform did not deal with a message. Returns whether this is trouble of a kind that was not known before. */
  failed(trouble: PlatformTrouble, now: number): boolean {
    const before = this.#state;
    const failures = before.failures + 1;
    if (before.state === 'closed' && trouble.cause === 'outage' && failures < FAILURES_TO_OPEN) {
      this.#state = { state: 'closed', failures };
      return false;
    }
    const { cause, reason } = trouble;
    // Attempts that were under way when the circuit opened tell nothing new.
    if (before.state === 'open' && before.cause === cause) return false;
    this.#state = { state: 'open', cause, reason, failures, probeAt: now + this.#pause(trouble, failures) };
    return before.state === 'closed' || before.cause !== cause;
  }

  /** Permits one probe now, whatever was planned: for a shutdown that cannot wait. */
  probeSoon(now: number): void {
    if (this.#state.state === 'open') this.#state = { ...this.#state, probeAt: now };
  }

  /** A probe is on its way. */
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
