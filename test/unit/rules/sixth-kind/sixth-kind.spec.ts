import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it, vi } from 'vitest';

import { onStatus, OpsgenieConfigurationError, SkipAlerts } from '../../../../src/index.js';
import { resolveOptions } from '../../../../src/opsgenie.options.js';
import { SimulatedService } from '../../incidents/simulated-service.js';
import { AlertOnGivenUp } from './alert-on-given-up.decorator.js';
import { GIVEN_UP, onGivenUp } from './given-up.js';

// The line of a new kind in the table. No other module of the library changes.
vi.mock(import('../../../../src/rules/rule-kinds.js'), async (original) => {
  const { RULE_KINDS, ...rest } = await original();
  const { givenUpKind } = await import('./given-up.js');
  return { ...rest, RULE_KINDS: { ...RULE_KINDS, givenUp: givenUpKind } };
});

const ROUTE = 'GET /orders';
const GIVEN_UP_AFTER = { status: undefined, aborted: true, unanswered: true };

@AlertOnGivenUp({ count: 2, within: '1m' })
class Orders {
  @AlertOnGivenUp({ patience: '5s', priority: 'P2' })
  list(this: void): void {
    // Only its declaration matters.
  }

  @SkipAlerts([GIVEN_UP])
  ping(this: void): void {
    // Only its declaration matters.
  }
}

function service(): SimulatedService {
  const simulated = new SimulatedService([onStatus('5XX')]);
  simulated.route(ROUTE, Orders, 'list');
  return simulated;
}

describe('a sixth kind of rule, made by its own file, its decorator and its line in the table', () => {
  it('is judged, opens an alert with its own text, and closes it when its judge detects a recovery', () => {
    const orders = service();
    orders.ends(ROUTE, { ...GIVEN_UP_AFTER, durationMs: 4_999 });
    orders.ends(ROUTE, { ...GIVEN_UP_AFTER, durationMs: 5_000 });
    expect(orders.pages).toEqual([]);
    orders.ends(ROUTE, { ...GIVEN_UP_AFTER, durationMs: 6_000 });
    expect(orders.pages).toEqual([`create givenUp:${ROUTE}:given-up`]);
    expect(orders.messages[0]).toMatchObject({
      priority: 'P2',
      payload: { message: `[test] shop: 2 given up in 1 min on ${ROUTE}`, details: { rule: 'givenUp' } },
    });

    orders.advance('1m');
    expect(orders.pages).toHaveLength(1);
    orders.succeeds(ROUTE, 3);
    orders.advance('30s');
    expect(orders.pages).toEqual([`create givenUp:${ROUTE}:given-up`, `close givenUp:${ROUTE}:given-up`]);
  });

  it('hides no failure behind its own alert', () => {
    const orders = service();
    orders.ends(ROUTE, { ...GIVEN_UP_AFTER, durationMs: 6_000 });
    orders.ends(ROUTE, { aborted: true, status: undefined, durationMs: 6_000 });
    orders.answers(ROUTE, 500);
    expect(orders.pages).toEqual([`create givenUp:${ROUTE}:given-up`, `create status:${ROUTE}:5XX`]);
  });

  it('is explained field by field, with its own defaults', () => {
    const [rule] = service()
      .rules.explain(Orders, Orders.prototype.list)
      .filter(({ kind }) => kind === GIVEN_UP);
    expect(rule).toMatchObject({
      key: 'givenUp',
      matches: 'given-up',
      scope: 'handler',
      active: true,
      fields: {
        keepFiringFor: { value: '1m', from: 'built-in' },
        count: { value: 2, from: 'controller' },
        patience: { value: '5s', from: 'handler' },
      },
    });
  });

  it('is silenced by its name', () => {
    const [rule] = service()
      .rules.explain(Orders, Orders.prototype.ping)
      .filter(({ kind }) => kind === GIVEN_UP);
    expect(rule).toMatchObject({ active: false, silencedBy: '@SkipAlerts on the handler' });
  });

  it('is taken among the rules of the module, where its options are checked', () => {
    const resolving = (rule: unknown) => (): void =>
      void Reflect.apply(resolveOptions, undefined, [{ enabled: false, service: 'shop', rules: [rule] }]);
    expect(resolving(onGivenUp())).not.toThrow();
    expect(resolving(Reflect.apply(onGivenUp, undefined, [{ patience: 'soon' }]))).toThrow(OpsgenieConfigurationError);
    expect(() => AlertOnGivenUp({ patience: 0 })(Orders)).toThrow(/patience must be a duration above zero/);
  });
});

describe('a kind of rule', () => {
  it.each([
    ['errorRate', 'error-rate'],
    ['burnRate', 'burn-rate'],
  ])('is known to its file, to the table and to the list of names only: %s', (kind, file) => {
    const knowing = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter(
      (path) => path.endsWith('.ts') && new RegExp(`\\b${kind}\\b`).test(readFileSync(join('src', path), 'utf8')),
    );
    expect(knowing.toSorted()).toEqual(['rules/alert-shape.ts', `rules/kinds/${file}.ts`, 'rules/rule-kinds.ts']);
  });
});
