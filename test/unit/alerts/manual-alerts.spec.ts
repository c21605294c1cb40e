import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { AlertComposer } from '../../../src/alerts/composer.js';
import { ManualAlerts } from '../../../src/alerts/manual-alerts.js';
import { createRedactor } from '../../../src/alerts/redaction/redactor.js';
import type { AlertContext, AlertShape } from '../../../src/rules/alert-shape.js';
import type { TraceIds } from '../../../src/rules/outcome.js';
import { RuleBook } from '../../../src/rules/rule-book.js';

const IDENTITY = { service: 'shop', environment: 'test', host: 'host' };

function manualAlerts(defaults: AlertShape = {}, trace?: TraceIds): ManualAlerts {
  const composer = new AlertComposer({
    identity: IDENTITY,
    redactor: createRedactor(),
    includeStack: false,
    forwardHeaders: [],
    warn: () => undefined,
  });
  const rules = new RuleBook([], defaults);
  return new ManualAlerts(
    composer,
    IDENTITY,
    (shape) => rules.shapeFor(shape),
    () => trace,
  );
}

class StockIsDown extends Error {}

describe('an alert that the application raises', () => {
  it('uses its own fields over the defaults', () => {
    const { payload, closeAfter } = manualAlerts({ priority: 'P3', tags: ['shop'] }).ofMessage({
      message: 'Stock feed is late',
      alias: 'stock-feed',
      tags: ['feed'],
    });
    expect(payload).toMatchObject({
      message: 'Stock feed is late [shop, test]',
      alias: 'stock-feed',
      priority: 'P3',
      tags: ['shop', 'feed', 'test', 'manual'],
    });
    expect(closeAfter).toBeUndefined();
  });

  it('has an alias without the parts of its message that vary', () => {
    const alerts = manualAlerts();
    const [one, other] = ['Order 17 is stuck', 'Order 4711 is stuck'].map(
      (message) => alerts.ofMessage({ message }).payload,
    );
    expect(one?.alias).toBe('shop:test:manual:Order {number} is stuck');
    expect(other?.alias).toBe(one?.alias);
  });

  it('passes the context to its functions', () => {
    const { payload } = manualAlerts().ofMessage({
      message: ({ service, kind, operation }: AlertContext) => `${service} ${kind} ${operation}`,
      entity: 'stock-feed',
    });
    expect(payload.message).toBe('shop manual stock-feed');
  });

  it('contains the ids of the active trace', () => {
    const trace = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };
    const { payload } = manualAlerts({}, trace).ofMessage({ message: 'x' });
    expect(payload.details).toMatchObject({ traceId: trace.traceId });
  });

  it('may be closed after a while', () => {
    const alerts = manualAlerts();
    expect(alerts.ofMessage({ message: 'x', closeAfter: '10m' }).closeAfter).toBe(600_000);
    expect(alerts.ofMessage({ message: 'x', closeAfter: 500 }).closeAfter).toBe(500);
  });

  it('is always sent, whatever its fields', () => {
    const alerts = manualAlerts();
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true }), (rubbish) => {
        const { payload, closeAfter } = alerts.ofMessage(rubbish);
        expect(payload.message).not.toBe('');
        expect(payload.alias).not.toBe('');
        expect(closeAfter === undefined || closeAfter >= 0).toBe(true);
      }),
    );
  });
});

describe('an alert about an error that the application caught', () => {
  it('names the error, and what it happened to', () => {
    const { payload } = manualAlerts().ofError(new StockIsDown('no stock'), { entity: 'order-import', priority: 'P2' });
    expect(payload).toMatchObject({
      message: '[test] shop, order-import: "no stock" (StockIsDown)',
      alias: 'shop:test:exception:order-import:StockIsDown',
      priority: 'P2',
      entity: 'order-import',
      details: { exception: 'StockIsDown: no stock' },
    });
  });

  it('needs no message', () => {
    expect(manualAlerts().ofError(new StockIsDown(), {}).payload.message).toBe('[test] shop: StockIsDown');
  });

  it('is one alert for all errors of a class, whatever their message', () => {
    const alerts = manualAlerts();
    const aliases = [1, 2, 3].map((order) => alerts.ofError(new StockIsDown(`order ${order}`), {}).payload.alias);
    expect(new Set(aliases)).toEqual(new Set(['shop:test:exception:handled:StockIsDown']));
  });

  it('is always sent, whatever was thrown and whatever the shape', () => {
    const alerts = manualAlerts();
    const anything = fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true });
    fc.assert(
      fc.property(anything, anything, (thrown, rubbish) => {
        const { payload } = alerts.ofError(thrown, rubbish);
        expect(payload.message).not.toBe('');
        expect(payload.alias).not.toBe('');
      }),
    );
  });
});
