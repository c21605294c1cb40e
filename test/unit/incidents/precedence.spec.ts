import { describe, expect, it } from 'vitest';

import { AlertOnException } from '../../../src/decorators/alert-on-exception.decorator.js';
import { onErrorRate } from '../../../src/rules/kinds/error-rate.js';
import { onException } from '../../../src/rules/kinds/exception.js';
import { onLatency } from '../../../src/rules/kinds/latency.js';
import { onStatus } from '../../../src/rules/kinds/status.js';
import { SimulatedService } from './simulated-service.js';

const ORDERS = 'GET /orders';

class StockError extends Error {}
class StockIsDown extends StockError {}

/** The details of the only alert that list the rules it covers. */
function spokenFor(service: SimulatedService): string | undefined {
  return service.alert.details['alsoMatched'];
}

describe('several rules that one request breaks', () => {
  it('are one alert: the error covers the status', () => {
    const service = new SimulatedService([onStatus('5XX'), onException()]);
    service.throws(ORDERS, new TypeError('x'), 5);
    expect(service.sent).toEqual(['create exception:GET /orders:TypeError']);
    expect(spokenFor(service)).toBe('status:5XX');
    expect(service.engine.active()).toMatchObject([
      { rule: 'status:5XX', bad: 5, suppressedBy: 'inhibition' },
      { rule: 'exception', bad: 5, suppressedBy: undefined },
    ]);
  });

  it('are one alert: the status covers the latency', () => {
    const service = new SimulatedService([onLatency('1s'), onStatus('5XX')]);
    service.ends(ORDERS, { status: 503, durationMs: 3_000 });
    expect(service.sent).toEqual(['create status:GET /orders:5XX']);
    expect(spokenFor(service)).toBe('latency');
  });

  it('are one alert: the most specific status matcher wins', () => {
    const service = new SimulatedService([onStatus('5XX'), onStatus(503), onStatus('500-503')]);
    service.answers(ORDERS, 503);
    expect(service.sent).toEqual(['create status:GET /orders:503']);
    expect(spokenFor(service)).toBe('status:500-503, status:5XX');
  });

  it('are one alert: a range wins over its class', () => {
    const service = new SimulatedService([onStatus('5XX'), onStatus('500-503')]);
    service.answers(ORDERS, 503);
    expect(service.sent).toEqual(['create status:GET /orders:500-503']);
  });

  it('are one alert: the most derived error class wins, even for a cause', () => {
    const service = new SimulatedService([onException(Error), onException(StockIsDown), onException(StockError)]);
    service.throws(ORDERS, new Error('no order', { cause: new StockIsDown('no stock') }));
    expect(service.sent).toEqual(['create exception:GET /orders:StockIsDown']);
    expect(spokenFor(service)).toBe('exception:StockError, exception:Error');
  });

  it('are one alert: of equal rules the more urgent wins', () => {
    const service = new SimulatedService([
      onStatus(503, { name: 'night', priority: 'P3' }),
      onStatus(503, { name: 'day', priority: 'P2' }),
    ]);
    service.answers(ORDERS, 503);
    expect(service.alert.details).toMatchObject({ rule: 'status:day', alsoMatched: 'status:night' });
  });

  it('are one alert as urgent as the most urgent of them', () => {
    const service = new SimulatedService([onException({ priority: 'P4' }), onStatus('5XX', { priority: 'P1' })]);
    service.throws(ORDERS);
    expect(service.alert).toMatchObject({ alias: 'shop:test:exception:GET /orders:Error', priority: 'P1' });
  });

  it('are as urgent as the most urgent of them, even if its priority is a function', () => {
    const service = new SimulatedService([onException({ priority: 'P3' }), onStatus('5XX', { priority: () => 'P2' })]);
    service.throws(ORDERS);
    expect(service.alert.priority).toBe('P2');
  });

  it('are one alert even if one of them needs more bad runs than the other', () => {
    const service = new SimulatedService([onException(), onStatus('5XX', { count: 5 })]);
    service.throws(ORDERS, new Error('x'), 10);
    expect(service.sent).toEqual(['create exception:GET /orders:Error']);
  });

  it('are one alert even if one of them has a `for`', () => {
    const service = new SimulatedService([onException(), onStatus('5XX', { for: '1m' })]);
    service.repeat(20, '10s', () => service.throws(ORDERS));
    expect(service.pages).toEqual(['create exception:GET /orders:Error']);
  });

  it('are one alert even if both have a `for`', () => {
    const service = new SimulatedService([onStatus('5XX'), onException()], { defaults: { for: '1m' } });
    service.repeat(20, '10s', () => service.throws(ORDERS));
    expect(service.pages).toEqual(['create exception:GET /orders:Error']);
  });

  it('are two alerts when the later one is more urgent', () => {
    const service = new SimulatedService([
      onException({ priority: 'P4' }),
      onStatus('5XX', { count: 5, priority: 'P1' }),
    ]);
    service.throws(ORDERS, new Error('x'), 10);
    expect(service.sent).toEqual(['create exception:GET /orders:Error', 'create status:GET /orders:5XX']);
  });

  it('each keep their count: the lower-ranked one alerts when only it persists', () => {
    const service = new SimulatedService([
      onException({ keepFiringFor: '1m' }),
      onStatus('5XX', { keepFiringFor: '30m' }),
    ]);
    service.throws(ORDERS);
    service.repeat(12, '10s', () => service.succeeds(ORDERS));
    expect(service.open).toEqual([]);
    service.answers(ORDERS, 503);
    expect(service.open).toEqual(['status:GET /orders:5XX']);
    expect(service.alerts[1]?.details['failedAtOpening']).toBe('2');
  });

  it('are two alerts when it is about two operations', () => {
    const service = new SimulatedService([onException()]);
    service.throws('GET /orders');
    service.throws('GET /carts');
    expect(service.sent).toHaveLength(2);
  });

  it('count a request once for a rule of the whole service, which the error covers', () => {
    const service = new SimulatedService([onException(), onErrorRate(0.01)]);
    service.repeat(600, '1s', () => service.succeeds(ORDERS));
    service.repeat(60, '1s', () => service.throws(ORDERS));
    expect(service.pages).toEqual(['create exception:GET /orders:Error']);
    expect(service.engine.active()).toMatchObject([{ rule: 'exception' }, { rule: 'errorRate', bad: 60 }]);
  });
});

