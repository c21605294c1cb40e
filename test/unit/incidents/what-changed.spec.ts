import { describe, expect, it } from 'vitest';

import { onErrorRate } from '../../../src/rules/kinds/error-rate.js';
import { onException } from '../../../src/rules/kinds/exception.js';
import type { AlertRule } from '../../../src/rules/rule-kinds.js';
import { SimulatedService } from './simulated-service.js';

const ORDERS = 'GET /orders';

/** A service whose process has just started. */
function started(rule: AlertRule = onException(), version: string | null = '2.3.1'): SimulatedService {
  return new SimulatedService([rule], version === null ? {} : { version });
}

/** What the only alert says of the start. */
function said({ alert }: SimulatedService): string | undefined {
  return alert.description.split('\n\n').find((paragraph) => paragraph.includes('version'));
}

describe('an alert about what began soon after the start of a version', () => {
  it('says so', () => {
    const service = started();
    service.repeat(40, '1s', () => service.succeeds(ORDERS));
    service.throws(ORDERS);
    expect(said(service)).toBe('Began 40 s after version 2.3.1 started.');
  });

  it('says so of a share of all requests, by the first failure', () => {
    const service = started(onErrorRate(0.1, { window: '5m', minBad: 5 }));
    service.repeat(120, '1s', () => service.succeeds(ORDERS));
    service.repeat(60, '1s', () => service.throws(ORDERS));
    expect(said(service)).toBe('Began 2 min after version 2.3.1 started.');
  });

  it('says that nothing has succeeded where several failures show it', () => {
    const service = started(onException({ count: 3 }));
    service.advance('4s');
    service.repeat(3, '1s', () => service.throws(ORDERS));
    expect(said(service)).toBe('Nothing has succeeded since version 2.3.1 started, 4 s before the first failure.');
  });

  it.each([
    ['it began later than 10 minutes after', 11, undefined],
    ['it began within 10 minutes', 10, 'Began 10 min after version 2.3.1 started.'],
  ])('speaks of the start only if it is near: %s', (_case, minutes, expected) => {
    const service = started();
    service.repeat(minutes, '1m', () => service.succeeds(ORDERS));
    service.throws(ORDERS);
    expect(said(service)).toBe(expected);
  });

  it('says nothing where no version is configured', () => {
    const service = started(onException(), null);
    service.succeeds(ORDERS);
    service.advance('10s');
    service.throws(ORDERS);
    expect(service.alert.description).not.toMatch(/started|succeeded/);
  });

  it('says nothing where only something else ran before', () => {
    const service = started();
    service.repeat(40, '1s', () => service.succeeds('GET /carts'));
    service.throws(ORDERS);
    expect(said(service)).toBeUndefined();
  });

  it('says nothing where health checks were all that ran before', () => {
    const service = started(onErrorRate(0.1, { window: '5m', minBad: 5 }));
    service.repeat(60, '1s', () => service.succeeds('GET /health'));
    service.repeat(60, '1s', () => service.throws(ORDERS));
    expect(said(service)).toBeUndefined();
  });

  it('says nothing where it had come and gone before', () => {
    const service = started(onException({ keepFiringFor: '1m' }));
    service.throws(ORDERS);
    service.repeat(4, '30s', () => service.succeeds(ORDERS));
    expect(service.open).toEqual([]);
    service.throws(ORDERS);
    expect(service.alerts.at(-1)?.description).not.toContain('version');
  });

  it('says nothing where an earlier process had seen it', () => {
    const service = started();
    const wall = service.clock.wall();
    service.book.adopt('before', 'shop:test:exception:GET /orders:Error', 'P3');
    const [ruleKey] = service.rules.rulesWithoutHandler.map(({ rule }) => rule.key);
    service.engine.inherit([
      {
        incidentId: 'before',
        of: 'rule',
        ruleKey: ruleKey ?? '',
        operation: ORDERS,
        discriminator: 'Error',
        openedAt: wall - 60_000,
        bad: 1,
        lastSeen: wall - 1_000,
        staleAfter: 3_600_000,
        autoClose: true,
      },
    ]);
    service.succeeds(ORDERS);
    service.repeat(8, '1m', () => service.throws(ORDERS));
    expect(service.sent.length).toBeGreaterThan(0);
    expect(service.alert.description).not.toContain('version');
  });
});
