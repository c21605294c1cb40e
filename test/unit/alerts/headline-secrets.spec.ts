import { AxiosError, AxiosHeaders } from 'axios';
import fc from 'fast-check';
import { expect, it } from 'vitest';

import { AlertComposer } from '../../../src/alerts/composer.js';
import { ManualAlerts } from '../../../src/alerts/manual-alerts.js';
import { crashHeadline, failedStartHeadline } from '../../../src/alerts/process-headline.js';
import { createRedactor } from '../../../src/alerts/redaction/redactor.js';
import { onBurnRate } from '../../../src/rules/kinds/burn-rate.js';
import { onErrorRate } from '../../../src/rules/kinds/error-rate.js';
import { onException } from '../../../src/rules/kinds/exception.js';
import { onLatency } from '../../../src/rules/kinds/latency.js';
import { onStatus } from '../../../src/rules/kinds/status.js';
import { SimulatedService } from '../incidents/simulated-service.js';
import { leaky, leakyAtOnce, OWN_PATTERN, PART } from './planted-secrets.js';

/** What a lock screen shows. */
const LOCK_SCREEN = 60;

const identity = { service: 'orders-api', environment: 'staging', host: 'web-1' };
const composer = new AlertComposer({
  identity,
  redactor: createRedactor({ patterns: [OWN_PATTERN] }),
  includeStack: true,
  forwardHeaders: [],
  warn: () => undefined,
});
const manual = new ManualAlerts(composer, identity, (shape) => shape);

/** An error as a library throws it, with this text wherever it lets data in. */
const ERRORS: readonly ((text: string) => unknown)[] = [
  (text) => new Error(text),
  (text) => text,
  (text) => new Error('the order could not be saved', { cause: new Error(text) }),
  (text) => new Error(text, { cause: new Error('deadlock detected') }),
  (text) => new AggregateError([new Error(text), new TypeError(text)], text),
  (text) =>
    Object.assign(new Error(text), { code: '23505', constraint: 'orders_pkey', detail: text, severity: 'ERROR' }),
  (text) => Object.assign(new Error(text), { code: 'ER_DUP_ENTRY', errno: 1062, sqlMessage: text, sql: text }),
  (text) => Object.assign(new Error(text), { code: 'ENOTFOUND', syscall: 'getaddrinfo', hostname: text }),
  (text) => Object.assign(new Error(text), { code: 'ENOENT', syscall: 'open', path: text }),
  (text) => axiosError(text),
  (text) => new TypeError('fetch failed', { cause: axiosError(text) }),
];

function axiosError(text: string): AxiosError {
  const url = `/charge?${text}`;
  const config = { method: 'post', url, baseURL: `https://pay.example.com/v1/`, headers: new AxiosHeaders() };
  const response = { status: 502, statusText: text, data: text, headers: {}, config };
  return new AxiosError(text, 'ERR_BAD_RESPONSE', config, {}, response);
}

const errors = fc
  .tuple(fc.constantFrom(...ERRORS), fc.oneof(leaky, leakyAtOnce))
  .map(([make, text]): { readonly error: unknown } => ({ error: make(text) }));

const RULES = [
  [onException()],
  [onException({ count: 3 })],
  [onStatus('5XX')],
  [onStatus('5XX', { count: 3 })],
  [onLatency('1s')],
  [onErrorRate(0.01)],
  [onBurnRate(0.99)],
];

it('no alert about an error contains a secret of it, neither on the lock screen nor elsewhere', () => {
  fc.assert(
    fc.property(errors, fc.constantFrom(...RULES), fc.boolean(), ({ error }, rules, isTask) => {
      const service = new SimulatedService(rules, { patterns: [OWN_PATTERN] });
      const operation = isTask ? 'task:nightly-import' : 'GET /orders/:id';
      if (isTask) service.watch(operation, [service.rules.ruleForTask({})]);
      for (let request = 0; request < 40; request++) {
        service.ends(operation, { status: 500, errors: [error], durationMs: 2_000 });
        service.advance('5s');
      }
      service.repeat(60, '1m', () => service.succeeds(operation));
      const creates = service.messages.flatMap(({ type, payload }) => (type === 'create' ? [payload] : []));
      expect(creates).not.toEqual([]);
      for (const { message } of creates) expect(message.slice(0, LOCK_SCREEN)).not.toContain(PART);
      expect(JSON.stringify(service.messages)).not.toContain(PART);
    }),
    { numRuns: 150 },
  );
}, 60_000);

it('no alert that the application or the end of the process raises contains one', () => {
  fc.assert(
    fc.property(errors, fc.oneof(leaky, leakyAtOnce), ({ error }, text) => {
      const alerts = [
        manual.ofError(error, { entity: 'price feed' }),
        manual.ofError(error, {}, { headline: crashHeadline(error, 'uncaughtException') }),
        manual.ofError(error, {}, { headline: crashHeadline(error, 'unhandledRejection') }),
        manual.ofError(error, {}, { headline: failedStartHeadline(error) }),
        manual.ofMessage({ message: text }),
      ];
      for (const { payload } of alerts) {
        expect(payload.message.slice(0, LOCK_SCREEN)).not.toContain(PART);
        expect(JSON.stringify(payload)).not.toContain(PART);
      }
    }),
    { numRuns: 300 },
  );
}, 60_000);
