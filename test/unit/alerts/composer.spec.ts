import { describe, expect, it } from 'vitest';
import type { AlertSubject } from '../../../src/alerts/alert-subject.js';
import { AlertComposer, type AlertComposerOptions } from '../../../src/alerts/composer.js';
import { createRedactor } from '../../../src/alerts/redaction/redactor.js';
import type { AlertContext, AlertShape } from '../../../src/rules/alert-shape.js';
import { fitted } from '../platforms/opsgenie-platform.js';
import { requestOutcome, type RequestEnd } from '../rules/outcomes.js';

class PaymentProviderDown extends Error {}

const end: RequestEnd = {
  operation: 'GET /orders/:id',
  controller: 'OrdersController',
  handler: 'find',
  status: 503,
  durationMs: 1234.5,
  request: {
    method: 'GET',
    path: '/orders/17?token=hunter2',
    headers: {
      'x-request-id': 'req-1',
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      'x-tenant': ['acme', 'west'],
      cookie: 'sid=hunter2',
      authorization: 'Bearer hunter2',
      host: 'shop.example',
    },
  },
};
const outcome = requestOutcome(end);

const context: AlertContext = {
  kind: 'status',
  rule: 'status:5XX',
  service: 'orders-api',
  environment: 'production',
  operation: 'GET /orders/:id',
  outcome,
};

function compose(
  subject: Partial<AlertSubject> = {},
  options: Partial<AlertComposerOptions> = {},
): ReturnType<AlertComposer['create']> & { readonly warnings: readonly string[] } {
  const warnings: string[] = [];
  const composer = composerWith({ warn: (message) => void warnings.push(message), ...options });
  return { ...composer.create({ ...plain, ...subject }), warnings };
}

function composerWith(options: Partial<AlertComposerOptions> = {}): AlertComposer {
  return new AlertComposer({
    identity: { service: 'orders-api', environment: 'production', version: '1.2.3', host: 'pod-1' },
    redactor: createRedactor(),
    includeStack: true,
    forwardHeaders: [],
    warn: () => undefined,
    ...options,
  });
}

const plain: AlertSubject = {
  context,
  shape: {},
  discriminator: '5XX',
  headline: { parts: ['37% failing', ' on ', { route: 'GET /orders/:id' }, ' (412 of 1,113)'] },
  evidence: ['412 of 1113 requests failed.', 'First at 12:00.'],
  facts: { failedAtOpening: '412', firstSeen: '2025-01-01T00:00:00.000Z' },
  ids: { rule: 'status:5XX', incidentId: 'i-1' },
};

// What a caller without types can do.
const untyped = (shape: Record<string, unknown>): AlertShape => shape;

describe('an alert without wishes', () => {
  it('has a headline, an alias, the default priority and tag, and all facts', () => {
    const { warnings, ...payload } = compose();
    expect(warnings).toEqual([]);
    // In the order in which a person reads them: what identifies the alert, how bad it is, what ran, ids.
    expect(Object.keys(payload.details ?? {}).join(' ')).toBe(
      'service environment version failedAtOpening firstSeen status operation handler request ' +
        'host requestId traceId rule incidentId',
    );
    expect(payload).toEqual({
      message: 'orders-api: 37% failing on GET /orders/:id (412 of 1,113)',
      alias: 'orders-api:production:status:GET /orders/:id:5XX',
      priority: 'P4',
      tags: ['nest-alert', 'orders-api', 'production', 'status'],
      entity: 'GET /orders/:id',
      source: 'orders-api',
      description: '412 of 1113 requests failed.\n\nFirst at 12:00.',
      details: {
        service: 'orders-api',
        environment: 'production',
        version: '1.2.3',
        failedAtOpening: '412',
        firstSeen: '2025-01-01T00:00:00.000Z',
        status: '503',
        operation: 'GET /orders/:id',
        handler: 'OrdersController.find',
        request: 'GET /orders/17',
        host: 'pod-1',
        requestId: 'req-1',
        traceId: '0af7651916cd43dd8448eb211c80319c',
        rule: 'status:5XX',
        incidentId: 'i-1',
      },
    });
  });

  it('shows no cookie, query or header that was not requested', () => {
    expect(JSON.stringify(compose())).not.toMatch(/hunter2|acme|shop\.example/);
  });

  it('ignores ids that are none', () => {
    const headers = { 'x-request-id': 'a b <x>', traceparent: `00-${'0'.repeat(32)}-b7ad6b7169203331-01` };
    const { details } = compose({
      context: { ...context, outcome: requestOutcome({ ...end, request: { method: 'GET', path: '/', headers } }) },
    });
    expect(details).not.toHaveProperty('requestId');
    expect(details).not.toHaveProperty('traceId');
  });
});

