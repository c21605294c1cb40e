import fc from 'fast-check';
import { AxiosError, AxiosHeaders } from 'axios';
import { describe, expect, it } from 'vitest';

import { AlertComposer } from '../../../src/alerts/composer.js';
import { crashHeadline, failedStartHeadline } from '../../../src/alerts/process-headline.js';
import { createRedactor } from '../../../src/alerts/redaction/redactor.js';
import { describeError, keptError } from '../../../src/alerts/text/error-description.js';
import { failureReason } from '../../../src/alerts/text/failure-reason.js';
import type { HeadlineFacts } from '../../../src/rules/headline.js';
import { onBurnRate } from '../../../src/rules/kinds/burn-rate.js';
import { onErrorRate } from '../../../src/rules/kinds/error-rate.js';
import { onException } from '../../../src/rules/kinds/exception.js';
import { onLatency } from '../../../src/rules/kinds/latency.js';
import { onStatus } from '../../../src/rules/kinds/status.js';
import { RULE_KINDS } from '../../../src/rules/rule-kinds.js';

function composerOf(service: string, environment = 'production'): AlertComposer {
  return new AlertComposer({
    identity: { service, environment, host: 'web-1' },
    redactor: createRedactor(),
    includeStack: true,
    forwardHeaders: [],
    warn: () => undefined,
  });
}

const ORDERS = composerOf('orders-api');

/** The headline of a single error in a handler. */
function ofError(error: unknown, place = 'GET /orders/:id'): string {
  const reason = failureReason(describeError(error));
  const facts = { ...SINGLE, place, reason };
  return ORDERS.headline(RULE_KINDS.exception.headline(onException(), facts));
}

const SINGLE: HeadlineFacts = {
  place: 'GET /orders/:id',
  figures: { bad: 1, total: 1, window: 300_000 },
  within: '',
  discriminator: 'Error',
  isSingle: true,
  example: undefined,
  statuses: [],
  reason: undefined,
};

const refused = (address: string): Error =>
  Object.assign(new Error(`connect ECONNREFUSED ${address}:5432`), { code: 'ECONNREFUSED', syscall: 'connect' });

function axiosError(url: string, status?: number): AxiosError {
  const config = { method: 'post', url, baseURL: 'https://user:pass@pay.example.com/v1/', headers: new AxiosHeaders() };
  const response = { status: status ?? 0, statusText: '', data: { secret: 1 }, headers: {}, config };
  return new AxiosError('failed', 'ECONNABORTED', config, {}, status === undefined ? undefined : response);
}

describe('the headline of an error', () => {
  it.each<[string, unknown, string]>([
    ['is its message and class', new RangeError('too far'), '"too far" in GET /orders/:id (RangeError)'],
    [
      'is its deepest cause, with the outer message',
      new Error('order 4711 could not be saved', { cause: new Error('w', { cause: new Error('deadlock detected') }) }),
      '"deadlock detected" in GET /orders/:id (order 4711 could not be saved)',
    ],
    [
      'is the first member of an AggregateError',
      new AggregateError([refused('::1'), refused('127.0.0.1')]),
      'connect ECONNREFUSED ::1:5432 (+1) in GET /orders/:id',
    ],
    [
      'names code and constraint of PostgreSQL',
      Object.assign(new Error('duplicate key value'), { code: '23505', table: 'orders', constraint: 'orders_pkey' }),
      '23505 duplicate key (orders_pkey) in GET /orders/:id',
    ],
    [
      'names code and key of MySQL, and no value',
      Object.assign(new Error("Duplicate entry '4711' for key 'orders.PRIMARY'"), { code: 'ER_DUP_ENTRY' }),
      'ER_DUP_ENTRY (orders.PRIMARY) in GET /orders/:id',
    ],
    [
      'names the upstream of axios, without user and query',
      axiosError('charge?card=1', 502),
      'POST pay.example.com/v1/charge gave 502, in GET /orders/:id',
    ],
    [
      'says why an upstream gave no answer',
      axiosError('/charge'),
      'POST pay.example.com/v1/charge: ECONNABORTED, in GET /orders/:id',
    ],
    ['quotes what is no error', 'oops', 'GET /orders/:id threw the string "oops"'],
    ['tells undefined from a string', undefined, 'GET /orders/:id threw undefined'],
  ])('%s', (_what, error, text) => {
    expect(ofError(error)).toBe(`orders-api: ${text}`);
    // What is kept of it while the incident lasts says the same.
    expect(ofError(keptError(error))).toBe(`orders-api: ${text}`);
  });

  it('has the environment in front, unless it is production', () => {
    const headline = { parts: ['3 x 502'] };
    expect(composerOf('orders-api', 'staging').headline(headline)).toBe('[staging] orders-api: 3 x 502');
    expect(composerOf('orders-api', 'Production').headline(headline)).toBe('orders-api: 3 x 502');
  });

  it('shows a long route without its middle, within what a lock screen shows', () => {
    const place = 'GET /wallet/customers/:customerId/invoices/:invoiceId/line-items/:lineItemId';
    const facts = { ...SINGLE, place, isSingle: false, within: ' in 5 min', figures: { ...SINGLE.figures, bad: 3 } };
    const headline = RULE_KINDS.status.headline(onStatus(500), { ...facts, statuses: [500] });
    expect(ORDERS.headline(headline)).toBe('orders-api: 3 x 500 in 5 min on GET /wallet/…/:lineItemId');
  });
});

