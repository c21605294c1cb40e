import { VirtualClock } from '../../../../src/testing/virtual-clock.js';
import type { Timeline } from '../judge/timeline.js';
import type { Contender } from '../strategies/strategy.js';
import type { Faults } from '../traces/faults.js';
import type { Plan } from '../traces/plan.js';
import { isAbsence } from '../traces/schedule.js';
import { trafficOf } from '../traces/traffic.js';
import { Lane } from './lane.js';
import { SECOND } from './spans.js';

const TICK_MS = 10 * SECOND;
/** Answers of a store take no more time than this. Milliseconds. */
const LONGEST_ANSWER = 250;

/** Plays a plan once to all contenders together. @returns the timeline of each, in their order */
export async function simulate(plan: Plan, faults: Faults, contenders: readonly Contender[]): Promise<Timeline[]> {
  const clock = new VirtualClock();
  const lanes = contenders.map((contender) => new Lane(contender, clock, faults, plan.instances, plan.seed));
  scheduleRestarts(plan, clock, lanes);
  scheduleFaults(faults, clock, lanes);
  const withPromises = lanes.filter(({ hasPromises }) => hasPromises);
  for (const sample of trafficOf(plan)) {
    while (clock.now() < sample.t) if (advance(clock, sample.t, withPromises)) await settled();
    for (const lane of lanes) lane.onSample(sample.instance, sample);
  }
  while (clock.now() < plan.length) if (advance(clock, plan.length, withPromises)) await settled();
  return lanes.map((lane) => lane.judge.timeline);
}

/** Advances the time, not beyond an answer that may come. @returns whether something waits for a promise */
function advance(clock: VirtualClock, time: number, withPromises: readonly Lane[]): boolean {
  const span = time - clock.now();
  clock.advance(withPromises.length > 0 ? Math.min(LONGEST_ANSWER, span) : span);
  let awaits = false;
  for (const lane of withPromises) if (lane.awaits) awaits = true;
  return awaits;
}

/** Resolves when nothing waits for a promise any more. */
function settled(): Promise<void> {
  return new Promise((resolve) => {
    // It runs when the queue of promises is empty, and the event loop, which costs more, is not gone through.
    process.nextTick(resolve);
  });
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
