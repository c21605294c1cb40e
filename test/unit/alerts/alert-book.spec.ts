import { describe, expect, it } from 'vitest';

import { onException } from '../../../src/rules/kinds/exception.js';
import { onStatus } from '../../../src/rules/kinds/status.js';
import { SimulatedService } from '../incidents/simulated-service.js';

const ORDERS = 'GET /orders';
const CARTS = 'GET /carts';

function recovers(service: SimulatedService, operation: string): void {
  service.repeat(40, '10s', () => service.succeeds(operation));
}

describe('two incidents to which the application gave one alias', () => {
  function failing(): SimulatedService {
    const service = new SimulatedService([onStatus('5XX', { alias: 'shop-down' })]);
    service.answers(ORDERS, 503);
    service.answers(CARTS, 503);
    return service;
  }

  it('are one alert, on which the second is noted', () => {
    const service = failing();
    expect(service.sent).toEqual(['create shop-down', 'note shop-down']);
    expect(service.notes).toEqual(['Also: [test] shop: 503 on GET /carts']);
  });

  it('have their alert closed only when both are over', () => {
    const service = failing();
    recovers(service, ORDERS);
    expect(service.sent.slice(2)).toEqual(['note shop-down']);
    expect(service.notes.at(-1)).toMatch(/^Recovered: .* Over after 5 min without failures\. This alert stays open\.$/);
    expect(service.open).toEqual(['shop-down']);
    recovers(service, CARTS);
    expect(service.sent.slice(3)).toEqual(['close shop-down']);
    expect(service.open).toEqual([]);
  });

  it('are joined by a third, also after the first is over', () => {
    const service = failing();
    recovers(service, ORDERS);
    service.answers('GET /stock', 503);
    expect(service.sent.at(-1)).toBe('note shop-down');
    recovers(service, CARTS);
    expect(service.open).toEqual(['shop-down']);
    recovers(service, 'GET /stock');
    expect(service.pages).toEqual(['create shop-down', 'close shop-down']);
  });

  it('are re-asserted under that alias, whichever is still active', () => {
    const service = failing();
    recovers(service, ORDERS);
    service.register.closeByAlias('shop-down');
    service.repeat(40, '10s', () => service.answers(CARTS, 503));
    expect(service.open).toEqual(['shop-down']);
    expect(service.alerts.at(-1)?.message).toBe('[test] shop: 2 x 503 on GET /carts');
  });

  it('are a new alert the next time', () => {
    const service = failing();
    recovers(service, ORDERS);
    recovers(service, CARTS);
    service.answers(CARTS, 503);
    expect(service.pages).toEqual(['create shop-down', 'close shop-down', 'create shop-down']);
  });
});

describe('an alias that a function gives', () => {
  it('distinguishes the alerts by their content', () => {
    const service = new SimulatedService([
      onStatus('5XX', { alias: ({ service: name, rule, operation }) => `${name}/${rule}/${operation}` }),
    ]);
    service.answers(ORDERS, 503);
    service.answers(CARTS, 503);
    expect(service.pages).toEqual(['create shop/status:5XX/GET /orders', 'create shop/status:5XX/GET /carts']);
  });

  it('closes the alert that it opened, even if the function returns another alias later', () => {
    let calls = 0;
    const service = new SimulatedService([onStatus('5XX', { alias: () => `alias-${++calls}` })]);
    service.repeat(40, '10s', () => service.answers(ORDERS, 503));
    recovers(service, ORDERS);
    expect(service.sent.map((line) => line.split(' ')[1])).toEqual(service.sent.map(() => 'alias-1'));
    expect(service.open).toEqual([]);
  });

  it('is replaced by the ordinary one when it throws', () => {
    const service = new SimulatedService([
      onStatus('5XX', {
        alias: () => {
          throw new Error('not today');
        },
      }),
    ]);
    service.answers(ORDERS, 503);
    expect(service.pages).toEqual(['create status:GET /orders:5XX']);
    expect(service.warnings).toEqual([expect.stringContaining('not today')]);
  });
});

