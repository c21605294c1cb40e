import { describe, expect, it } from 'vitest';

import { onBurnRate } from '../../../src/rules/kinds/burn-rate.js';
import { onErrorRate } from '../../../src/rules/kinds/error-rate.js';
import { onException } from '../../../src/rules/kinds/exception.js';
import { onLatency } from '../../../src/rules/kinds/latency.js';
import { onStatus } from '../../../src/rules/kinds/status.js';
import { recommendedRules } from '../../../src/rules/recommended-rules.js';
import { SimulatedService } from './simulated-service.js';

const ORDERS = 'GET /orders';
const STATUS = 'create status:GET /orders:5XX';
const RATE = 'create errorRate:*:1%';

describe('a rule that counts', () => {
  it('alerts immediately on the first bad run', () => {
    const service = new SimulatedService([onStatus('5XX')]);
    service.succeeds(ORDERS, 10);
    service.answers(ORDERS, 503);
    expect(service.sent).toEqual([STATUS]);
    expect(service.alert.message).toBe('[test] shop: 503 on GET /orders');
  });

  it('alerts once on two hundred bad runs', () => {
    const service = new SimulatedService([onStatus('5XX')]);
    service.answers(ORDERS, 500, 200);
    expect(service.sent).toEqual([STATUS]);
    expect(service.engine.active()).toMatchObject([
      { rule: 'status:5XX', operation: ORDERS, phase: 'firing', bad: 200 },
    ]);
  });

  it('waits for the count', () => {
    const service = new SimulatedService([onStatus('5XX', { count: 3, within: '1m' })]);
    service.answers(ORDERS, 500, 2);
    expect(service.sent).toEqual([]);
    service.answers(ORDERS, 500);
    expect(service.sent).toEqual([STATUS]);
    expect(service.alert.message).toBe('[test] shop: 3 x 500 in 1 min on GET /orders');
  });

  it('does not wait for bad runs in a row: good ones in between change nothing', () => {
    const service = new SimulatedService([onStatus('5XX', { count: 3, within: '1m' })]);
    service.repeat(3, '5s', () => {
      service.succeeds(ORDERS, 50);
      service.answers(ORDERS, 500);
    });
    expect(service.sent).toEqual([STATUS]);
  });

  it('does not alert when the bad runs are spread over more than the window', () => {
    const service = new SimulatedService([onStatus('5XX', { count: 3, within: '1m' })]);
    service.repeat(20, '31s', () => service.answers(ORDERS, 500));
    expect(service.sent).toEqual([]);
  });

  it('counts each operation for itself', () => {
    const service = new SimulatedService([onStatus('5XX', { count: 2 })]);
    service.answers('GET /orders', 500);
    service.answers('GET /carts', 500);
    expect(service.sent).toEqual([]);
  });

  it('alerts on a run over the threshold, but not on one that equals it', () => {
    const service = new SimulatedService([onLatency('2s')]);
    service.takes(ORDERS, 2_000);
    expect(service.sent).toEqual([]);
    service.takes(ORDERS, 2_100);
    expect(service.sent).toEqual(['create latency:GET /orders:2s']);
    expect(service.alert.message).toBe('[test] shop: GET /orders took 2.1 s (limit 2 s)');
  });

  it('counts an aborted request as neither good nor bad', () => {
    const service = new SimulatedService([onStatus('5XX'), onErrorRate(0.01)]);
    for (let time = 0; time < 100; time++) service.ends(ORDERS, { aborted: true });
    expect(service.engine.active()).toEqual([]);
    expect(service.sent).toEqual([]);
  });
});

describe('a rule with `for`', () => {
  it('does not alert before the problem has lasted that long', () => {
    const service = new SimulatedService([onException({ for: '1m' })]);
    service.repeat(5, '10s', () => service.throws(ORDERS));
    expect(service.sent).toEqual([]);
    expect(service.engine.active()).toMatchObject([{ phase: 'pending', bad: 0 }]);
    service.repeat(2, '10s', () => service.throws(ORDERS));
    expect(service.sent).toEqual(['create exception:GET /orders:Error']);
  });

  it('does not alert on a problem that ends before', () => {
    const service = new SimulatedService([onStatus('5XX', { count: 3, within: '1m', for: '2m' })]);
    service.answers(ORDERS, 500, 3);
    service.repeat(30, '10s', () => service.succeeds(ORDERS));
    expect(service.sent).toEqual([]);
    expect(service.engine.active()).toEqual([]);
    expect(service.clock.pendingTimers).toBe(0);
  });

  it('does not alert on a single bad run, however long it is remembered', () => {
    const service = new SimulatedService([onStatus('5XX', { for: '1m' })]);
    service.answers(ORDERS, 500);
    service.repeat(60, '10s', () => service.succeeds(ORDERS));
    expect(service.sent).toEqual([]);
  });

  it('shows since when an incident is pending', () => {
    const service = new SimulatedService([onStatus('5XX', { for: '1m' })]);
    service.advance('30s');
    service.answers(ORDERS, 500);
    expect(service.engine.active()).toMatchObject([{ phase: 'pending', since: new Date('2026-01-01T00:00:30Z') }]);
  });
});

