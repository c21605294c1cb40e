import type { Monitor } from '../../incidents/monitor.js';
import { INSTANCES_OPERATION } from '../../incidents/peers.js';
import type { CompiledRule } from '../../rules/compiled-rule.js';
import { processHealthRule } from '../../rules/kinds/process-health.js';
import type { Timer } from '../../time/clock.js';
import type { Observer, ObserverContext } from '../observer.js';

/** The times of the count, in milliseconds. */
interface CountTimes {
  /** How long there have to be too few. */
  readonly fewerFor: number;
  /** How often the instances are counted. */
  readonly every: number;
}

/** A restart of one instance, or of a machine, takes less than two minutes. One that starts is known everywhere after a sync, which is 10 s at most. */
const TIMES: CountTimes = { fewerFor: 2 * 60_000, every: 10_000 };

/** Dependencies of an {@link InstancesObserver}. */
type InstancesContext = Pick<ObserverContext, 'clock' | 'faults' | 'incidents' | 'instances' | 'rules'> & {
  readonly settings: Pick<ObserverContext['settings'], 'expectedInstances'>;
};

/**
 * Counts the living instances of the service. Every instance counts and reports; the fleet raises one alert for all. Creates nothing
 * where no number is expected.
 */
export class InstancesObserver implements Observer {
  /** Each import of the module may belong to another fleet. */
  readonly isExclusive = false;
  readonly #context: InstancesContext;
  readonly #times: CountTimes;
  #rule: CompiledRule | undefined;
  #timer: Timer | undefined;
  /** Since when there are too few, in monotonic milliseconds. */
  #fewerSince: number | undefined;
  /** Whether there were enough the last time: one that starts is known everywhere by the next time. */
  #wereEnough = false;

  /** @param times tests shorten them */
  constructor(context: InstancesContext, times = TIMES) {
    this.#context = context;
    this.#times = times;
  }

  ready(): void {
    const { incidents, rules, settings } = this.#context;
    const { expectedInstances: expected } = settings;
    if (expected === undefined || this.#rule !== undefined) return;
    this.#rule = rules.ruleForProcess(processHealthRule('instances', expected));
    this.#countLater(incidents.monitor([this.#rule], INSTANCES_OPERATION), expected);
  }

  stop(): void {
    this.#timer?.cancel();
  }

  rules(): readonly CompiledRule[] {
    return this.#rule === undefined ? [] : [this.#rule];
  }

  #countLater(monitor: Monitor, expected: number): void {
    const { clock, faults } = this.#context;
    this.#timer = clock.after(this.#times.every, () => {
      this.#countLater(monitor, expected);
      faults.guard('The instances could not be counted', () => this.#count(monitor, expected));
    });
  }

  #count(monitor: Monitor, expected: number): void {
    const { clock, instances } = this.#context;
    const now = clock.now();
    const count = instances?.();
    const isOver = count !== undefined && count.alive < expected;
    const wereEnough = this.#wereEnough;
    this.#wereEnough = count !== undefined && !isOver;
    this.#fewerSince = isOver ? (this.#fewerSince ?? now) : undefined;
    const lasted = now - (this.#fewerSince ?? now);
    if (count === undefined || (isOver ? lasted < this.#times.fewerFor : !wereEnough)) return;
    const { alive, lost } = count;
    const health = { signal: 'instances', alive, lost, limit: expected, lasted, isOver } as const;
    const { operation } = monitor;
    monitor.record({ kind: 'process', operation, caller: 'none', errors: [], handled: false, health }, now);
  }
}
