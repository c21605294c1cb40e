import { describe, expect, it } from 'vitest';

import type { Monitor } from '../../../src/incidents/monitor.js';
import { missedRunRule } from '../../../src/rules/kinds/missed-run.js';
import type { RunTiming } from '../../../src/rules/outcome.js';
import { SimulatedFleet, type SimulatedInstance } from './simulated-fleet.js';

const NIGHTLY = 'cron:ReportsService.nightly';
/** How late a run is when it counts as missed, in milliseconds. */
const LATE = 60_000;

/** The schedule of one process, as its observer watches it. */
class Schedule {
  readonly #monitor: Monitor;

  constructor(
    readonly fleet: SimulatedFleet,
    readonly instance: SimulatedInstance,
  ) {
    this.#monitor = instance.engine.monitor([instance.rules.ruleForProcess(missedRunRule())], NIGHTLY);
  }

  runs(): void {
    this.#record({ state: 'started' });
  }

  misses(): void {
    const due = this.fleet.clock.wall() - LATE;
    this.#record({ state: 'missed', job: 'cron ReportsService.nightly', schedule: '0 3 * * *', due, late: LATE });
  }

  #record(timing: RunTiming): void {
    const { clock } = this.fleet;
    this.#monitor.record({ kind: 'schedule', operation: NIGHTLY, errors: [], handled: false, timing }, clock.now());
  }
}

async function schedules(): Promise<{ fleet: SimulatedFleet; one: Schedule; other: Schedule }> {
  const fleet = new SimulatedFleet([], 2);
  const [one, other] = [new Schedule(fleet, fleet.at(1)), new Schedule(fleet, fleet.at(2))];
  await fleet.advance('10s');
  return { fleet, one, other };
}

describe('a run that is missed in one process of a fleet', () => {
  it('is no alert if another one has run it', async () => {
    const { fleet, one, other } = await schedules();
    other.runs();
    await fleet.advance('1m');
    one.misses();
    await fleet.advance('5m');
    expect(fleet.sent).toEqual([]);
  });

  it('is one alert if none has, however many miss it, and over when one runs it', async () => {
    const { fleet, one, other } = await schedules();
    await fleet.advance('1m');
    one.misses();
    other.misses();
    await fleet.advance('1m');
    expect(fleet.pages.map((line) => line.split(' ')[1])).toEqual(['create']);
    await fleet.advance('1h');
    other.runs();
    await fleet.advance('1m');
    expect(fleet.open).toEqual([]);
    expect(fleet.pages.map((line) => line.split(' ')[1])).toEqual(['create', 'close']);
  });

  it('is an alert if the other one ran it too long ago', async () => {
    const { fleet, one, other } = await schedules();
    other.runs();
    await fleet.advance('2m');
    one.misses();
    await fleet.advance('1m');
    expect(fleet.pages).toHaveLength(1);
  });

  it('is an alert while the process cannot know of the others', async () => {
    const { fleet, one, other } = await schedules();
    fleet.cutOff(1, true);
    await fleet.advance('30s');
    other.runs();
    await fleet.advance('1m');
    one.misses();
    await fleet.advance('1m');
    expect(fleet.pages).toHaveLength(1);
  });
});
