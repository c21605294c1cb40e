import { describe, expect, it } from 'vitest';

import type { AlertSubject } from '../../../src/alerts/alert-subject.js';
import { AlertComposer } from '../../../src/alerts/composer.js';
import { createRedactor } from '../../../src/alerts/redaction/redactor.js';
import { repairManualAlert } from '../../../src/alerts/shape/manual-alert.js';
import { resolveOptions, type OpsgenieModuleOptions } from '../../../src/opsgenie.options.js';
import type { AlertShape } from '../../../src/rules/alert-shape.js';
import { layShape } from '../../../src/rules/layer.js';

const subject: AlertSubject = {
  context: {
    kind: 'status',
    rule: 'status:5XX',
    service: 'orders-api',
    environment: 'production',
    operation: 'GET /orders/:id',
    trace: { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' },
    incident: {
      incidentId: '5f0c1f0e',
      bad: 3,
      total: 9,
      isDown: false,
      firstSeen: new Date('2026-03-01T03:00:00Z'),
      lastSeen: new Date('2026-03-01T03:02:00Z'),
    },
  },
  shape: {},
  discriminator: '5XX',
  headline: { parts: ['3 x 502'] },
  evidence: ['3 of 9 requests failed.'],
  facts: { rule: 'status:5XX' },
};

function compose(links: unknown) {
  const warnings: string[] = [];
  const composer = new AlertComposer({
    identity: { service: 'orders-api', environment: 'production', version: '1.4.2', host: 'web-1' },
    redactor: createRedactor(),
    includeStack: true,
    forwardHeaders: [],
    warn: (message) => void warnings.push(message),
  });
  const shape: AlertShape = repairManualAlert({ message: 'wrong', links }).alert;
  const { description = '', details = {} } = composer.create({ ...subject, shape });
  return { description, details, warnings };
}

describe('the links of an alert', () => {
  it('stand on top of description and details, what is opened first before the others', () => {
    const { description, details } = compose({
      grafana: 'https://grafana.example.com/d/1',
      logs: 'https://logs.example.com/',
      runbook: 'https://wiki.example.com/orders',
    });

    expect(description.split('\n').slice(0, 5)).toEqual([
      'Runbook: https://wiki.example.com/orders',
      'Logs: https://logs.example.com/',
      'Grafana: https://grafana.example.com/d/1',
      '',
      '3 of 9 requests failed.',
    ]);
    expect(Object.keys(details).slice(2, 6)).toEqual(['version', 'runbook', 'logs', 'grafana']);
  });

  it('are made of service, environment, operation, time and trace by functions', () => {
    const { details } = compose({
      logs: ({ service, environment, operation, incident }: AlertSubject['context']) =>
        `https://logs.example.com/?q=${service} ${environment} "${operation}"&from=${incident?.firstSeen.toISOString()}`,
      trace: ({ trace }: AlertSubject['context']) => `https://tempo.example.com/trace/${trace?.traceId}`,
    });

    expect(details).toMatchObject({
      logs: 'https://logs.example.com/?q=orders-api%20production%20%22GET%20/orders/:id%22&from=2026-03-01T03:00:00.000Z',
      trace: 'https://tempo.example.com/trace/0af7651916cd43dd8448eb211c80319c',
    });
  });

  it('may all come from one function', () => {
    const links = ({ service }: AlertSubject['context']) => ({ runbook: `https://wiki.example.com/${service}` });

    expect(compose(links).details).toMatchObject({ runbook: 'https://wiki.example.com/orders-api' });
  });

  it.each([
    ['a script', 'javascript:alert(1)'],
    ['a path', '/runbooks/orders'],
    ['a number', 7],
    ['more than a browser opens', `https://wiki.example.com/${'x'.repeat(2_000)}`],
  ])('are left out and missed if they are no web address: %s', (_name, runbook) => {
    const { description, details } = compose({ runbook, logs: 'https://logs.example.com/' });

    expect(description).toMatch(/^Logs: https:\/\/logs\.example\.com\/\n\n3 of 9/);
    expect(details).not.toHaveProperty('runbook');
    expect(details).toMatchObject({ repaired: 'link runbook left out: not an http or https address' });
  });

  it('cost only themselves where their function fails, which is logged once', () => {
    const fails = () => {
      throw new Error('no span');
    };
    const { details, warnings } = compose({
      trace: fails,
      runbook: 'https://wiki.example.com/',
      logs: () => undefined,
    });

    expect(details).toMatchObject({ runbook: 'https://wiki.example.com/' });
    expect(details).not.toHaveProperty('repaired');
    expect(warnings).toEqual(['Ignoring `links.trace`: it threw Error: no span. The default is used. (Logged once.)']);
  });

  it('hold no secret', () => {
    const { description, details } = compose({
      logs: 'https://admin:hunter2@logs.example.com/?q=orders&token=hunter2hunter2',
    });

    expect(`${description} ${JSON.stringify(details)}`).not.toContain('hunter2');
    expect(details['logs']).toContain('logs.example.com/?q=orders');
  });

  it('are 10 at most, and the rest is counted', () => {
    const links = Object.fromEntries(Array.from({ length: 13 }, (_, index) => [`l${index}`, 'https://example.com/']));
    const { details } = compose(() => links);

    expect(Object.keys(details).filter((key) => /^l\d/.test(key))).toHaveLength(10);
    expect(details).toMatchObject({ repaired: '3 of the links left out: too many' });
  });

  it.each([null, 'https://example.com/', ['https://example.com/'], new Proxy({}, {}), new Map()])(
    'cost nothing else if they are something else: %s',
    (links) => {
      expect(compose(links).description).toBe('3 of 9 requests failed.');
    },
  );
});

describe('the links of several levels', () => {
  it('are merged, and the nearest wins', () => {
    const farther: AlertShape = { links: { runbook: 'https://wiki.example.com/', logs: 'https://logs.example.com/' } };
    const nearer: AlertShape = { links: { runbook: 'https://wiki.example.com/orders' } };

    expect(layShape(farther, nearer).links).toEqual({
      runbook: 'https://wiki.example.com/orders',
      logs: 'https://logs.example.com/',
    });
  });

  it('begin with those of the module', () => {
    const options = resolveOptions({
      enabled: false,
      links: { runbook: 'https://wiki.example.com/' },
      defaults: { links: { logs: 'https://logs.example.com/' } },
    });

    expect(options.defaults.links).toEqual({ runbook: 'https://wiki.example.com/', logs: 'https://logs.example.com/' });
  });
});

describe('links in the configuration', () => {
  it.each([
    [
      { links: { runbook: '/orders' } },
      "links must contain only http or https addresses, or functions that return one; 'runbook' is '/orders'",
    ],
    [
      { defaults: { links: 'https://example.com' } },
      "defaults.links must be an object of web addresses, or a function that returns it; got 'https://example.com'",
    ],
    [
      { links: Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`l${index}`, 'https://example.com'])) },
      'links must have at most 10 links',
    ],
  ])('are checked at boot', (given, complaint) => {
    expect(() => resolveOptions({ enabled: false, ...given } as OpsgenieModuleOptions)).toThrow(complaint);
  });
});
