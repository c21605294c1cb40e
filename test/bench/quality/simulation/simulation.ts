import { VirtualClock } from '../../../../src/testing/virtual-clock.js';
import type { Timeline } from '../judge/timeline.js';
import type { Contender } from '../strategies/strategy.js';
import type { Faults } from '../traces/faults.js';
import type { Plan } from '../traces/plan.js';
import { isAbsence } from '../traces/schedule.js';
import { playTraffic } from '../traces/traffic.js';
import { Lane } from './lane.js';
import { SECOND } from './spans.js';

const TICK_MS = 10 * SECOND;

/** Plays a plan once to all contenders together. @returns the timeline of each, in their order */
export function simulate(plan: Plan, faults: Faults, contenders: readonly Contender[]): Timeline[] {
  const clock = new VirtualClock();
  const lanes = contenders.map((contender) => new Lane(contender, clock, faults, plan.instances, plan.seed));
  scheduleRestarts(plan, clock, lanes);
  scheduleFaults(faults, clock, lanes);
  playTraffic(plan, (sample) => {
    clock.advance(Math.max(0, sample.t - clock.now()));
    for (const lane of lanes) lane.onSample(sample.instance, sample);
  });
  clock.advance(plan.length - clock.now());
  return lanes.map((lane) => lane.judge.timeline);
}

/** The ticks, starts and ends of an instance. */
function scheduleRestarts(plan: Plan, clock: VirtualClock, lanes: readonly Lane[]): void {
  const down = new Set<number>();
  for (const { instance, cause, from, to } of plan.episodes.flatMap(({ effects }) => effects.filter(isAbsence))) {
    clock.after(from, () => {
      down.add(instance);
      for (const lane of lanes) lane.end(instance, cause);
    });
    clock.after(to, () => {
      down.delete(instance);
      for (const lane of lanes) lane.begin(instance, cause);
    });
  }
  for (let instance = 0; instance < plan.instances; instance++) {
    const tick = (): void => {
      if (!down.has(instance)) for (const lane of lanes) lane.onTick(instance, clock.now());
      clock.after(TICK_MS, tick);
    };
    clock.after((TICK_MS * (instance + 1)) / plan.instances, tick);
  }
}

function scheduleFaults(faults: Faults, clock: VirtualClock, lanes: readonly Lane[]): void {
  for (const at of faults.manualCloses) {
    clock.after(at, () => {
      for (const lane of lanes) lane.judge.closeEverything();
    });
  }
  for (const { at, by } of faults.wallJumps) clock.after(at, () => clock.jumpWall(by));
}
