import { describe, expect, it } from 'vitest';

import { onErrorRate } from '../../../src/rules/kinds/error-rate.js';
import { onException } from '../../../src/rules/kinds/exception.js';
import { onStatus } from '../../../src/rules/kinds/status.js';
import { SimulatedFleet } from './simulated-fleet.js';

const ORDERS = 'GET /orders';

/** A second of traffic on all instances; of those named, half fails. */
function traffic(fleet: SimulatedFleet, failing: readonly number[] = [], requests = 4): void {
  fleet.instances.forEach((instance, index) => {
    const fails = failing.includes(index + 1);
    instance.succeeds(ORDERS, fails ? requests / 2 : requests);
    if (fails) instance.throws(ORDERS, new Error('boom'), requests / 2);
  });
}

describe('the alerts of a fleet', () => {
  it('are raised once and closed once, whoever sees the trouble', async () => {
    const fleet = new SimulatedFleet([onErrorRate(0.01)], 4);
    await fleet.advance('1m', () => traffic(fleet));
    await fleet.advance('10m', () => traffic(fleet, [1, 2, 3, 4]));
    expect(fleet.pages).toHaveLength(1);
    expect(fleet.open).toEqual(['errorRate:*:1%']);
    await fleet.advance('30m', () => traffic(fleet));
    expect(fleet.open).toEqual([]);
    expect(fleet.pages.map((line) => line.split(' ')[1])).toEqual(['create', 'close']);
    expect(new Set(fleet.sent.map((line) => line.split(' ')[0]))).toHaveProperty('size', 1);
  });

  it('need no more failures in each process than in one', async () => {
    const fleet = new SimulatedFleet([onStatus('5XX', { count: 5, within: '5m' })], 8);
    await fleet.advance('10s');
    for (const number of [1, 2, 3, 4, 5]) fleet.at(number).throws(ORDERS);
    await fleet.advance('10s');
    expect(fleet.pages).toHaveLength(1);
  });

  it('are raised at the first failure where that is enough, without waiting for a sync', async () => {
    const fleet = new SimulatedFleet([onException()], 3);
    await fleet.advance('5s');
    fleet.at(1).throws(ORDERS);
    await fleet.advance('250ms');
    expect(fleet.pages).toEqual(['shop-1 create exception:GET /orders:Error']);
    fleet.at(2).throws(ORDERS);
    await fleet.advance('30s');
    expect(fleet.sent).toHaveLength(1);
  });

  it('stay open while another process fails', async () => {
    const fleet = new SimulatedFleet([onException()], 3);
    await fleet.advance('5s');
    fleet.at(1).throws(ORDERS);
    await fleet.advance('20m', () => {
      fleet.at(1).succeeds(ORDERS);
      fleet.at(2).throws(ORDERS);
    });
    expect(fleet.pages).toHaveLength(1);
    await fleet.advance('20m', () => fleet.at(1).succeeds(ORDERS));
    expect(fleet.pages).toHaveLength(2);
    expect(fleet.open).toEqual([]);
  });

  it('are repeated by one process', async () => {
    const fleet = new SimulatedFleet([onErrorRate(0.01)], 4);
    await fleet.advance('21m', () => traffic(fleet, [1, 2, 3, 4]));
    const repeats = fleet.sent.filter((line) => line.includes(' repeat '));
    expect(repeats).toHaveLength(4);
  });

  it('name the one instance that fails', async () => {
    const fleet = new SimulatedFleet([onErrorRate(0.01)], 20);
    await fleet.advance('1m', () => traffic(fleet));
    await fleet.advance('2m', () => traffic(fleet, [7]));
    expect(fleet.pages).toHaveLength(1);
    const [alert] = fleet.alerts;
    expect(alert?.message).toContain('on 1 of 20 instances');
    expect(alert?.details['instances']).toMatch(/^shop-7 \(/);
    await fleet.advance('30m', () => traffic(fleet));
    expect(fleet.open).toEqual([]);
  });
});
