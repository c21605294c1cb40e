import { describe, expect, it } from 'vitest';

import type { RequestEnd } from '../rules/outcomes.js';
import { onErrorRate } from '../../../src/rules/kinds/error-rate.js';
import { onStatus } from '../../../src/rules/kinds/status.js';
import type { AlertShape } from '../../../src/rules/alert-shape.js';
import { recommendedRules } from '../../../src/rules/recommended-rules.js';
import type { AlertRule } from '../../../src/rules/rule-kinds.js';
import { SimulatedService } from './simulated-service.js';

const PREFLIGHT: RequestEnd = { status: 204, unrouted: true, executed: false };
const SCRAPE: RequestEnd = { status: 200, unrouted: true, executed: false };
const REFUSAL: RequestEnd = { status: 401, executed: false };

/** A client that gave up after this many milliseconds. */
function waits(service: SimulatedService, durationMs = 1_000): void {
  service.ends('GET /orders', { status: undefined, aborted: true, unanswered: true, durationMs });
}

const ALIAS = 'errorRate:*:1%';

describe('a service in which nothing succeeds', () => {
  it.each([
    ['preflights', 'unrouted:*', PREFLIGHT],
    ['scrapes by middleware', 'unrouted:*', SCRAPE],
    ['scrapes by a handler', 'GET /metrics', { status: 200 }],
    ['health checks by a handler', 'GET /api/health/ready', { status: 200 }],
    ['refusals by a guard', 'GET /orders', REFUSAL],
    ['unknown routes', '404:*', { status: 404, unrouted: true, executed: false }],
  ])('is found among %s', (_what, operation, between) => {
    const service = new SimulatedService(recommendedRules());
    service.repeat(6, '30s', () => {
      service.ends(operation, between);
      service.answers('POST /orders', 500);
    });
    expect(service.pages).toEqual([`create ${ALIAS}`]);
  });

  it('is not detected if the operation itself succeeds', () => {
    const service = new SimulatedService(recommendedRules());
    service.repeat(6, '30s', () => {
      service.answers('POST /orders', 404);
      service.answers('POST /orders', 500);
    });
    expect(service.pages).toEqual([]);
  });

  it('has not recovered while it only refuses', () => {
    const service = new SimulatedService(recommendedRules());
    service.repeat(6, '10s', () => service.answers('GET /orders', 500));
    service.repeat(120, '30s', (time) => service.ends('GET /orders', { status: time % 2 === 0 ? 401 : 429 }));
    expect(service.pages).toEqual([`create ${ALIAS}`]);
    service.repeat(60, '10s', () => service.succeeds('GET /orders'));
    expect(service.pages).toEqual([`create ${ALIAS}`, `close ${ALIAS}`]);
  });

  it('has not recovered while only its health checks are answered', () => {
    const service = new SimulatedService(recommendedRules());
    service.repeat(6, '10s', () => service.answers('POST /orders', 500));
    service.repeat(360, '10s', () => service.succeeds('GET /health'));
    expect(service.open).toEqual([ALIAS]);
    service.repeat(60, '10s', () => service.succeeds('POST /orders'));
    expect(service.open).toEqual([]);
  });

  it('has recovered once its health checks are answered, if they were failing', () => {
    const service = new SimulatedService(recommendedRules());
    service.repeat(6, '10s', () => service.answers('GET /health', 503));
    expect(service.open).toEqual([ALIAS]);
    service.repeat(180, '10s', () => service.succeeds('GET /health'));
    expect(service.open).toEqual([]);
  });
});

describe('an outage in which everything hangs', () => {
  it('is detected by the recommended rules, with the numbers of hanging requests', () => {
    const service = new SimulatedService(recommendedRules());
    service.repeat(60, '1s', () => waits(service));
    expect(service.pages).toEqual([`create ${ALIAS}`]);
    expect(service.alert.message).toBe('[test] shop is DOWN: last 47 requests failed, none OK for 45 s');
    expect(service.alert.description).toContain('x no answer in GET /orders');
  });

  it('ends when requests are answered again', () => {
    const service = new SimulatedService(recommendedRules());
    service.repeat(120, '1s', () => waits(service));
    service.repeat(90, '10s', () => service.succeeds('GET /orders'));
    expect(service.pages).toEqual([`create ${ALIAS}`, `close ${ALIAS}`]);
  });

  it('persists while only hanging requests arrive', () => {
    const service = new SimulatedService(recommendedRules());
    service.repeat(720, '10s', () => waits(service));
    expect(service.pages).toEqual([`create ${ALIAS}`]);
  });

  it('is found among failures', () => {
    const service = new SimulatedService(recommendedRules());
    service.repeat(9, '10s', (time) => (time % 2 === 0 ? waits(service) : service.answers('GET /orders', 504)));
    expect(service.pages).toEqual([`create ${ALIAS}`]);
  });

  it.each([
    ['clients that change their minds', 499, false],
    ['one client in ten that leaves', 5_000, true],
  ])('is not seen in %s', (_what, durationMs, hasOthers) => {
    const service = new SimulatedService([onErrorRate(0.01), onStatus('5XX')]);
    service.repeat(600, '1s', (time) => {
      if (hasOthers && time % 10 > 0) service.succeeds('GET /orders');
      else waits(service, durationMs);
    });
    expect(service.pages).toEqual([]);
  });
});

describe('a failure that no handler answers', () => {
  it('ends when the same is answered again', () => {
    const service = new SimulatedService([onStatus('5XX')]);
    service.ends('unrouted:*', { status: 503, unrouted: true, executed: false });
    service.repeat(40, '10s', () => service.ends('unrouted:*', SCRAPE));
    expect(service.pages).toEqual(['create status:unrouted:*:5XX', 'close status:unrouted:*:5XX']);
  });

  it('does not end while it refuses', () => {
    const service = new SimulatedService([onStatus('5XX')]);
    service.ends('unrouted:*', { status: 503, unrouted: true, executed: false });
    service.repeat(40, '10s', () => service.ends('unrouted:*', { status: 401, unrouted: true, executed: false }));
    expect(service.pages).toEqual(['create status:unrouted:*:5XX']);
  });
});

describe('the recommended rules', () => {
  function priorityOf(rules: readonly AlertRule[], defaults: AlertShape, failing: number): unknown {
    const service = new SimulatedService(rules, { defaults });
    service.repeat(200, failing === 10 ? '6s' : '1s', (time) =>
      service.answers('GET /orders', time % 10 < failing ? 500 : 200),
    );
    return service.alert.priority;
  }

  it('page: P1 if nothing succeeds, P2 for an error rate', () => {
    expect(priorityOf(recommendedRules(), {}, 10)).toBe('P1');
    expect(priorityOf(recommendedRules(), {}, 7)).toBe('P2');
  });

  it('have the priority of the module where it has one', () => {
    expect(priorityOf(recommendedRules(), { priority: 'P3' }, 10)).toBe('P3');
  });

  it('leave other rules at P4', () => {
    expect(priorityOf([onErrorRate(0.01)], {}, 7)).toBe('P4');
  });
});
