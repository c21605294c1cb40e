import { HOUR, MINUTE, SECOND } from '../simulation/spans.js';
import { hasFailed, type Sample } from '../traces/sample.js';
import { closeMessage, createMessage } from './messages.js';
import { RollingCount } from './rolling-count.js';
import type { Contender, Strategy, Surroundings } from './strategy.js';

/** A condition on time windows: it fires when every window of one pair exceeds the threshold. */
interface Pair {
  readonly windows: readonly number[];
  readonly ratio: number;
  readonly minimum: number;
}

const TICK_MS = 10 * SECOND;
const ALIAS = 'service:errors';
const TOLERATED = 0.001;

class InstanceWindows {
  private readonly counts = new Map<number, RollingCount>();
  private total = 0;
  private bad = 0;
  firing = false;

  constructor(private readonly pairs: readonly Pair[]) {
    for (const window of pairs.flatMap(({ windows }) => windows))
      this.counts.set(window, new RollingCount(window / TICK_MS));
  }

  add(bad: boolean): void {
    this.total++;
    if (bad) this.bad++;
  }

  /** Ends the tick. @returns whether a condition is met */
  tick(): boolean {
    this.counts.forEach((count) => count.push(this.total, this.bad));
    this.total = 0;
    this.bad = 0;
    return this.pairs.some(({ windows, ratio, minimum }) => {
      return windows.every((window) => {
        const count = this.counts.get(window);
        return count !== undefined && count.total >= minimum && count.ratio > ratio;
      });
    });
  }
}

/** Fires while a condition is met and closes otherwise: no memory, no hysteresis. Instances decide independently, under one alias. */
class BareRatio implements Strategy {
  private readonly windows: InstanceWindows[];

  constructor(
    private readonly instances: readonly Surroundings[],
    private readonly pairs: readonly Pair[],
  ) {
    this.windows = instances.map(() => new InstanceWindows(pairs));
  }

  onSample(instance: number, sample: Sample): void {
    if (!sample.aborted) this.windows[instance]?.add(hasFailed(sample));
  }

  onTick(instance: number): void {
    const windows = this.windows[instance];
    if (windows === undefined) return;
    const holds = windows.tick();
    if (holds === windows.firing) return;
    windows.firing = holds;
    this.instances[instance]?.send(holds ? createMessage(ALIAS) : closeMessage(ALIAS));
  }

  onRestart(instance: number): void {
    this.windows[instance] = new InstanceWindows(this.pairs);
  }
}

/** More than 1% of at least 20 requests within 5 minutes. */
export const bareErrorRate: Contender = contender('error rate >1% over 5 min, bare, by instance', [
  { windows: [5 * MINUTE], ratio: 0.01, minimum: 20 },
]);

/** The pairs of table 5-8 of the SRE Workbook that page, for an objective of 99.9%. Its third pair opens tickets, which do not page. */
export const bareBurnRate: Contender = contender('burn rate of SRE table 5-8, bare, by instance', [
  { windows: [HOUR, 5 * MINUTE], ratio: 14.4 * TOLERATED, minimum: 1 },
  { windows: [6 * HOUR, 30 * MINUTE], ratio: 6 * TOLERATED, minimum: 1 },
]);

function contender(name: string, pairs: readonly Pair[]): Contender {
  return { name, watches: ['errors'], delivery: 'once', start: (instances) => new BareRatio(instances, pairs) };
}