describe('the error of an alert', () => {
  const error = new PaymentProviderDown('charge failed', { cause: new Error('ECONNREFUSED') });

  it('is described once, with stack and causes', () => {
    const { description = '', details } = compose({ context: { ...context, error } });
    expect(description).toMatch(
      /^412 of[^]*\n\nFirst at 12:00\.\n\nPaymentProviderDown: charge failed\n {4}at [^]*\nCaused by: Error: ECONNREFUSED\n {4}at /,
    );
    expect(description.split('charge failed')).toHaveLength(2);
    expect(details?.['exception']).toBe('PaymentProviderDown: charge failed');
  });

  it('is described without its stack if stacks are disabled', () => {
    expect(compose({ context: { ...context, error }, evidence: [] }, { includeStack: false }).description).toBe(
      'PaymentProviderDown: charge failed\nCaused by: Error: ECONNREFUSED',
    );
  });

  it('is described even if a description is given', () => {
    const { description } = compose(
      { context: { ...context, error }, shape: { description: 'See the runbook.' } },
      { includeStack: false },
    );
    expect(description).toMatch(/^See the runbook\.\n\nPaymentProviderDown: charge failed/);
  });
});

describe('the wishes for an alert', () => {
  it('are fulfilled, values and functions', () => {
    const payload = compose({
      shape: {
        message: ({ operation }) => `${operation} is down`,
        description: 'why',
        alias: ({ service }) => `${service}-down`,
        priority: () => 'P1',
        tags: () => ['a', ' b ', 'a', ''],
        details: () => ({ plan: 'gold', retries: 0, last: false, none: null }),
        responders: [{ type: 'team', name: 'orders' }],
        visibleTo: [{ type: 'user', username: 'bob@example.com' }],
        actions: ['restart'],
        entity: 'orders',
        source: 'checkout',
        user: 'bot',
        note: 'first note',
      },
    });
    expect(payload).toMatchObject({
      message: 'GET /orders/:id is down [orders-api]',
      description: 'why',
      alias: 'orders-api-down',
      priority: 'P1',
      tags: ['a', 'b', 'orders-api', 'production', 'status'],
      details: { plan: 'gold', retries: '0', last: 'false', service: 'orders-api' },
      responders: [{ type: 'team', name: 'orders' }],
      visibleTo: [{ type: 'user', username: 'bob@example.com' }],
      actions: ['restart'],
      entity: 'orders',
      source: 'checkout',
      user: 'bot',
      note: 'first note',
    });
    expect(payload.details).not.toHaveProperty('none');
  });

  it('yield to a priority that the incident has', () => {
    expect(compose({ shape: { priority: 'P5' }, priority: 'P1' }).priority).toBe('P1');
  });

  it('cost only themselves when their functions fail, and each is logged once', async () => {
    const broken = () => {
      throw new Error('password=hunter2');
    };
    const warnings: string[] = [];
    const composer = composerWith({ enrich: broken, warn: (message) => void warnings.push(message) });
    const shape = untyped({
      message: broken,
      description: broken,
      alias: () => '   ',
      priority: () => 'urgent',
      tags: () => 'x',
      details: async () => Promise.reject(new Error('nobody catches this')),
    });
    for (let time = 0; time < 3; time++) {
      const payload = composer.create({ ...plain, shape });
      expect(payload).toMatchObject({
        message: 'orders-api: 37% failing on GET /orders/:id (412 of 1,113)',
        priority: 'P4',
        tags: ['nest-alert', 'orders-api', 'production', 'status'],
      });
      expect(payload.alias).toBe('orders-api:production:status:GET /orders/:id:5XX');
      expect(payload.details).toMatchObject({ service: 'orders-api' });
    }
    await new Promise((resolve) => setImmediate(resolve)); // an unhandled rejection would fail the run
    expect(warnings).toHaveLength(7);
    expect(warnings.join('\n')).toContain('Ignoring `message`: it threw Error: password=[redacted]');
  });

  it('go out also when the logger is broken', () => {
    const warn = () => {
      throw new Error('no logger');
    };
    expect(compose({ shape: untyped({ priority: () => 7 }) }, { warn }).priority).toBe('P4');
  });

  it('are cut to the limits, visibly, and omissions are reported', () => {
    const whole = compose({
      shape: {
        message: 'm'.repeat(1_000),
        description: 'd'.repeat(50_000),
        tags: Array.from({ length: 30 }, (_, index) => `${index}-${'t'.repeat(100)}`),
        actions: Array.from({ length: 12 }, (_, index) => `action ${index}`),
        responders: Array.from({ length: 60 }, (_, index) => ({ type: 'team', name: `team ${index}` })),
        entity: 'e'.repeat(1_000),
        source: 's'.repeat(1_000),
        user: 'u'.repeat(1_000),
        note: 'n'.repeat(50_000),
      },
    });
    const payload = fitted(whole);
    expect(whole.message).toBe(`${'m'.repeat(116)}… [orders-api]`);
    expect(payload.message).toBe(whole.message);
    expect(payload.description).toHaveLength(15_000);
    expect(payload.tags).toHaveLength(20);
    expect(payload.tags?.every((tag) => tag.length === 50 && tag.endsWith('…'))).toBe(true);
    expect(payload.actions).toHaveLength(10);
    expect(payload.responders).toHaveLength(50);
    expect([payload.entity?.length, payload.source?.length, payload.user?.length]).toEqual([512, 100, 100]);
    expect(payload.note).toHaveLength(25_000);
    expect(payload.details?.['repaired']).toBe(
      '10 of the tags left out: too many or invalid; 2 of the actions left out: too many or invalid; ' +
        '10 of the responders left out: too many or invalid',
    );
  });

  it('lose only responders that the platform cannot know', () => {
    const payload = compose({
      shape: untyped({
        responders: [{ type: 'team', name: ' orders ' }, { type: 'team' }, { type: 'bird', name: 'x' }, null, 'bob'],
        visibleTo: [
          { type: 'schedule', name: 'night' },
          { type: 'user', id: '1', extra: 'x' },
        ],
      }),
    });
    expect(payload.responders).toEqual([{ type: 'team', name: 'orders' }]);
    expect(payload.visibleTo).toEqual([{ type: 'user', id: '1' }]);
  });
});

