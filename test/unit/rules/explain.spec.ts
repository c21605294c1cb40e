import { describe, expect, it } from 'vitest';

import {
  AlertDefaults,
  AlertOnErrorRate,
  AlertOnStatus,
  onErrorRate,
  onLatency,
  onStatus,
  SkipAlerts,
} from '../../../src/index.js';
import { RuleBook } from '../../../src/rules/rule-book.js';

@AlertDefaults({ tags: ['class'], entity: 'class', details: { a: 1 } })
@AlertOnStatus('5XX', { tags: ['controller'], user: 'controller' })
class OrdersController {
  @AlertDefaults({ tags: ['method'], note: 'method' })
  @AlertOnStatus('5xx', { priority: 'P1', tags: ['handler'] })
  find() {}

  @SkipAlerts(['status'])
  list() {}
}

const book = new RuleBook([onStatus('5XX', { tags: ['module'], source: 'module' }), onErrorRate(0.01)], {
  tags: ['defaults'],
  details: { b: 2 },
  keepFiringFor: '1m',
});

describe('explain()', () => {
  it('shows each field with its value and its level', () => {
    const [rule] = book.explain(OrdersController, OrdersController.prototype.find);
    expect(rule).toMatchObject({ key: 'status:5XX', kind: 'status', matches: '5XX', scope: 'handler', active: true });
    expect(rule?.fields).toEqual({
      count: { value: 1, from: 'built-in' },
      within: { value: '5m', from: 'built-in' },
      for: { value: 0, from: 'built-in' },
      recoveryRatio: { value: 0.5, from: 'built-in' },
      autoClose: { value: true, from: 'built-in' },
      staleAfter: { value: '24h', from: 'built-in' },
      keepFiringFor: { value: '1m', from: 'defaults' },
      source: { value: 'module', from: 'module' },
      entity: { value: 'class', from: 'controller' },
      user: { value: 'controller', from: 'controller' },
      note: { value: 'method', from: 'handler' },
      priority: { value: 'P1', from: 'handler' },
      details: { value: { b: 2, a: 1 }, from: 'defaults + controller' },
      tags: {
        value: ['defaults', 'module', 'class', 'controller', 'method', 'handler'],
        from: 'defaults + module + controller + handler',
      },
    });
  });

  it('names the nearer level where @AlertDefaults and the own field of a farther rule disagree', () => {
    const strict = new RuleBook([onStatus('5XX', { entity: 'module', priority: 'P3' })], {});
    const [rule] = strict.explain(OrdersController, OrdersController.prototype.list);
    expect(rule?.fields).toMatchObject({
      entity: { value: 'class', from: 'controller' },
      priority: { value: 'P3', from: 'module' },
    });
  });

  it('shows the rules of a controller for handlers without rules', () => {
    const [rule] = book.explain(OrdersController);
    expect(rule?.fields).toMatchObject({ priority: { value: 'P4', from: 'built-in' }, user: { from: 'controller' } });
    expect(rule?.fields).not.toHaveProperty('note');
  });

  it('shows silenced rules with the reason', () => {
    @SkipAlerts(['latency'])
    class QuietController {
      @AlertOnErrorRate(0.01, { enabled: false })
      find() {}
    }
    const rules = new RuleBook([onLatency('2s'), onErrorRate(0.01), onStatus(500)], {});
    expect(rules.explain(QuietController, QuietController.prototype.find)).toMatchObject([
      { key: 'latency', active: false, silencedBy: '@SkipAlerts on the controller' },
      { key: 'errorRate', active: false, silencedBy: 'enabled: false' },
      { key: 'status:500', active: true, silencedBy: undefined },
    ]);
    expect(book.explain(OrdersController, OrdersController.prototype.list)).toMatchObject([
      { key: 'status:5XX', active: false, silencedBy: '@SkipAlerts on the handler' },
      { key: 'errorRate', active: true },
    ]);
  });

  it('shows a rule of the whole service as it is for all: without the shapes of this controller', () => {
    const { find } = OrdersController.prototype;
    const [, shown] = book.explain(OrdersController, find);
    const [, holds] = book.rulesFor(OrdersController, find);
    expect(shown?.scope).toBe('service');
    expect(shown?.fields['tags']).toEqual({ value: ['defaults'], from: 'defaults' });
    expect(holds?.shape.tags).toEqual(['defaults']);
  });

  it('shows every field of every active rule just as it is used', () => {
    const { find } = OrdersController.prototype;
    const active = book.explain(OrdersController, find).filter((rule) => rule.active);
    const shown = active.map(({ fields }) => Object.entries(fields).map(([field, { value }]) => [field, value]));
    const used = book.rulesFor(OrdersController, find).map(({ shape }) => shape);
    expect(shown.map((fields) => Object.fromEntries(fields) as unknown)).toEqual(used);
  });
});
