import { describe, expect, it } from 'vitest';

import { recommendedRules, rulesInFleet } from '../../../src/rules/recommended-rules.js';
import { SimulatedFleet } from './simulated-fleet.js';

const ORDERS = 'GET /orders';
const RULES = rulesInFleet(recommendedRules());

/** Which share of its requests an instance fails in each second, by its number. */
type Failing = (instance: number) => number;

const NONE: Failing = () => 0;
const ALL =
  (share: number): Failing =>
  () =>
    share;
const ONLY =
  (bad: number, share = 1): Failing =>
  (instance) =>
    instance === bad ? share : 0;

/** A fleet with ten minutes of healthy traffic behind it. */
async function healthyFleet(instances: number, requests?: number): Promise<SimulatedFleet> {
  const fleet = new SimulatedFleet(RULES, instances);
  await play(fleet, '10m', NONE, requests);
  return fleet;
}

/** So many requests a second on each instance, of which a share fails. */
async function play(
  fleet: SimulatedFleet,
  span: `${number}${'s' | 'm'}`,
  failing: Failing,
  requests = 5,
): Promise<void> {
  await fleet.advance(
    span,
    () => {
      fleet.instances.forEach((instance, index) => {
        const bad = Math.round(requests * failing(index + 1));
        instance.throws(ORDERS, new Error('boom'), bad);
        instance.succeeds(ORDERS, requests - bad);
      });
    },
    1_000,
  );
}

/** One failure in all. */
function fail(fleet: SimulatedFleet): void {
  fleet.at(1).throws(ORDERS);
}

describe('the recommended rules of a fleet', () => {
  it('find an outage within half a minute, once', async () => {
    const fleet = await healthyFleet(4);
    await play(fleet, '30s', ALL(0.6));
    expect(fleet.pages).toHaveLength(1);
    await play(fleet, '2m', ALL(0.6));
    expect(fleet.pages).toHaveLength(1);
  });

  it('raise nothing for a blip of twenty seconds, nor for a failure soon after it', async () => {
    const fleet = await healthyFleet(4);
    await play(fleet, '20s', ALL(0.6));
    for (let time = 0; time < 8; time++) {
      await play(fleet, '10s', NONE);
      fail(fleet);
    }
    await play(fleet, '5m', NONE);
    expect(fleet.pages).toEqual([]);
  });

  it('raise nothing for a failure minutes after a blip that weighs much in an hour', async () => {
    const fleet = await healthyFleet(4);
    // More than half a percent of the requests of an hour.
    await play(fleet, '20s', ALL(1));
    for (let time = 0; time < 8; time++) {
      await play(fleet, '40s', NONE);
      fail(fleet);
    }
    expect(fleet.pages).toEqual([]);
  });

  it('are over six minutes after one instance of many has recovered', async () => {
    const fleet = await healthyFleet(20, 2);
    await play(fleet, '5m', ONLY(7), 2);
    expect(fleet.open).toHaveLength(1);
    await play(fleet, '7m', NONE, 2);
    expect(fleet.open).toEqual([]);
  });

  it('raise nothing for a blip of one instance, nor for its next failures', async () => {
    const fleet = await healthyFleet(20);
    await play(fleet, '20s', ONLY(1));
    for (let time = 0; time < 10; time++) {
      await play(fleet, '15s', NONE);
      fail(fleet);
    }
    expect(fleet.pages).toEqual([]);
  });

  it('find one bad instance of twenty within a minute', async () => {
    const fleet = await healthyFleet(20, 2);
    await play(fleet, '1m', ONLY(7, 0.5), 2);
    expect(fleet.pages).toHaveLength(1);
    expect(fleet.alerts[0]?.details['instances']).toContain('shop-7');
  });

  it('find half a percent failing for an hour', async () => {
    const fleet = await healthyFleet(2);
    // Ten requests a second; one in two hundred fails.
    for (let time = 0; time < 180; time++) {
      await play(fleet, '20s', NONE);
      fail(fleet);
    }
    expect(fleet.pages).toHaveLength(1);
    expect(fleet.alerts[0]?.message).toContain('limit 0.35%');
  });
});
