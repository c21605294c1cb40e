import { withoutRepeats, type Log } from '../../text/log.js';
import type { Clock, Timer } from '../../time/clock.js';
import { formatDuration } from '../../time/duration.js';
import type { DeliveryStats } from '../delivery-stats.js';

/** Dependencies of {@link OwnHeartbeat}. */
export interface OwnHeartbeatParts {
  readonly name: string;
  /** How often it is pinged, in milliseconds. */
  readonly interval: number;
  readonly clock: Clock;
  readonly ping: (name: string) => void;
  /** The statistics of each key that alerts are sent with. */
  readonly deliveries: () => readonly DeliveryStats[];
  /** Whether incidents are evaluated. */
  readonly isEngineWell: () => boolean;
  readonly log: Log;
  /** Whether this process pings for all that share the heartbeat. @defaultValue it does */
  readonly isMine?: (() => boolean) | undefined;
}

/**
 * The heartbeat of the application itself. It is pinged at intervals while the event loop runs and alerts get through, and no longer when
 * the alerter is broken: then the platform alerts, because nothing inside the process can.
 */
export class OwnHeartbeat {
  readonly #parts: OwnHeartbeatParts;
  readonly #log: Log;
  #timer: Timer | undefined;
  #dropped = 0;

  constructor(parts: OwnHeartbeatParts) {
    this.#parts = parts;
    const { clock, log } = parts;
    this.#log = withoutRepeats(log, () => clock.now());
  }

  /** Pings now and at intervals from now on. */
  start(): void {
    this.stop();
    this.#beat(0);
  }

  /** Pings now, if it pings at all: the process that did so for all is gone. */
  pingNow(): void {
    if (this.#timer !== undefined) this.start();
  }

  /** Pings no more. */
  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  /** @param late how much later than planned this is, in milliseconds */
  #beat(late: number): void {
    const { clock, interval, isMine, name, ping } = this.#parts;
    const problem = this.#problem(late);
    if (isMine?.() === false) {
      // Another process of the fleet pings it.
    } else if (problem === undefined) ping(name);
    else this.#log.warn(`The heartbeat '${name}' is not pinged now: ${problem}.`);
    const due = clock.now() + interval;
    this.#timer = clock.after(interval, () => this.#beat(clock.now() - due));
  }

  #problem(late: number): string | undefined {
    const { deliveries, interval, isEngineWell } = this.#parts;
    const all = deliveries();
    const droppedBefore = this.#dropped;
    this.#dropped = all.reduce((sum, { dropped }) => sum + dropped.evicted + dropped.expired + dropped.rejected, 0);
    if (late > interval / 2) return `the event loop was blocked for ${formatDuration(late)}`;
    if (!isEngineWell()) return 'incidents are not evaluated';
    if (all.some(({ circuitCause }) => circuitCause === 'keyRefused'))
      return 'the platform refuses the key of the alerts';
    // With nothing to send, an outage may be over: the ping itself is the proof.
    const isStuck = all.some(({ circuit, inFlight, waiting }) => circuit !== 'closed' && waiting + inFlight > 0);
    if (isStuck) return 'alerts do not get through';
    return this.#dropped > droppedBefore ? 'alerts were dropped since the last ping' : undefined;
  }
}