class OrdersController {
  @AlertOnException()
  list(): void {}
}

describe('an open alert', () => {
  it('covers no incident that is more urgent, whatever other rules the request broke', () => {
    const service = new SimulatedService([
      onException({ priority: 'P4' }),
      onStatus(503, { count: 5, priority: 'P4' }),
      onStatus('5XX', { count: 5, priority: 'P1' }),
    ]);
    for (let time = 0; time < 10; time++) service.ends(ORDERS, { status: 503, errors: [new Error('x')] });
    expect(service.sent).toEqual(['create exception:GET /orders:Error', 'create status:GET /orders:5XX']);
    expect(service.alerts[1]?.priority).toBe('P1');
  });

  it('of the whole service does not suppress a handler if one of its rules is more urgent', () => {
    const service = new SimulatedService([
      onErrorRate(0.1, { window: '5m', priority: 'P3' }),
      onException(StockIsDown, { priority: 'P4' }),
      onStatus([409, 500], { priority: 'P1' }),
    ]);
    service.repeat(100, '1s', () => service.answers('GET /carts', 503));
    expect(service.pages).toEqual(['create errorRate:*:10%']);
    service.throws(ORDERS, new StockIsDown('x'));
    service.ends('PUT /orders', { status: 409, errors: [new StockIsDown('x')], handled: true });
    expect(service.alerts.slice(1)).toMatchObject([
      { alias: 'shop:test:status:GET /orders:409,500', priority: 'P1' },
      { alias: 'shop:test:exception:PUT /orders:StockIsDown', priority: 'P1' },
    ]);
  });

  it('about the latency of a handler does not cover its failures', () => {
    const service = new SimulatedService([onLatency('1s'), onException()]);
    service.takes(ORDERS, 2_000, 3);
    service.ends(ORDERS, { status: 500, errors: [new Error('timed out')], durationMs: 2_000 });
    expect(service.sent).toEqual(['create latency:GET /orders:1s', 'create exception:GET /orders:Error']);
  });

  it('about the latency of the service covers neither its failures nor those of a handler', () => {
    const service = new SimulatedService([
      onLatency('1s', { share: 0.2 }),
      onErrorRate(0.1, { window: '5m' }),
      onException({ count: 5 }),
    ]);
    service.repeat(400, '1s', () => service.takes(ORDERS, 2_000));
    expect(service.pages).toEqual(['create latency:*:1s']);
    service.throws('GET /carts', new TypeError('x'), 5);
    expect(service.pages.slice(1)).toEqual(['create exception:GET /carts:TypeError']);
    service.repeat(100, '1s', () => service.ends(ORDERS, { status: 504, durationMs: 2_000 }));
    expect(service.pages.slice(2)).toEqual(['create errorRate:*:10%']);
  });

  it('about one handler covers the service only while that handler fails', () => {
    const service = new SimulatedService([onErrorRate(0.1, { window: '5m' })]);
    service.route(ORDERS, OrdersController, 'list');
    const old = (): void => service.throws(ORDERS);
    service.repeat(300, '1s', (second) => {
      service.succeeds('GET /carts');
      if (second % 20 === 0) old();
    });
    expect(service.pages).toEqual(['create exception:GET /orders:Error']);
    // At the twentieth failure the rate exceeds the threshold because of the old incident.
    service.answers('GET /carts', 503, 14);
    service.repeat(6, '1s', old);
    expect(service.engine.active()).toContainEqual(
      expect.objectContaining({ rule: 'errorRate', suppressedBy: 'inhibition' }),
    );
    service.answers('GET /carts', 503, 9);
    expect(service.pages).toHaveLength(1);
    service.answers('GET /carts', 503, 10);
    expect(service.pages.slice(1)).toEqual(['create errorRate:*:10%']);
  });

  it('covers the service even if another handler fails occasionally', () => {
    const service = new SimulatedService([onErrorRate(0.01, { window: '5m' })]);
    service.route(ORDERS, OrdersController, 'list');
    service.repeat(600, '1s', () => service.succeeds('GET /carts'));
    service.repeat(300, '1s', (second) => {
      service.throws(ORDERS);
      if (second % 10 === 0) service.answers('GET /carts', 503);
    });
    expect(service.pages).toEqual(['create exception:GET /orders:Error']);
  });
});

describe('two incidents that share an alias', () => {
  const urgentPayments = onStatus('5XX', {
    alias: 'shop-is-down',
    priority: ({ operation }) => (operation === 'POST /payments' ? 'P1' : 'P4'),
  });

  it('are one alert when the second is no more urgent', () => {
    const service = new SimulatedService([urgentPayments]);
    service.answers('POST /payments', 503);
    service.answers('GET /carts', 503);
    expect(service.alerts).toMatchObject([{ alias: 'shop-is-down', priority: 'P1' }]);
    expect(service.notes).toHaveLength(1);
  });

  it('are two when the second is more urgent: a repeat of the first would page no one', () => {
    const service = new SimulatedService([urgentPayments]);
    service.answers('GET /carts', 503);
    service.answers('POST /payments', 503);
    expect(service.alerts).toMatchObject([
      { alias: 'shop-is-down', priority: 'P4' },
      { alias: 'shop-is-down:P1', priority: 'P1' },
    ]);
    service.repeat(200, '10s', () => {
      service.succeeds('GET /carts');
      service.succeeds('POST /payments');
    });
    expect(service.open).toEqual([]);
  });
});
