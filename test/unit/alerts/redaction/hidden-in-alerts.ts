import { expect } from 'vitest';

import type { AlertSubject } from '../../../../src/alerts/alert-subject.js';
import { AlertComposer } from '../../../../src/alerts/composer.js';
import { createRedactor } from '../../../../src/alerts/redaction/redactor.js';
import { requestOutcome } from '../../rules/outcomes.js';
import { BOUNDS } from '../../../../src/alerts/bounds.js';
import { LIMITS } from '../../../../src/platforms/opsgenie/limits.js';

const warnings: string[] = [];
const composer = new AlertComposer({
  identity: { service: 'orders-api', environment: 'production', version: '1.2.3', host: 'pod-1' },
  redactor: createRedactor(),
  includeStack: true,
  forwardHeaders: ['x-note'],
  warn: (message) => void warnings.push(message),
});

// The places where a text may be cut: the limits of the fields, and the rough cuts before them.
const CUTS = [LIMITS.message, BOUNDS.message, BOUNDS.entity, 2 * BOUNDS.message + 1_024];

/** The text in contexts: at the start, in the middle and at the end, in JSON, in a URL, in several layers, and cut by each limit. */
function surroundings(text: string): string[] {
  return [
    text,
    `failed: ${text}`,
    `${text} failed`,
    `(${text})`,
    `line one\n${text}\nline three`,
    JSON.stringify({ note: text }),
    JSON.stringify({ body: JSON.stringify({ note: text }) }),
    `GET /orders?q=${encodeURIComponent(text)}&page=2`,
    ...CUTS.flatMap((cut) =>
      [2, 14].map((part) => `${'It failed. '.repeat(Math.ceil(cut / 11)).slice(0, cut - part - 1)} ${text}`),
    ),
  ];
}

/** Builds alerts with the text in every field, and expects that none contains a secret. */
export function expectHiddenInAlerts(text: string, secrets: readonly string[]): void {
  for (const leaky of surroundings(text)) {
    const { payloads } = alertsWith(leaky);
    for (const secret of secrets) {
      expect(payloads.includes(secret), `${secret} is left of ${leaky} in ${payloads}`).toBe(false);
    }
  }
}

function alertsWith(text: string): { readonly payloads: string } {
  const error = new Error(text, { cause: new AggregateError([new TypeError(text)], text) });
  const request = { method: 'GET', path: `/orders/${text}`, headers: { 'x-note': text } };
  const outcome = requestOutcome({ status: 503, durationMs: 1, request });
  const subject: AlertSubject = {
    context: {
      kind: 'exception',
      rule: 'exception',
      service: 'orders-api',
      environment: 'production',
      operation: 'GET /orders/:id',
      outcome,
      error,
    },
    shape: {
      message: text,
      description: text,
      alias: text,
      tags: [text],
      details: { note: text, [text]: 'value', nested: JSON.stringify({ inner: text }) },
      actions: [text],
      entity: text,
      source: text,
      user: text,
      note: text,
      responders: [{ type: 'team', name: text }],
      visibleTo: [{ type: 'team', name: text }],
    },
    discriminator: 'Error',
    headline: { parts: [{ text, around: ['"', '"'] }, ' in ', { route: text }] },
    evidence: [text],
    facts: { exception: text },
  };
  const byError: AlertSubject = { ...subject, shape: {} };
  const payloads = [
    composer.create(subject),
    composer.create(byError),
    composer.note(text, { source: text, user: text }),
  ];
  return { payloads: JSON.stringify(payloads) };
}
