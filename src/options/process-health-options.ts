import { parseDuration, type Duration } from '../time/duration.js';
import { Check, CheckNested, duration, share, type Complaint } from '../validation/checks.js';
import { show } from '../validation/problem.js';

/** The limit of the event loop's delay. */
export interface EventLoopDelayOptions {
  /**
   * The limit of the 99th percentile of the delay, measured by Node's `perf_hooks.monitorEventLoopDelay()`. Work that blocks the loop again
   * and again exceeds it; a single long block does not. @defaultValue `'200ms'`
   */
  readonly p99?: Duration | undefined;
  /** The time over which the percentile is taken, one such time after the other; at least a second. @defaultValue `'1m'` */
  readonly for?: Duration | undefined;
}

/** The limit of the heap. */
export interface HeapOptions {
  /**
   * The limit of `used_heap_size` as a share of `heap_size_limit`, above 0 and below 1; both are of Node's `v8.getHeapStatistics()`.
   * `--max-old-space-size` sets the size. @defaultValue `0.9`
   */
  readonly share?: number | undefined;
  /** How long every reading must be over the limit; one that is not, as after a garbage collection, starts over. At least a second. @defaultValue `'5m'` */
  readonly for?: Duration | undefined;
}

/** Signals of the process as a whole; each that is given is watched. */
export interface ProcessHealthOptions {
  /** Alerts while the event loop is blocked. `{}` uses the defaults. */
  readonly eventLoopDelay?: EventLoopDelayOptions | undefined;
  /** Alerts while the heap is nearly full. `{}` uses the defaults. */
  readonly heap?: HeapOptions | undefined;
}

/** {@link ProcessHealthOptions} with every value in place, in milliseconds; what is absent is not watched. */
export interface HealthLimits {
  readonly eventLoopDelay: { readonly p99: number; readonly for: number } | undefined;
  readonly heap: { readonly share: number; readonly for: number } | undefined;
}

/** Shorter times show nothing, and reading costs more. Milliseconds. */
const LEAST_TIME = 1_000;

const lasting: Complaint = (value) =>
  duration(value) ??
  ((parseDuration(value) ?? 0) < LEAST_TIME ? `must be a second or longer; got ${show(value)}` : undefined);

class EventLoopDelaySchema implements Record<keyof EventLoopDelayOptions, unknown> {
  @Check(duration) p99: unknown;
  @Check(lasting) for: unknown;
}

class HeapSchema implements Record<keyof HeapOptions, unknown> {
  @Check(share) share: unknown;
  @Check(lasting) for: unknown;
}

/** The validation schema of {@link ProcessHealthOptions}. */
export class ProcessHealthOptionsSchema implements Record<keyof ProcessHealthOptions, unknown> {
  static readonly nested = { eventLoopDelay: EventLoopDelaySchema, heap: HeapSchema };

  @CheckNested() eventLoopDelay: unknown;
  @CheckNested() heap: unknown;
}

/** Fills in the defaults. */
export function resolveHealth({ eventLoopDelay, heap }: ProcessHealthOptions = {}): HealthLimits {
  return {
    eventLoopDelay: eventLoopDelay && {
      p99: parseDuration(eventLoopDelay.p99) ?? 200,
      for: parseDuration(eventLoopDelay.for) ?? 60_000,
    },
    heap: heap && { share: heap.share ?? 0.9, for: parseDuration(heap.for) ?? 5 * 60_000 },
  };
}
