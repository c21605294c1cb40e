import type { Monitor } from '../../incidents/monitor.js';
import type { CompiledRule } from '../../rules/compiled-rule.js';
import { processHealthRule } from '../../rules/kinds/process-health.js';
import type { HealthReading, OutcomeKind } from '../../rules/outcome.js';
import type { Timer } from '../../time/clock.js';
import type { Observer, ObserverContext } from '../observer.js';
import { nodeReadings, type ProcessReadings } from './process-readings.js';
import { DelaySignal, HeapSignal, type Signal } from './signals.js';

/** What is read, with where it is reported. */
interface Watched {
  readonly signal: Signal;
  readonly rule: CompiledRule;
  readonly monitor: Monitor;
  timer?: Timer;
}

/** Reads signals of the process: the delay of its event loop, and how full its heap is. Creates nothing where no limits are given. */
export class HealthObserver implements Observer {
  /** There is one process, so one report is enough. */
  readonly isExclusive = true;
  readonly #context: ObserverContext;
  readonly #readings: ProcessReadings;
  #watched: readonly Watched[] = [];

  /** @param readings where readings come from. @defaultValue Node */
  constructor(context: ObserverContext, readings: ProcessReadings = nodeReadings) {
    this.#context = context;
    this.#readings = readings;
  }

  /** What blocks the loop during the start is over by now. */
  ready(): void {
    if (this.#watched.length > 0) return;
    const { clock, settings } = this.#context;
    const { eventLoopDelay, heap } = settings.processHealth;
    const now = clock.now();
    this.#watched = [
      ...(eventLoopDelay === undefined
        ? []
        : [this.#watch(new DelaySignal(eventLoopDelay, this.#readings.measureDelay(), now), eventLoopDelay.p99)]),
      ...(heap === undefined ? [] : [this.#watch(new HeapSignal(heap, () => this.#readings.heap()), heap.share)]),
    ];
  }

  stop(): void {
    for (const { signal, timer } of this.#watched) {
      timer?.cancel();
      signal.stop();
    }
    this.#watched = [];
  }

  rules(): readonly CompiledRule[] {
    return this.#watched.map(({ rule }) => rule);
  }

  kinds(): readonly OutcomeKind[] {
    return this.#watched.length === 0 ? [] : ['process'];
  }

  #watch(signal: Signal, limit: number): Watched {
    const { incidents, rules } = this.#context;
    const rule = rules.ruleForProcess(processHealthRule(signal.name, limit));
    const watched: Watched = { signal, rule, monitor: incidents.monitor([rule], signal.operation) };
    this.#readLater(watched);
    return watched;
  }

  #readLater(watched: Watched): void {
    const { clock, faults } = this.#context;
    watched.timer = clock.after(watched.signal.every, () => {
      this.#readLater(watched);
      faults.guard('The process could not be observed', () => {
        const now = clock.now();
        const reading = watched.signal.read(now);
        if (reading !== undefined) report(watched.monitor, reading, now);
      });
    });
  }
}

function report(monitor: Monitor, health: HealthReading, now: number): void {
  monitor.record(
    { kind: 'process', operation: monitor.operation, caller: 'none', errors: [], handled: false, health },
    now,
  );
}