describe('the headline of the process', () => {
  it.each([
    [crashHeadline(new TypeError('boom'), 'uncaughtException'), 'CRASHED: boom (TypeError)'],
    [crashHeadline(new TypeError('boom'), 'unhandledRejection'), 'CRASHED: boom (TypeError), unhandled rejection'],
    [
      crashHeadline(
        Object.assign(new Error('It may be … The promise rejected with the reason "timeout".'), {
          code: 'ERR_UNHANDLED_REJECTION',
        }),
        'unhandledRejection',
      ),
      'CRASHED: rejected with "timeout" (unhandled)',
    ],
    [
      failedStartHeadline(Object.assign(new Error('listen EADDRINUSE'), { code: 'EADDRINUSE', port: 3_000 })),
      'DID NOT START: port 3000 is taken (EADDRINUSE)',
    ],
    [
      failedStartHeadline(new Error("Nest can't resolve dependencies of the NeedsMissing (?).")),
      'DID NOT START: cannot resolve NeedsMissing',
    ],
  ])('%# says what happened to it', (headline, text) => {
    expect(ORDERS.headline(headline)).toBe(`orders-api ${text}`);
  });
});

describe('every headline', () => {
  const texts = fc.oneof(fc.string({ unit: 'binary' }), fc.string(), fc.lorem({ maxCount: 60 }));
  const counts = fc.integer({ min: 2, max: 10_000_000 });
  const rules = [onStatus('5XX'), onLatency('2s'), onErrorRate(0.01), onBurnRate(0.99), onException()];

  it('fits, is one well-formed line, begins with service or environment, and holds the size', () => {
    fc.assert(
      fc.property(
        texts,
        texts,
        texts,
        texts,
        counts,
        fc.boolean(),
        (text, route, service, environment, bad, isTask) => {
          const place = isTask ? `task:${route}` : `GET /${route}`;
          const reason = failureReason(describeError(new Error(text, { cause: new Error(route) })));
          const figures = { bad, total: bad, window: 60_000, limit: 0.01 };
          const facts = { ...SINGLE, place, reason, isSingle: false, within: ' in 1 min', figures };
          const composer = composerOf(`s${service}`, `e${environment}`);
          for (const rule of rules) {
            const kind = RULE_KINDS[rule.kind];
            const message = composer.headline(kind.headline(rule, facts));
            expect(message.length).toBeLessThanOrEqual(130);
            expect(message).not.toMatch(/\p{Surrogate}/u);
            expect(message).not.toMatch(/[\n\r\u2028\u2029]/);
            expect(message).toMatch(/^\[/);
            const size = rule.kind === 'errorRate' || rule.kind === 'burnRate' ? '100%' : bad.toLocaleString('en-US');
            expect(message).toContain(size);
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});