describe('the book', () => {
  it('knows the alert of an incident and its priority until the incident ends', () => {
    const service = new SimulatedService([onException({ priority: 'P2' })]);
    service.throws(ORDERS);
    const incidentId = service.engine.active()[0]?.incidentId ?? '';
    const alias = 'shop:test:exception:GET /orders:Error';
    expect(service.book.alertOf(incidentId)).toMatchObject({ alias, priority: 'P2' });
    expect(service.book.priorityOf(alias)).toBe('P2');
    service.repeat(100, '10s', () => service.succeeds(ORDERS));
    expect(service.book.alertOf(incidentId)).toBeUndefined();
    expect(service.book.priorityOf(alias)).toBeUndefined();
  });

  it('reports nothing about a suppressed incident', () => {
    const service = new SimulatedService([onStatus('5XX'), onException()]);
    service.throws(ORDERS);
    const held = service.transitions.find(({ type }) => type === 'suppressed');
    expect(held?.type === 'suppressed' && service.book.alertOf(held.incident.incidentId)).toBeUndefined();
    expect(service.sent).toEqual(['create exception:GET /orders:Error']);
  });
});

describe('an alert about an incident', () => {
  it('states where, what, how often, since when, why, and an example', () => {
    const service = new SimulatedService([onStatus('5XX', { count: 3, priority: 'P2' })]);
    service.repeat(3, '2s', () =>
      service.ends(ORDERS, {
        status: 503,
        durationMs: 41,
        errors: [new RangeError('no stock')],
        controller: 'OrdersController',
        handler: 'list',
        request: { method: 'GET', path: '/orders', headers: {} },
      }),
    );
    expect(service.alert).toMatchObject({
      message: '[test] shop: 3 x 503 in 5 min on GET /orders (RangeError: no stock)',
      priority: 'P2',
      entity: 'GET /orders',
      source: 'shop',
      details: {
        service: 'shop',
        environment: 'test',
        operation: 'GET /orders',
        handler: 'OrdersController.list',
        status: '503',
        rule: 'status:5XX',
        failedAtOpening: '3',
        topCause: '3 x RangeError 503: no stock',
        lastSeen: '2026-01-01T00:00:04.000Z',
        closesItself: 'yes',
        firstSeen: '2026-01-01T00:00:00.000Z',
        exception: 'RangeError: no stock',
      },
    });
    expect(service.alert.description.split('\n\n').slice(0, 3)).toEqual([
      '3 requests failed since 00:00:00 UTC, the last at 00:00:04 UTC.',
      'Causes:\n- 3 x RangeError 503: no stock',
      'Example: GET /orders was answered 503 after 41 ms.',
    ]);
  });

  it('gives its functions the incident in figures', () => {
    const service = new SimulatedService([
      onStatus('5XX', {
        count: 3,
        message: ({ incident, operation }) => `${operation}: ${incident?.bad} of ${incident?.total}`,
      }),
    ]);
    service.answers(ORDERS, 503, 2);
    service.succeeds(ORDERS);
    service.answers(ORDERS, 503);
    expect(service.alert.message).toBe('GET /orders: 3 of 4 [shop, test]');
  });
});

describe('two incidents with one alias for two targets', () => {
  const rules = [
    onStatus(503, { alias: 'shop-down' }),
    onStatus(504, { alias: 'shop-down', target: 'payments' }),
    onStatus(505, { alias: 'shop-down', target: 'payments' }),
  ];
  const addressed = (service: SimulatedService) =>
    service.messages.map(({ alias, target, type }) => `${type} ${alias} for ${target ?? 'own'}`);

  it('are two alerts, because both teams have to be paged and an account has one alert for each alias', () => {
    const service = new SimulatedService(rules);
    service.answers(ORDERS, 503);
    service.answers(CARTS, 504);
    service.answers('GET /stock', 505);
    expect(addressed(service)).toEqual([
      'create shop-down for own',
      'create shop-down:payments for payments',
      'note shop-down:payments for payments',
    ]);
    for (const operation of [ORDERS, CARTS, 'GET /stock']) recovers(service, operation);
    expect(service.open).toEqual([]);
    expect(addressed(service).slice(3)).toEqual([
      'close shop-down for own',
      'note shop-down:payments for payments',
      'close shop-down:payments for payments',
    ]);
  });

  it('are two alerts in the other order as well', () => {
    const service = new SimulatedService(rules);
    service.answers(CARTS, 504);
    service.answers(ORDERS, 503);
    expect(addressed(service)).toEqual(['create shop-down for payments', 'create shop-down:default for own']);
  });

  it('are repeated and closed with the key that opened them', () => {
    const service = new SimulatedService([onException({ target: 'payments' })]);
    service.throws(ORDERS);
    service.repeat(60, '10s', () => service.throws(ORDERS));
    recovers(service, ORDERS);
    recovers(service, ORDERS);
    recovers(service, ORDERS);
    expect(service.open).toEqual([]);
    expect(service.messages.filter(({ type }) => type === 'create').length).toBeGreaterThan(1);
    expect(new Set(service.messages.map(({ target }) => target))).toEqual(new Set(['payments']));
  });
});
