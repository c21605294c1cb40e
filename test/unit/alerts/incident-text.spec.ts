import { describe, expect, it } from 'vitest';

import { AlertComposer } from '../../../src/alerts/composer.js';
import { incidentHeadline } from '../../../src/alerts/incident-headline.js';
import { endNote, evidenceOf, growthNote, listOf } from '../../../src/alerts/incident-text.js';
import { createRedactor } from '../../../src/alerts/redaction/redactor.js';
import type { Incident } from '../../../src/incidents/incident.js';
import type { CompiledRule } from '../../../src/rules/compiled-rule.js';
import { onBurnRate } from '../../../src/rules/kinds/burn-rate.js';
import { onErrorRate } from '../../../src/rules/kinds/error-rate.js';
import { onException } from '../../../src/rules/kinds/exception.js';
import { onLatency } from '../../../src/rules/kinds/latency.js';
import { onStatus } from '../../../src/rules/kinds/status.js';
import type { AlertRule } from '../../../src/rules/rule-kinds.js';
import { RuleBook } from '../../../src/rules/rule-book.js';
import { requestOutcome, type RequestEnd } from '../rules/outcomes.js';

const START = Date.UTC(2026, 0, 1);

function compiled(rule: AlertRule): CompiledRule {
  const [first] = new RuleBook([rule], {}).rulesWithoutHandler;
  if (first === undefined) throw new Error('The rule is off.');
  return first;
}

function incident(given: AlertRule, own: Partial<Incident> = {}): Incident {
  const rule = compiled(given);
  return {
    incidentId: 'i-1',
    rule,
    shape: rule.shape,
    operation: 'GET /orders/:id',
    place: 'GET /orders/:id',
    discriminator: given.label,
    bad: 12,
    total: 40,
    openedAt: START,
    firstSeen: START,
    lastSeen: START + 90_000,
    lasted: 3_725_000,
    severity: { bad: 12, total: 40, window: 300_000, limit: limitOf(rule) },
    peakPerMinute: 9,
    causes: [],
    example: undefined,
    alsoMatched: [],
    alsoPriorities: [],
    recurrence: undefined,
    wasMuted: false,
    ...own,
  };
}

const run: RequestEnd = { status: 503, durationMs: 3_200 };

function limitOf({ policy }: CompiledRule): number | undefined {
  return policy.measure.type === 'ratio' ? policy.measure.pairs[0]?.threshold : undefined;
}

class StockIsDown extends Error {}

const composer = new AlertComposer({
  identity: { service: 'shop', environment: 'production', host: 'web-1' },
  redactor: createRedactor(),
  includeStack: false,
  forwardHeaders: [],
  warn: () => undefined,
});

const headline = (given: Incident): string => composer.headline(incidentHeadline(given));
const line = (text: string, limit: number): string => composer.line(text, limit);

const DOWN = { bad: 10, total: 11, window: 600_000, limit: 0.01, down: { bad: 10, lasted: 45_000 } };

describe('the headline', () => {
  it.each([
    ['a status', onStatus('5XX'), { bad: 1 }, 'shop: 503 on GET /orders/:id'],
    ['statuses', onStatus('5XX', { count: 5 }), {}, 'shop: 12 x 5XX in 5 min on GET /orders/:id'],
    ['an error', onException(StockIsDown), { bad: 1 }, 'shop: "no stock" in GET /orders/:id (StockIsDown)'],
    [
      'errors',
      onException(StockIsDown, { count: 5 }),
      {},
      'shop: 12 errors in 5 min in GET /orders/:id: no stock (StockIsDown)',
    ],
    ['a slow run', onLatency('2s'), { bad: 1 }, 'shop: GET /orders/:id took 3.2 s (limit 2 s)'],
    ['slow runs', onLatency('2s', { count: 5 }), {}, 'shop: 12 requests over 2 s in 5 min on GET /orders/:id'],
    [
      'a share of slow runs',
      onLatency('2s', { share: 0.1 }),
      {},
      'shop: 30% of requests over 2 s (12 of 40, limit 10%) on GET /orders/:id',
    ],
    ['an error rate', onErrorRate(0.01), {}, 'shop: 30% failing on GET /orders/:id (12 of 40, limit 1%): no stock'],
    [
      'an error rate of a controller',
      onErrorRate(0.2),
      { place: '/checkout', severity: { bad: 67, total: 331, window: 8_000, limit: 0.2 } },
      'shop: 20.2% failing in /checkout (67 of 331, limit 20%): no stock',
    ],
    [
      'an error rate that is worse now',
      onErrorRate(0.01),
      {
        place: undefined,
        severity: { bad: 172, total: 17_098, window: 8_000, limit: 0.01, recent: { bad: 3, total: 91 } },
      },
      'shop: 3.3% failing now, 1.01% over 8 s (limit 1%): no stock',
    ],
    [
      'an outage',
      onErrorRate(0.01),
      { place: undefined, severity: DOWN },
      'shop is DOWN: last 10 requests failed, none OK for 45 s: no stock',
    ],
    [
      'a burn rate',
      onBurnRate(0.999),
      { place: undefined, severity: { bad: 10, total: 289, window: 10_000 } },
      'shop: error budget burns 35x too fast, 3.5% failing: no stock',
    ],
    [
      'a burn rate of latency',
      onBurnRate(0.99, { latency: '300ms' }),
      {},
      'shop: error budget burns 30x too fast, 30% over 300 ms on GET /orders/:id',
    ],
    [
      'trouble that is back',
      onStatus('5XX'),
      { bad: 1, recurrence: { openings: 3, within: 10_000 } },
      'shop: AGAIN 503 on GET /orders/:id (3rd in 10 s)',
    ],
    [
      'trouble that was muted',
      onStatus('5XX'),
      { bad: 11, wasMuted: true },
      'shop: 11 x 5XX on GET /orders/:id since 00:00 UTC (was muted)',
    ],
  ])('of %s says symptom and size, place, and cause', (_title, rule, own, text) => {
    const errors = rule.kind === 'status' ? [] : [new StockIsDown('no stock')];
    expect(headline(incident(rule, { example: requestOutcome({ ...run, errors }), ...own }))).toBe(text);
  });

  it('does without an example, as after a restart', () => {
    expect(headline(incident(onStatus('5XX'), { bad: 1 }))).toBe('shop: 5XX on GET /orders/:id');
    expect(headline(incident(onLatency('2s'), { bad: 1 }))).toBe('shop: GET /orders/:id took 2 s (limit 2 s)');
  });
});

