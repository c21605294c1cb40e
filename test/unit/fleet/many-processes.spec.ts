import { describe, expect, it } from 'vitest';

import { onErrorRate } from '../../../src/rules/kinds/error-rate.js';
import { SimulatedFleet } from './simulated-fleet.js';

const ORDERS = 'GET /orders';
const RULES = [onErrorRate(0.01, { keepFiringFor: '1m' })];
/** Coarse steps: with many processes each step takes time. Milliseconds. */
const STEP = 1_000;

/** A second of traffic in which so many of the processes fail. */
function traffic(fleet: SimulatedFleet, failing = 0): void {
  fleet.instances.forEach((instance, index) => {
    if (index < failing) instance.throws(ORDERS, new Error('boom'), 2);
    else instance.succeeds(ORDERS, 2);
  });
}

/** Those that are not awake, or do not know all the others, at one of these moments. */
async function lapses(fleet: SimulatedFleet, failing = 0): Promise<string[]> {
  const found = new Set<string>();
  await fleet.advance(
    '40s',
    () => {
      traffic(fleet, failing);
      for (const { fleet: own, name } of fleet.instances)
        if (!own.isAwake || (own.members?.lost.length ?? 0) > 0) found.add(name);
    },
    STEP,
  );
  return [...found];
}

describe.each([200, 500])('a fleet of %i processes', (processes) => {
  it('counts all as alive, and closes an alert soon after all are well', async () => {
    const fleet = new SimulatedFleet(RULES, processes);
    await fleet.advance('1m', () => traffic(fleet), STEP);
    expect(await lapses(fleet)).toEqual([]);
    await fleet.advance('2m', () => traffic(fleet, processes), STEP);
    expect(fleet.open).toHaveLength(1);
    await fleet.advance('9m', () => traffic(fleet), STEP);
    expect(fleet.pages).toHaveLength(2);
    expect(fleet.open).toEqual([]);
  }, 120_000);

  it('leaves an alert open while a single process fails, whatever the time between its syncs', async () => {
    const fleet = new SimulatedFleet(RULES, processes);
    await fleet.advance('1m', () => traffic(fleet), STEP);
    await fleet.advance('2m', () => traffic(fleet, 1), STEP);
    await fleet.advance('15m', () => traffic(fleet, 1), STEP);
    expect(fleet.pages).toHaveLength(1);
    expect(fleet.open).toHaveLength(1);
  }, 120_000);

  it('goes on together while an answer of the store is missing', async () => {
    const fleet = new SimulatedFleet(RULES, processes);
    await fleet.advance('1m', () => traffic(fleet), STEP);
    fleet.store.setAway(true);
    await fleet.advance('7s', () => traffic(fleet), STEP);
    fleet.store.setAway(false);
    expect(await lapses(fleet)).toEqual([]);
    expect(fleet.instances.flatMap(({ states }) => states)).toEqual([]);
  }, 120_000);
});
