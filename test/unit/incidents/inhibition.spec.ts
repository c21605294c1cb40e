import { describe, expect, it } from 'vitest';

import { AlertOnErrorRate } from '../../../src/decorators/alert-on-error-rate.decorator.js';
import { AlertOnException } from '../../../src/decorators/alert-on-exception.decorator.js';
import { AlertOnLatency } from '../../../src/decorators/alert-on-latency.decorator.js';
import { onErrorRate } from '../../../src/rules/kinds/error-rate.js';
import { onException } from '../../../src/rules/kinds/exception.js';
import { onLatency } from '../../../src/rules/kinds/latency.js';
import { SimulatedService } from './simulated-service.js';

const RATE = 'errorRate:*:10%';

/** A service whose overall failure rate raises an alert before any single handler does. */
function failingAsAWhole(...rules: ConstructorParameters<typeof SimulatedService>[0]): SimulatedService {
  const service = new SimulatedService([onErrorRate(0.1, { window: '5m' }), ...rules]);
  service.repeat(400, '1s', () => service.succeeds('GET /carts'));
  service.repeat(100, '1s', () => service.answers('GET /carts', 503));
  expect(service.pages).toEqual([`create ${RATE}`]);
  return service;
}

function recovers(service: SimulatedService): void {
  service.repeat(1_000, '1s', () => service.succeeds('GET /carts'));
}

describe('a failing handler while the whole service fails', () => {
  it('is not reported on its own, but counted and noted on the alert of the service', () => {
    const service = failingAsAWhole(onException());
    service.throws('GET /orders', new TypeError('x'), 3);
    service.advance('1m');
    expect(service.pages).toEqual([`create ${RATE}`]);
    expect(service.engine.active()).toContainEqual(
      expect.objectContaining({ rule: 'exception', bad: 3, suppressedBy: 'inhibition' }),
    );
    expect(service.notes.join('\n')).toContain(
      'Also failing, without a page of its own:\n- GET /orders: 3 x TypeError',
    );
  });

  it('is noted also when the service has no part in its trouble', () => {
    const service = failingAsAWhole(onLatency('1s'));
    service.takes('GET /orders', 2_000);
    service.advance('1m');
    expect(service.pages).toEqual([`create ${RATE}`]);
    expect(service.notes.join('\n')).toContain('Also failing, without a page of its own:\n- GET /orders: 1 too slow');
  });

  it('is counted until now in each note about growth, and in the close', () => {
    const service = failingAsAWhole(onException({ keepFiringFor: '1h' }));
    service.throws('GET /orders');
    service.advance('1m');
    service.throws('GET /orders', new Error('boom'), 500);
    service.advance('1m');
    expect(service.notes.at(-1)).toMatch(/^Still active: .*\n- GET \/orders: 501 x Error$/s);
    service.throws('GET /orders');
    recovers(service);
    expect(service.lastWords.at(-1)).toMatch(
      /^Recovered: .*Also failed, without a page of its own:\n- GET \/orders: 502 x Error$/s,
    );
  });

  it('is one of many in one note', () => {
    const service = failingAsAWhole(onException());
    for (let route = 0; route < 15; route++) service.throws(`GET /route-${route}`);
    service.advance('2m');
    const notes = service.notes.filter((note) => note.includes('Also failing, without pages of their own:'));
    expect(notes).toHaveLength(1);
    expect(notes[0]?.split('\n').filter((line) => line.startsWith('- GET /route'))).toHaveLength(10);
    expect(notes[0]).toMatch(/- and 5 more$/);
  });

  it('is noted before the close when there was no time for it sooner', () => {
    const service = failingAsAWhole(onException({ keepFiringFor: '1h' }));
    service.throws('GET /orders');
    recovers(service);
    expect(service.sent.slice(-2)).toEqual([`note ${RATE}`, `close ${RATE}`]);
    expect(service.notes.at(-1)).toContain('Also failing, without a page of its own:\n- GET /orders: 1 x Error');
  });

  it('is reported on its own when it is more urgent', () => {
    const service = failingAsAWhole(onException({ priority: 'P2' }));
    service.throws('GET /orders');
    expect(service.pages).toEqual([`create ${RATE}`, 'create exception:GET /orders:Error']);
  });

  it('is reported once the service has recovered, if it fails again', () => {
    const service = failingAsAWhole(onException({ keepFiringFor: '1h' }));
    service.throws('GET /orders');
    recovers(service);
    expect(service.pages).toEqual([`create ${RATE}`, `close ${RATE}`]);
    service.throws('GET /orders');
    expect(service.pages.at(-1)).toBe('create exception:GET /orders:Error');
  });

  it('is never reported if it does not fail again', () => {
    const service = failingAsAWhole(onException());
    service.throws('GET /orders');
    recovers(service);
    service.succeeds('GET /orders', 3);
    service.advance('1h');
    expect(service.pages).toEqual([`create ${RATE}`, `close ${RATE}`]);
    expect(service.engine.active()).toEqual([]);
  });

  it('is not reported for a last bad run while it recovers', () => {
    const service = failingAsAWhole(onException({ count: 10, within: '5m', keepFiringFor: '1h' }));
    service.throws('GET /orders', new Error('x'), 10);
    recovers(service);
    service.succeeds('GET /orders', 3);
    service.advance('10s');
    service.throws('GET /orders');
    expect(service.pages).toEqual([`create ${RATE}`, `close ${RATE}`]);
  });

  it('is not suppressed once the service recovers', () => {
    const service = failingAsAWhole(onException());
    service.repeat(100, '1s', () => service.succeeds('GET /carts'));
    expect(service.engine.active()).toMatchObject([{ rule: 'errorRate', phase: 'recovering' }]);
    service.throws('GET /orders');
    expect(service.pages.at(-1)).toBe('create exception:GET /orders:Error');
  });
});