describe('details', () => {
  it('hold the headers that were asked for, secrets hidden', () => {
    const { details } = compose({}, { forwardHeaders: ['X-Tenant', 'authorization', 'host', 'absent'] });
    expect(details).toMatchObject({
      'X-Tenant': 'acme, west',
      authorization: '[redacted]',
      host: 'pod-1',
      'header.host': 'shop.example',
    });
    expect(details).not.toHaveProperty('absent');
  });

  it('say nested values as JSON, without their secrets', () => {
    const details = { cart: { items: [1, 2], card: { token: 'hunter2' } }, apiKey: 'hunter2' };
    expect(compose({ shape: untyped({ details }) }).details).toMatchObject({
      cart: '{"items":[1,2],"card":{"token":"[redacted]"}}',
      apiKey: '[redacted]',
    });
  });

  it('are enriched; the nearer wins, also over a fact', () => {
    const { details } = compose(
      { shape: { details: { plan: 'gold', version: 'mine' } } },
      { enrich: () => ({ plan: 'silver', region: 'west' }) },
    );
    expect(details).toMatchObject({ plan: 'gold', region: 'west', version: 'mine' });
  });

  it('are cut to 8,000 characters, the own facts last, and say so', () => {
    const added = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`big${index}`, 'x'.repeat(5_000)]));
    const { details = {} } = compose({ shape: { details: { ...added, small: 'stays whole' } } });
    const size = Object.entries(details).reduce((sum, [key, value]) => sum + key.length + value.length, 0);
    expect(size).toBeLessThanOrEqual(8_000);
    expect(size).toBeGreaterThan(7_000);
    expect(details).toMatchObject({ ...compose().details, small: 'stays whole' });
    expect(details['big0']).toMatch(/^x+…$/);
    expect(details['detailsCut']).toMatch(/^big0, big1/);
  });

  it('leave out what says nothing', () => {
    expect(compose({ shape: { details: { plan: '', region: null, free: 0 } } }).details).toEqual({
      ...compose().details,
      free: '0',
    });
  });

  it('survive thousands of keys', () => {
    const added = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`key${index}`, 'value']));
    const { details = {} } = compose({ shape: { details: added } });
    expect(details).toMatchObject({
      service: 'orders-api',
      key0: 'value',
      detailsLeftOut: '4800 over the limit of 200',
    });
  });

  it('lose no value when two keys become the same', () => {
    expect(compose({ shape: { details: { 'a@example.com': 1, 'b@example.com': 2 } } }).details).toMatchObject({
      '[redacted]': '1',
      '[redacted] (2)': '2',
    });
  });
});

