import { describe, expect, it } from 'vitest';

import { processHealthRule } from '../../../src/rules/kinds/process-health.js';
import { SimulatedFleet } from './simulated-fleet.js';

const LOOP = 'process:event-loop';

/** A fleet whose instances read the delay of their event loops every ten seconds; those of `blocked` are blocked. */
async function fleetOf(instances: number): Promise<{ fleet: SimulatedFleet; read(blocked: readonly number[]): void }> {
  const fleet = new SimulatedFleet([], instances);
  const monitors = fleet.instances.map(({ engine, rules }) =>
    engine.monitor([rules.ruleForProcess(processHealthRule('eventLoopDelay', 200))], LOOP),
  );
  await fleet.advance('10s');
  const read = (blocked: readonly number[]): void => {
    if (fleet.clock.now() % 10_000 !== 0) return;
    monitors.forEach((monitor, index) => {
      const isOver = blocked.includes(index + 1);
      const health = {
        signal: 'eventLoopDelay',
        p99: isOver ? 900 : 3,
        limit: 200,
        lasted: 10_000,
        isOver,
      } as const;
      monitor.record({ kind: 'process', operation: LOOP, errors: [], handled: false, health }, fleet.clock.now());
    });
  };
  return { fleet, read };
}

describe('the health of a process in a fleet', () => {
  it('is not well because that of the others is', async () => {
    const { fleet, read } = await fleetOf(3);
    await fleet.advance('5m', () => read([2]));
    expect(fleet.pages.map((line) => line.split(' ')[1])).toEqual(['create']);
    expect(fleet.alerts[0]?.message).toContain('on 1 of 3 instances');
    expect(fleet.alerts[0]?.details['instances']).toBe('shop-2');
    await fleet.advance('2m', () => read([]));
    expect(fleet.open).toEqual([]);
    expect(fleet.pages.map((line) => line.split(' ')[1])).toEqual(['create', 'close']);
  });

  it('keeps one alert open until the last one is well', async () => {
    const { fleet, read } = await fleetOf(3);
    await fleet.advance('1m', () => read([1]));
    await fleet.advance('3m', () => read([1, 3]));
    await fleet.advance('3m', () => read([3]));
    expect(fleet.open).toHaveLength(1);
    await fleet.advance('2m', () => read([]));
    expect(fleet.open).toEqual([]);
    expect(fleet.pages.map((line) => line.split(' ')[1])).toEqual(['create', 'close']);
  });
});
