import { monitorEventLoopDelay } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';

/** Measures the delay of the event loop from its creation on. */
export interface DelayMeter {
  /** The 99th percentile since the last call, in milliseconds. */
  takeP99(): number;
  stop(): void;
}

/** How much of the heap is in use. Bytes. */
export interface HeapUse {
  readonly used: number;
  /** Where the process ends because of it. */
  readonly size: number;
}

/** Where the readings of the process come from. */
export interface ProcessReadings {
  measureDelay(): DelayMeter;
  heap(): HeapUse;
}

/** How often the loop is asked to come by; the histogram counts this wait as delay. Milliseconds. */
const RESOLUTION = 20;
const NANOSECONDS = 1e6;

/** The readings of Node. */
export const nodeReadings: ProcessReadings = {
  measureDelay() {
    const histogram = monitorEventLoopDelay({ resolution: RESOLUTION });
    histogram.enable();
    return {
      takeP99: () => {
        const p99 = Math.max(0, histogram.percentile(99) / NANOSECONDS - RESOLUTION);
        histogram.reset();
        return p99;
      },
      stop: () => void histogram.disable(),
    };
  },
  heap() {
    const { used_heap_size: used, heap_size_limit: size } = getHeapStatistics();
    return { used, size };
  },
};
