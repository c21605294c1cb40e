import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AlertSubject } from '../../../src/alerts/alert-subject.js';
import { AlertComposer } from '../../../src/alerts/composer.js';
import { repairManualAlert, repairShape } from '../../../src/alerts/shape/manual-alert.js';
import { createRedactor } from '../../../src/alerts/redaction/redactor.js';
import type { AlertContext, AlertShape } from '../../../src/rules/alert-shape.js';
import type { CreateAlertPayload } from '../../../src/alerts/message.js';
import { fitted } from '../platforms/opsgenie-platform.js';
import { requestOutcome } from '../rules/outcomes.js';
import { leaky, OWN_PATTERN, PART } from './planted-secrets.js';

const composer = (includeStack: boolean, enrich: () => Record<string, string>) =>
  new AlertComposer({
    identity: { service: 'orders', environment: 'test', host: 'pod' },
    redactor: createRedactor({ patterns: [OWN_PATTERN] }),
    includeStack,
    forwardHeaders: ['X-Thing'],
    enrich,
    warn: () => undefined,
  });

function expectSendable(composed: CreateAlertPayload): void {
  const payload = fitted(composed);
  const json = JSON.stringify(payload);
  expect(json).not.toMatch(/\\ud[89a-f]/); // half a character in JSON
  const { responders, visibleTo, ...texts } = payload;
  expect(JSON.stringify(texts)).not.toMatch(/[<>]/);
  expect(payload.message.length).toBeLessThanOrEqual(130);
  expect(payload.message.trim()).not.toBe('');
  expect(payload.alias.length).toBeLessThanOrEqual(512);
  expect(payload.alias).not.toBe('');
  expect(payload.description?.length ?? 0).toBeLessThanOrEqual(15_000);
  expect(payload.note?.length ?? 0).toBeLessThanOrEqual(25_000);
  expect(payload.entity?.length ?? 0).toBeLessThanOrEqual(512);
  expect(payload.source?.length ?? 0).toBeLessThanOrEqual(100);
  expect(payload.user?.length ?? 0).toBeLessThanOrEqual(100);
  expect(payload.priority).toMatch(/^P[1-5]$/);
  for (const labels of [payload.tags ?? [], payload.actions ?? []]) {
    expect(labels.length).toBeLessThanOrEqual(20);
    expect(labels.every((label) => label.length <= 50)).toBe(true);
  }
  expect([...(responders ?? []), ...(visibleTo ?? [])].length).toBeLessThanOrEqual(100);
  const details = Object.entries(payload.details ?? {});
  expect(details.every(([, value]) => typeof value === 'string')).toBe(true);
  expect(details.reduce((sum, [key, value]) => sum + key.length + value.length, 0)).toBeLessThanOrEqual(8_000);
}

describe('every composed alert', () => {
  it('contains no secret, wherever it was planted', () => {
    fc.assert(
      fc.property(leaky, fc.boolean(), (text, includeStack) => {
        const error = new Error(text, { cause: new AggregateError([text, new TypeError(text)], text) });
        const shape: AlertShape = {
          message: text,
          description: () => text,
          alias: text,
          tags: [text, `${text}2`],
          details: { plain: text, [text]: 1, nested: JSON.stringify({ text }) },
          actions: [text],
          entity: text,
          source: text,
          user: text,
          note: text,
        };
        const context: AlertContext = {
          kind: 'exception',
          rule: text,
          service: 'orders',
          environment: 'test',
          operation: text,
          error,
          outcome: requestOutcome({
            operation: text,
            controller: text,
            handler: text,
            errors: [error],
            request: {
              method: text,
              path: `/x?${text}`,
              headers: { 'x-thing': text, 'x-other': text, 'x-request-id': text, traceparent: text },
            },
          }),
        };
        const subject: AlertSubject = {
          context,
          shape,
          discriminator: text,
          headline: { about: text, parts: [{ text }, { route: text }] },
          evidence: [text],
          facts: { rule: text, alsoMatched: text },
          repairs: [text],
        };
        const alerts = composer(includeStack, () => ({ enriched: text }));
        const payloads = [
          alerts.create(subject),
          alerts.create({ ...subject, shape: {} }),
          alerts.create({ ...subject, shape: {}, context: { ...context, kind: 'manual' } }),
          alerts.create({ ...subject, shape: {}, context: { ...context, kind: 'manual' }, discriminator: '' }),
        ];
        for (const payload of payloads) {
          expectSendable(payload);
          expect(JSON.stringify(payload)).not.toContain(PART);
        }
        const rest = JSON.stringify([alerts.note(text, { user: text }), alerts.action(text), alerts.alias(text)]);
        expect(rest).not.toContain(PART);
      }),
      { numRuns: 100 },
    );
  }, 60_000);

  it('can be sent, whatever its input', () => {
    fc.assert(
      fc.property(
        fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true, withMap: true }),
        fc.anything(),
        fc.string({ unit: 'binary' }),
        (value, given, text) => {
          const names =
            'message description alias priority tags details responders visibleTo actions entity source user note';
          const fields = Object.fromEntries(names.split(' ').map((name) => [name, value]));
          const providers = Object.fromEntries(names.split(' ').map((name) => [name, () => value]));
          const alerts = composer(true, () => ({ [text]: text }));
          for (const shape of [
            repairManualAlert(given).alert,
            repairManualAlert(fields).alert,
            repairShape(providers).alert,
            fields,
            providers,
          ]) {
            const payload = alerts.create({
              context: { kind: 'manual', rule: text, service: 's', environment: 'e', operation: text, error: value },
              shape,
              discriminator: text,
              headline: { about: text, parts: [{ text }, { route: text }] },
              evidence: [text],
              facts: { [text]: text },
            });
            expectSendable(payload);
            expect(payload.source).not.toBe('');
          }
        },
      ),
      { numRuns: 100 },
    );
  }, 60_000);
});