describe('the evidence', () => {
  const short = { openedAt: START, lasted: 90_000, lastSeen: START + 90_000 };

  it('says how many and when', () => {
    expect(evidenceOf(incident(onStatus('5XX'), short), line)).toEqual([
      '12 of 40 requests failed since 00:00:00 UTC (1 min ago), the last at 00:01:30 UTC, at most 9 in a minute.',
    ]);
  });

  it('says one time where the first and the last are the same, and no peak of less than a minute', () => {
    const own = { bad: 1, total: 1, lastSeen: START, lasted: 0, peakPerMinute: 1 };
    expect(evidenceOf(incident(onStatus('5XX'), own), line)).toEqual(['1 request failed at 00:00:00 UTC.']);
  });

  it('says the share now, that of the window, and the limit', () => {
    const severity = { bad: 172, total: 17_098, window: 8_000, limit: 0.01, recent: { bad: 3, total: 91 } };
    expect(evidenceOf(incident(onErrorRate(0.01), { severity }), line)[0]).toMatch(
      /^3\.3% now, 1\.01% over 8 s \(172 of 17,098\), limit 1%\.\n/,
    );
  });

  it('names the causes by class, status and message, and an example', () => {
    const request = { method: 'GET', path: '/orders/7', headers: {} };
    const cause = { key: 'k', what: 'StockIsDown', status: 503, operation: 'GET /orders/:id' };
    const causes = [{ ...cause, message: 'no stock, password=hunter2', count: 1_100 }];
    expect(
      evidenceOf(incident(onStatus('5XX'), { causes, example: requestOutcome({ ...run, request }) }), line).slice(1),
    ).toEqual([
      'Causes:\n- 1,100 x StockIsDown 503: no stock, password=[redacted]',
      'Example: GET /orders/7 was answered 503 after 3.2 s.',
    ]);
    const unanswered = requestOutcome({ request });
    expect(evidenceOf(incident(onStatus('5XX'), { example: unanswered }), line).at(-1)).toBe(
      'Example: GET /orders/7 was not answered.',
    );
  });

  it('is what a note about growth says', () => {
    expect(growthNote(incident(onStatus('5XX')), line)).toMatch(/^Still active\.\n\n12 of 40 requests failed/);
  });
});

describe('the last note', () => {
  it('says how long, how many and how bad', () => {
    expect(endNote(incident(onStatus('5XX')), 'recovered')).toBe(
      'Recovered after 1 h 2 min. 12 of 40 requests failed, at most 9 in a minute.',
    );
  });

  it('states that a stale alert had no runs', () => {
    expect(endNote(incident(onStatus('5XX', { staleAfter: '6h' })), 'stale')).toBe(
      'Closed as stale: no runs, good or bad, for 6 h. 12 of 40 requests failed, at most 9 in a minute.',
    );
  });
});

describe('a list of incidents', () => {
  it('names ten and says how many more there are', () => {
    const incidents = Array.from({ length: 13 }, (_, number) =>
      incident(onStatus('5XX'), { operation: `GET /route-${number}`, bad: number }),
    );
    const lines = listOf(incidents).split('\n');
    expect(lines).toHaveLength(11);
    expect(lines[0]).toBe('- GET /route-0 (status:5XX): 0 bad');
    expect(lines[10]).toBe('- and 3 more');
    expect(listOf(incidents.slice(0, 10)).split('\n')).toHaveLength(10);
  });
});
