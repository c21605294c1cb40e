import { describe, expect, it } from 'vitest';

import { onException } from '../../../src/rules/kinds/exception.js';
import { onStatus } from '../../../src/rules/kinds/status.js';
import type { Duration } from '../../../src/time/duration.js';
import { SimulatedService } from './simulated-service.js';

const ORDERS = 'GET /orders';

describe('the close of an alert about a number of bad runs', () => {
  it.each<[Duration, Duration, number]>([
    ['1m', '2s', 3],
    ['3s', '2s', 3],
    ['1h', '10s', 12],
    ['5m', '5m', 310],
  ])('waits for keepFiringFor, not for the window: within %s, keepFiringFor %s', (within, keepFiringFor, seconds) => {
    const service = new SimulatedService([onStatus(503, { count: 3, within, keepFiringFor })]);
    service.answers(ORDERS, 503, 3);
    service.repeat(seconds, '1s', () => service.succeeds(ORDERS));
    expect(service.pages).toEqual(['create status:GET /orders:503', 'close status:GET /orders:503']);
  });

  it('waits for three good runs', () => {
    const service = new SimulatedService([onStatus(503, { count: 3, within: '1m', keepFiringFor: '2s' })]);
    service.answers(ORDERS, 503, 3);
    service.succeeds(ORDERS, 2);
    service.advance('10m');
    expect(service.open).toHaveLength(1);
    service.succeeds(ORDERS);
    service.advance('1s');
    expect(service.open).toHaveLength(0);
  });

  it('is put off by each bad run', () => {
    const service = new SimulatedService([onStatus(503, { count: 3, within: '1m', keepFiringFor: '5s' })]);
    service.answers(ORDERS, 503, 3);
    service.repeat(60, '4s', () => {
      service.succeeds(ORDERS, 5);
      service.answers(ORDERS, 503);
    });
    expect(service.pages).toEqual(['create status:GET /orders:503']);
  });
});

/** A queue that runs ten jobs per second for this many minutes, of which 3% fail. */
function queue(service: SimulatedService, minutes: number): void {
  service.repeat(minutes * 600, '100ms', (job) => {
    if (job % 33 === 0) service.ends('task:mail-queue', { errors: [new Error('smtp 451')], status: undefined });
    else service.ends('task:mail-queue', { status: undefined });
  });
}

describe('a task that fails again and again', () => {
  const ALIAS = 'exception:task:mail-queue:Error';

  it('flaps once, and then recovers only after keepFiringFor', () => {
    const service = new SimulatedService([]);
    service.watch('task:mail-queue', [service.rules.ruleForTask({})]);
    queue(service, 20);
    expect(service.pages).toEqual([`create ${ALIAS}`, `close ${ALIAS}`, `create ${ALIAS}`]);
    expect(service.alerts.map(({ tags }) => tags.includes('flapping'))).toEqual([false, true]);
    service.repeat(16, '1m', () => service.ends('task:mail-queue', { status: undefined }));
    expect(service.open).toEqual([]);
  });

  it('is one alert where keepFiringFor is given', () => {
    const service = new SimulatedService([]);
    service.watch('task:mail-queue', [service.rules.ruleForTask({ keepFiringFor: '1m' })]);
    queue(service, 20);
    expect(service.pages).toEqual([`create ${ALIAS}`]);
    service.advance('1m');
    service.ends('task:mail-queue', { status: undefined });
    service.advance('20s');
    expect(service.open).toEqual([]);
  });

  it('is not an incident below its count', () => {
    const service = new SimulatedService([]);
    service.watch('task:mail-queue', [service.rules.ruleForTask({ count: 100, within: '1m' })]);
    queue(service, 20);
    expect(service.pages).toEqual([]);
  });

  it('recovers with the next success if it fails rarely', () => {
    const service = new SimulatedService([]);
    service.watch('task:mail-queue', [service.rules.ruleForTask({})]);
    service.repeat(6, '1h', (time) => {
      service.ends('task:mail-queue', { status: undefined, errors: time % 2 === 0 ? [new Error('x')] : [] });
    });
    expect(service.pages).toEqual(Array.from({ length: 3 }, () => [`create ${ALIAS}`, `close ${ALIAS}`]).flat());
  });

  it('recovers however often it flaps, even with a keepFiringFor of 1 ms', () => {
    const service = new SimulatedService([onException({ keepFiringFor: 1 })]);
    service.repeat(2_000, '10s', (time) => {
      if (time % 2 === 0) service.throws(ORDERS);
      else service.succeeds(ORDERS, 3);
    });
    service.repeat(80, '1m', () => service.succeeds(ORDERS));
    expect(service.open).toEqual([]);
  });
});

const HOUR = 3_600_000;

describe.each([
  ['forwards', 12 * HOUR],
  ['back', -12 * HOUR],
])('a wall clock that jumps %s', (_direction, jump) => {
  it('neither opens nor closes anything, nor ends a mute, nor makes anything stale', () => {
    const service = new SimulatedService([onStatus('5XX', { count: 3, within: '5m', staleAfter: '1h' })]);
    service.answers(ORDERS, 503, 2);
    service.clock.jumpWall(jump);
    service.advance('1m');
    expect(service.sent).toEqual([]);
    service.engine.mute(10 * 60_000);
    service.clock.jumpWall(jump);
    service.answers(ORDERS, 503);
    service.advance('9m');
    expect(service.sent).toEqual([]);
    service.advance('1m');
    service.answers(ORDERS, 503, 3);
    expect(service.pages).toEqual(['create status:GET /orders:5XX']);
    service.clock.jumpWall(jump);
    service.advance('30m');
    expect(service.pages).toEqual(['create status:GET /orders:5XX']);
    service.repeat(40, '10s', () => service.succeeds(ORDERS));
    expect(service.pages).toEqual(['create status:GET /orders:5XX', 'close status:GET /orders:5XX']);
  });

  it('is not included in the stated duration', () => {
    const service = new SimulatedService([onStatus('5XX')]);
    service.answers(ORDERS, 503);
    service.clock.jumpWall(jump);
    service.repeat(40, '10s', () => service.succeeds(ORDERS));
    expect(service.lastWords).toEqual([
      expect.stringMatching(/^Recovered: 1 of 31 requests failed at .*\. Closed after 5 min without failures\.$/),
    ]);
  });

  it('does not make the incident of an earlier process stale', () => {
    const service = new SimulatedService([]);
    const wall = service.clock.wall();
    const incident = { incidentId: 'i-1', ruleKey: 'status:5XX', operation: ORDERS, discriminator: '5XX', bad: 1 };
    const times = { openedAt: wall, lastSeen: wall, staleAfter: HOUR };
    service.engine.inherit([{ ...incident, ...times, of: 'rule', autoClose: true }]);
    service.clock.jumpWall(jump);
    service.advance('59m');
    expect(service.transitions).toEqual([]);
    service.advance('13m');
    expect(service.transitions).toMatchObject([{ type: 'inherited-closed', reason: 'stale' }]);
  });
});