describe('a rule about a share of the runs', () => {
  /** Half an hour of successful traffic, one request per second. */
  function calm(service: SimulatedService): void {
    service.repeat(1_800, '1s', () => service.succeeds(ORDERS));
  }

  it('does not alert while the ratio stays below the threshold', () => {
    const service = new SimulatedService([onErrorRate(0.05)]);
    service.repeat(3_600, '1s', (second) => service.answers(ORDERS, second % 25 === 0 ? 500 : 200));
    expect(service.sent).toEqual([]);
  });

  it('alerts once the ratio exceeds it, with its size', () => {
    const service = new SimulatedService([onErrorRate(0.05)]);
    calm(service);
    service.repeat(300, '1s', (second) => service.answers(ORDERS, second % 2 === 0 ? 500 : 200));
    expect(service.sent.slice(0, 1)).toEqual(['create errorRate:*:5%']);
    expect(service.alert.message).toMatch(/^\[test\] shop: 5\d% failing now, 5\.\d+% over 10 min \(limit 5%\)$/);
  });

  it('counts the whole service together', () => {
    const service = new SimulatedService([onErrorRate(0.01)]);
    calm(service);
    service.repeat(60, '1s', (second) => service.answers(`GET /part/${second % 6}`, 500));
    expect(service.pages).toEqual([RATE]);
  });

  it('does not alert on fewer samples than `minSamples`, however many are bad', () => {
    const service = new SimulatedService([onErrorRate(0.5, { minSamples: 30, minBad: 1, window: '1m' })]);
    service.advance('1h');
    service.succeeds(ORDERS);
    service.advance('1h');
    service.answers(ORDERS, 500, 29);
    expect(service.sent).toEqual([]);
    service.answers(ORDERS, 500);
    expect(service.sent).toEqual(['create errorRate:*:50%']);
  });

  it('does not alert on fewer bad ones than `minBad`, however high the ratio', () => {
    const service = new SimulatedService([onErrorRate(0.01, { minBad: 10 })]);
    calm(service);
    service.answers(ORDERS, 500, 9);
    expect(service.sent).toEqual([]);
    service.answers(ORDERS, 500);
    expect(service.sent).toEqual([RATE]);
  });

  it('does not alert on a problem that is over: the last twelfth of the window has to confirm it', () => {
    const service = new SimulatedService([onErrorRate(0.01, { minBad: 100, window: '10m' })]);
    calm(service);
    service.answers(ORDERS, 500, 99);
    service.repeat(120, '1s', () => service.succeeds(ORDERS));
    service.answers(ORDERS, 500, 2);
    expect(service.sent).toEqual([]);
    service.answers(ORDERS, 500, 1);
    expect(service.sent).toEqual([RATE]);
  });

  it('watches the share of slow runs the same way', () => {
    const service = new SimulatedService([onLatency('1s', { share: 0.1, window: '5m' })]);
    service.repeat(600, '1s', () => service.takes(ORDERS, 100));
    service.repeat(60, '1s', () => service.takes(ORDERS, 1_500));
    expect(service.pages).toEqual(['create latency:*:1s']);
    expect(service.alert.message).toMatch(
      /^\[test\] shop: 1\d(?:\.\d)?% of requests over 1 s \(\d+ of \d+, limit 10%\)$/,
    );
  });
});

describe('a rule about the error budget', () => {
  it('alerts when the budget burns fast, and not when it burns as planned', () => {
    const service = new SimulatedService([onBurnRate(0.99)]);
    const run = (seconds: number, everyNth: number): void =>
      service.repeat(seconds, '1s', (second) => service.answers(ORDERS, second % everyNth === 0 ? 500 : 200));
    run(7_200, 100);
    expect(service.sent).toEqual([]);
    run(1_800, 3);
    expect(service.pages).toEqual(['create burnRate:*:99%']);
  });

  it('finds a slow burn by the longer pair of windows', () => {
    const service = new SimulatedService([onBurnRate(0.99)]);
    service.repeat(6 * 1_800, '2s', (sample) => service.answers(ORDERS, sample % 12 === 0 ? 500 : 200));
    expect(service.pages).toEqual(['create burnRate:*:99%']);
    expect(service.alert.message).toMatch(/^\[test\] shop: error budget burns 8\.\dx too fast, 8\.\d% failing$/);
  });
});

describe('the nearly empty window after a start', () => {
  it('does not alert on a few failures among few requests', () => {
    const service = new SimulatedService(recommendedRules());
    service.repeat(20, '100ms', (time) => service.answers(ORDERS, time % 2 === 0 ? 500 : 200));
    service.repeat(60, '1s', () => service.succeeds(ORDERS, 10));
    expect(service.sent).toEqual([]);
  });

  it('alerts within a minute on an outage right after it', () => {
    const service = new SimulatedService(recommendedRules());
    service.repeat(60, '1s', () => service.answers(ORDERS, 500, 10));
    expect(service.pages).toEqual([RATE]);
  });
});

describe('a service with too little traffic for a ratio', () => {
  it('alerts on five consecutive failures over 45 seconds', () => {
    const service = new SimulatedService(recommendedRules());
    service.repeat(30, '60s', () => service.succeeds(ORDERS));
    service.repeat(4, '12s', () => service.answers(ORDERS, 500));
    expect(service.sent).toEqual([]);
    service.answers(ORDERS, 500);
    expect(service.sent).toEqual([RATE]);
  });

  it('does not alert on failures that a success interrupts', () => {
    const service = new SimulatedService(recommendedRules());
    service.repeat(30, '60s', () => service.succeeds(ORDERS));
    service.repeat(9, '60s', (time) => service.answers(ORDERS, time === 4 ? 200 : 500));
    expect(service.sent).toEqual([]);
  });

  it('does not alert on a restart of three seconds', () => {
    const service = new SimulatedService(recommendedRules());
    service.repeat(600, '3s', () => service.succeeds(ORDERS));
    service.repeat(9, '300ms', () => service.answers(ORDERS, 502));
    service.repeat(600, '3s', () => service.succeeds(ORDERS));
    expect(service.sent).toEqual([]);
  });
});
