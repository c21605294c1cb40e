import { describe, expect, it } from 'vitest';

import { onBurnRate } from '../../../src/rules/kinds/burn-rate.js';
import { onErrorRate } from '../../../src/rules/kinds/error-rate.js';
import { onStatus } from '../../../src/rules/kinds/status.js';
import { SimulatedService } from './simulated-service.js';

const ORDERS = 'GET /orders';

describe('the alert of a rule with several pairs of windows', () => {
  /** Only the pair of 6 hours fires: 8.3% fail, and the other one pages from 20%. */
  function slowBurn(): SimulatedService {
    const pairs = [
      { long: '10m', short: '50s', factor: 20 },
      { long: '6h', short: '30m', factor: 6 },
    ] as const;
    const service = new SimulatedService([onBurnRate(0.99, { pairs })]);
    service.repeat(6 * 1_800, '2s', (sample) => service.answers(ORDERS, sample % 12 === 0 ? 500 : 200));
    return service;
  }

  it('shows the figures of the pair that fired', () => {
    const { description, details } = slowBurn().alert;

    expect(description).toContain('8.4% now, 8.3% over 6 h (649 of 7,777), limit 6%.');
    expect(details).toMatchObject({ window: '6 h', limit: '6%' });
  });

  it('has collected evidence for as long as its longest window', () => {
    const { description, details } = slowBurn().alert;

    expect(description).toContain('649 of 7,777 requests failed since 00:00:00 UTC (4 h ago)');
    expect(description).toContain('- 649 x 500 in GET /orders');
    expect(details).toMatchObject({ firstSeen: '2026-01-01T00:00:00.000Z', failedAtOpening: '649' });
  });
});

it('begins with the trouble, and not with a lone failure hours before', () => {
  const service = new SimulatedService([onErrorRate(0.1, { window: '10m' })]);
  service.answers(ORDERS, 500);
  service.repeat(3 * 1_800, '2s', () => service.answers(ORDERS, 200));
  service.repeat(60, '2s', () => service.answers(ORDERS, 502));

  const { description, details } = service.alert;

  expect(details['firstSeen']).toBe('2026-01-01T03:00:00.000Z');
  expect(description).not.toContain('500');
});

describe('the example of an alert', () => {
  it.each([
    ['another failure is the last', [false, false, true]],
    ['it is the last itself', [true, false, false]],
  ])('is of the most frequent cause where %s', (_case, failures) => {
    const service = new SimulatedService([onStatus('5XX', { count: 3 })]);

    for (const isRare of failures) {
      service.throws(ORDERS, isRare ? new TypeError('x is undefined') : new RangeError('provider down'));
      service.advance('2s');
    }

    expect(service.alert.description).toContain('- 2 x RangeError 500: provider down');
    expect(service.alert.details['exception']).toBe('RangeError: provider down');
  });
});
