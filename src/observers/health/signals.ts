import type { HealthLimits } from '../../options/process-health-options.js';
import type { HealthReading } from '../../rules/outcome.js';
import type { DelayMeter, HeapUse } from './process-readings.js';

/** One signal of the process. */
export interface Signal {
  readonly name: HealthReading['signal'];
  readonly operation: string;
  /** How often it is read, in milliseconds. */
  readonly every: number;
  /** @returns `undefined` while it is not sure whether the trouble lasts */
  read(now: number): HealthReading | undefined;
  stop(): void;
}

/** The delay of the event loop, for one time after the other. */
export class DelaySignal implements Signal {
  readonly name = 'eventLoopDelay';
  readonly operation = 'process:event-loop';
  readonly every: number;
  readonly #limit: number;
  readonly #meter: DelayMeter;
  #since: number;

  constructor(limits: NonNullable<HealthLimits['eventLoopDelay']>, meter: DelayMeter, now: number) {
    this.every = limits.for;
    this.#limit = limits.p99;
    this.#meter = meter;
    this.#since = now;
  }

  read(now: number): HealthReading {
    const p99 = this.#meter.takeP99();
    // A blocked loop reads late.
    const lasted = now - this.#since;
    this.#since = now;
    return { signal: this.name, p99, limit: this.#limit, lasted, isOver: p99 > this.#limit };
  }

  stop(): void {
    this.#meter.stop();
  }
}

/** A heap fills and is collected all the time, so it is read this many times before it counts as full. */
const READINGS = 10;

/** How full the heap is. */
export class HeapSignal implements Signal {
  readonly name = 'heap';
  readonly operation = 'process:heap';
  readonly every: number;
  readonly #limits: NonNullable<HealthLimits['heap']>;
  readonly #read: () => HeapUse;
  /** When it was first over the limit, and since then always, in monotonic milliseconds. */
  #since: number | undefined;

  constructor(limits: NonNullable<HealthLimits['heap']>, read: () => HeapUse) {
    this.every = limits.for / READINGS;
    this.#limits = limits;
    this.#read = read;
  }

  read(now: number): HealthReading | undefined {
    const { used, size } = this.#read();
    const limit = this.#limits.share;
    const isOver = used > limit * size;
    this.#since = isOver ? (this.#since ?? now) : undefined;
    const lasted = now - (this.#since ?? now);
    if (isOver && lasted < this.#limits.for) return undefined;
    return { signal: this.name, used, size, limit, lasted, isOver };
  }

  stop(): void {
    this.#since = undefined;
  }
}