@AlertOnErrorRate(0.1, { window: '5m' })
class OrdersController {
  @AlertOnException()
  list(): void {}
  @AlertOnLatency('1s')
  find(): void {}
}

class CartsController {
  @AlertOnLatency('1s')
  list(): void {}
}

describe('a failing controller', () => {
  it('covers its own handlers, and no others', () => {
    const service = new SimulatedService([]);
    service.route('GET /orders', OrdersController, 'list');
    service.route('GET /orders/:id', OrdersController, 'find');
    service.route('GET /carts', CartsController, 'list');
    service.repeat(400, '1s', () => service.succeeds('GET /orders'));
    service.repeat(100, '1s', () => service.answers('GET /orders/:id', 404));
    service.repeat(100, '1s', () => service.answers('GET /orders/:id', 503));
    expect(service.pages).toEqual(['create errorRate:OrdersController:10%']);
    service.takes('GET /orders/:id', 2_000);
    service.takes('GET /carts', 2_000);
    expect(service.pages).toEqual(['create errorRate:OrdersController:10%', 'create latency:GET /carts:1s']);
  });
});

describe('a failing service whose failures are mostly unrelated to an older incident of one handler', () => {
  class Stock {
    @AlertOnException()
    count(): void {}
  }

  it('is reported, however long that problem lasted', () => {
    const service = new SimulatedService([onErrorRate(0.1, { window: '5m' })]);
    service.route('GET /stock', Stock, 'count');
    service.repeat(100, '1s', () => service.succeeds('GET /carts', 10));
    service.repeat(1_000, '1s', () => {
      service.throws('GET /stock', new Error('x'), 2);
      service.succeeds('GET /carts', 10);
    });
    expect(service.pages).toEqual(['create exception:GET /stock:Error']);
    service.repeat(120, '1s', () => service.answers('GET /carts', 503, 10));
    expect(service.pages).toEqual(['create exception:GET /stock:Error', 'create errorRate:*:10%']);
  });
});
