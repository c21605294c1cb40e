import { describe, expect, it } from 'vitest';

import { keptRequest } from '../../../src/alerts/shape/context-facts.js';
import { IncidentEngine } from '../../../src/incidents/incident-engine.js';
import type { Transition } from '../../../src/incidents/incident.js';
import { onException } from '../../../src/rules/kinds/exception.js';
import { onStatus } from '../../../src/rules/kinds/status.js';
import { RuleBook } from '../../../src/rules/rule-book.js';
import { VirtualClock } from '../../../src/testing/virtual-clock.js';
import { requestOutcome } from '../rules/outcomes.js';
import { SimulatedService } from './simulated-service.js';

const ORDERS = 'GET /orders';

/** An error of a new class. */
function errorOfItsOwnClass(name: string): Error {
  const OwnError = { [name]: class extends Error {} }[name] ?? Error;
  return new OwnError('x');
}

describe('a program that creates error classes at runtime', () => {
  it('alerts about the first of them by name and groups all others', () => {
    const service = new SimulatedService([onException({ priority: 'P1' })]);
    for (let number = 0; number < 1_000; number++) service.throws(ORDERS, errorOfItsOwnClass(`Failure${number}`));
    expect(service.engine.active()).toHaveLength(21);
    expect(service.pages).toHaveLength(21);
    expect(service.pages.at(-1)).toBe('create exception:GET /orders:other');
  });

  it('has all its alerts closed after recovery', () => {
    const service = new SimulatedService([onException({ priority: 'P1' })]);
    for (let number = 0; number < 100; number++) service.throws(ORDERS, errorOfItsOwnClass(`Failure${number}`));
    service.repeat(100, '10s', () => service.succeeds(ORDERS));
    expect(service.open).toEqual([]);
    expect(service.engine.active()).toEqual([]);
  });
});

describe('an incident of many causes', () => {
  it('names the most frequent eight and counts the others together', () => {
    const service = new SimulatedService([onStatus('5XX', { count: 1_000 })]);
    const errors = Array.from({ length: 50 }, (_, kind) => errorOfItsOwnClass(`Failure${kind}`));
    for (let number = 0; number < 1_000; number++) {
      const error = errors[number % 2 === 0 ? 0 : number % 50];
      service.throws(ORDERS, error);
    }
    const { description } = service.alert;
    const causes = description.split('\n').filter((line) => line.startsWith('- '));
    expect(causes).toHaveLength(9);
    expect(causes.slice(0, 2)).toEqual(['- 500 x Failure0 500: x', '- 360 x other causes']);
  });

  it('does not retain its requests', () => {
    const service = new SimulatedService([onStatus('5XX')]);
    const outcome = { status: 503, response: { socket: 'with much that hangs on it' } };
    service.ends(ORDERS, outcome);
    const [opened] = service.transitions;
    expect(opened?.type === 'opened' && opened.incident.example?.http).not.toHaveProperty('response');
  });
});

describe('an incident of requests', () => {
  it('keeps only the headers that alerts show, once its alert is sent', () => {
    const clock = new VirtualClock();
    const headers = {
      authorization: 'Basic aGVsbG8=',
      'x-tenant': 'eu',
      'x-request-id': 'r1',
      cookie: 'c'.repeat(4_000),
    };
    const seen: unknown[] = [];
    const transitions: Transition[] = [];
    const engine = new IncidentEngine({
      clock,
      emit: (transition) => {
        transitions.push(transition);
        if (transition.type === 'opened') seen.push(transition.incident.example?.http?.request?.headers);
      },
      keeping: { error: (error) => error, request: (request) => keptRequest(request, ['X-Tenant']) },
    });
    const monitor = engine.monitor(new RuleBook([onStatus('5XX')], {}).rulesWithoutHandler, ORDERS);
    const request = { method: 'GET', path: '/orders', headers };
    monitor.record(requestOutcome({ operation: ORDERS, status: 503, request }), clock.now());
    expect(seen).toEqual([headers]);
    const [opened] = transitions;
    expect(opened?.type === 'opened' && opened.incident.example?.http?.request).toEqual({
      ...request,
      headers: { 'x-tenant': 'eu', 'x-request-id': 'r1' },
    });
  });

  it('reads no more of a bad outcome than it counts, while it has a fresh example', () => {
    const service = new SimulatedService([onStatus('5XX')]);
    const monitor = service.engine.monitor(service.rules.rulesWithoutHandler, ORDERS);
    let reads = 0;
    const outcome = requestOutcome({ operation: ORDERS, status: 503 });
    const http = {
      ...outcome.http,
      aborted: false,
      unrouted: false,
      get request() {
        reads++;
        return undefined;
      },
    };
    const fail = (): void => monitor.record({ ...outcome, http }, service.clock.now());
    fail();
    const once = reads;
    for (let time = 0; time < 100; time++) fail();
    expect(reads).toBe(once);
    service.advance('1s');
    fail();
    expect(reads).toBeGreaterThan(once);
  });
});

describe('a service with very many alerts', () => {
  /** Breaks this many routes, too slowly for a storm. */
  function broken(routes: number): SimulatedService {
    const service = new SimulatedService([onStatus('5XX', { staleAfter: '10d' })]);
    service.repeat(routes, '13s', (number) => service.answers(`GET /route-${number}`, 503));
    return service;
  }

  it('has five hundred of them, and one for all others', () => {
    const service = broken(510);
    expect(service.open).toHaveLength(501);
    expect(service.sent.filter((line) => line.endsWith(':overflow'))).toEqual(['create storm:*:overflow']);
    expect(service.alerts.at(-1)).toMatchObject({
      alias: 'shop:test:storm:*:overflow',
      message: '[test] shop: more than 500 alerts are open',
    });
    expect(service.clock.pendingTimers).toBe(1);
  });

  it('has none after recovery', () => {
    const service = broken(510);
    service.repeat(40, '10s', () => {
      for (let number = 0; number < 510; number++) service.succeeds(`GET /route-${number}`);
    });
    expect(service.open).toEqual([]);
    expect(service.sent.filter((line) => line.includes('failed'))).toEqual([]);
    expect(service.clock.pendingTimers).toBe(0);
  });
});

describe('a healthy handler', () => {
  it('has no state in counting rules', () => {
    const service = new SimulatedService([onStatus('5XX', { count: 5 }), onException()]);
    const monitor = service.engine.monitor(service.rules.rulesWithoutHandler, 'GET /healthy');
    for (let time = 0; time < 1_000; time++) {
      monitor.record(requestOutcome({ operation: 'GET /healthy', status: 200 }), time);
    }
    expect(monitor.isTroubled).toBe(false);
    expect(service.engine.isTroubled).toBe(false);
    expect(service.clock.pendingTimers).toBe(0);
  });
});