describe('alerts that the application raises', () => {
  const manual: AlertContext = { ...context, kind: 'manual', rule: 'manual', outcome: undefined };

  it('are grouped by their message without its data', () => {
    const raise = (message: string) =>
      compose({ context: manual, discriminator: '', headline: { parts: [] }, evidence: [], shape: { message } });
    expect(raise('order 17 is stuck').alias).toBe('orders-api:production:manual:order {number} is stuck');
    expect(raise('order 18 is stuck').alias).toBe(raise('order 17 is stuck').alias);
    expect(raise('order 17 is stuck').message).toBe('order 17 is stuck [orders-api]');
  });

  it('say so when they have no message that can be shown', () => {
    const payload = compose({
      context: manual,
      discriminator: '',
      headline: { parts: [] },
      shape: { message: '\u202e' },
    });
    expect(payload.message).toBe('(alert without a message)');
  });

  it('are grouped by class for handled exceptions, even for `throw undefined`', () => {
    const payload = compose({ context: { ...manual, error: undefined }, discriminator: 'undefined', evidence: [] });
    expect(payload.alias).toBe('orders-api:production:exception:handled:undefined');
    expect(payload.description).toBe('undefined was thrown');
  });
});

describe('a note', () => {
  it('is redacted and limited, and says who speaks', () => {
    const composer = composerWith();
    expect(composer.note('fixed with password=hunter2')).toEqual({
      note: 'fixed with password=[redacted]',
      source: 'orders-api',
      user: 'orders-api',
    });
    expect(composer.note('n'.repeat(30_000)).note).toHaveLength(25_000);
    expect(composer.note('  ').note).toBe('(empty note)');
    expect(composer.action(undefined, { user: 'bot' })).toEqual({ source: 'orders-api', user: 'bot' });
  });
});

describe('an alias that the application gives', () => {
  it('is the same at creation and at closing', () => {
    const alias = 'disk full on <db-1> for bob@example.com';
    expect(composerWith().alias(alias)).toBe(compose({ shape: { alias } }).alias);
  });
});
