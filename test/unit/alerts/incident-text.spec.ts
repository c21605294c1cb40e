import { describe, expect, it } from 'vitest';

import { endNote, evidenceOf, growthNote, headline, listOf } from '../../../src/alerts/incident-text.js';
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
    discriminator: given.label,
    bad: 12,
    total: 40,
    openedAt: START,
    firstSeen: START,
    lastSeen: START + 90_000,
    lasted: 3_725_000,
    severity: { bad: 12, total: 40, window: 300_000 },
    peakPerMinute: 9,
    causes: [],
    example: undefined,
    alsoMatched: [],
    alsoPriorities: [],
    flapping: false,
    ...own,
  };
}

const run: RequestEnd = { status: 503, durationMs: 3_200 };

class StockIsDown extends Error {}

describe('the headline', () => {
  it.each([
    ['a status', onStatus('5XX'), 'GET /orders/:id answered 503'],
    ['statuses', onStatus('5XX', { count: 5 }), 'GET /orders/:id answered 5XX 12 times in 5min'],
    ['an error', onException(StockIsDown), 'GET /orders/:id threw StockIsDown'],
    ['errors', onException(StockIsDown, { count: 5 }), 'GET /orders/:id threw StockIsDown 12 times in 5min'],
    ['a slow run', onLatency('2s'), 'GET /orders/:id took 3 s, over 2s'],
    ['slow runs', onLatency('2s', { count: 5 }), 'GET /orders/:id slower than 2s 12 times in 5min'],
    ['a share of slow runs', onLatency('2s', { share: 0.1 }), 'GET /orders/:id 30% slower than 2s (12 of 40) in 5min'],
    ['an error rate', onErrorRate(0.01), 'GET /orders/:id 30% failing (12 of 40) in 5min'],
    ['a burn rate', onBurnRate(0.999), 'GET /orders/:id 30% failing (12 of 40) in 5min, objective 99.9%'],
    [
      'a burn rate of latency',
      onBurnRate(0.99, { latency: '300ms' }),
      'GET /orders/:id 30% too slow (12 of 40) in 5min, objective 99%',
    ],
  ])('of %s says symptom, place and size', (_title, rule, text) => {
    expect(headline(incident(rule, { example: requestOutcome(run) }), 'shop')).toBe(text);
  });

  it('names the service when it is about all of it', () => {
    expect(headline(incident(onErrorRate(0.01), { operation: '*' }), 'shop')).toBe(
      'shop 30% failing (12 of 40) in 5min',
    );
  });

  it.each([
    [3, 1_000, '0.3%'],
    [1, 3_000, '0.033%'],
    [95, 1_000, '9.5%'],
    [999, 1_000, '100%'],
    [0, 0, '0%'],
  ])('says %d of %d as a share that can be read', (bad, total, share) => {
    const text = headline(incident(onErrorRate(0.001), { severity: { bad, total, window: 600_000 } }), 'shop');
    expect(text).toBe(`GET /orders/:id ${share} failing (${bad} of ${total}) in 10min`);
  });

  it('does without an example, as after a restart', () => {
    expect(headline(incident(onStatus('5XX')), 'shop')).toBe('GET /orders/:id answered 5XX');
    expect(headline(incident(onLatency('2s')), 'shop')).toBe('GET /orders/:id took 2 s, over 2s');
  });
});

describe('the evidence', () => {
  it('says how many and when', () => {
    expect(evidenceOf(incident(onStatus('5XX')))).toEqual([
      '12 of 40 runs were bad, at most 9 in a minute. First seen 2026-01-01T00:00:00.000Z, last seen 2026-01-01T00:01:30.000Z.',
    ]);
  });

  it('omits good runs if there were none, and uses singular and plural', () => {
    expect(evidenceOf(incident(onStatus('5XX'), { bad: 1, total: 1 }))[0]).toMatch(/^1 run was bad,/);
    expect(evidenceOf(incident(onStatus('5XX'), { bad: 2, total: 2 }))[0]).toMatch(/^2 runs were bad,/);
  });

  it('omits the worst minute if it is unknown, as after a restart', () => {
    expect(evidenceOf(incident(onStatus('5XX'), { peakPerMinute: 0 }))[0]).toMatch(/^12 of 40 runs were bad\. First/);
  });

  it('names the causes and an example', () => {
    const request = { method: 'GET', path: '/orders/7', headers: {} };
    const causes = [{ name: 'StockIsDown (503) in GET /orders/:id', count: 11 }];
    expect(
      evidenceOf(incident(onStatus('5XX'), { causes, example: requestOutcome({ ...run, request }) })).slice(1),
    ).toEqual([
      'Causes:\n- StockIsDown (503) in GET /orders/:id: 11',
      'Example: GET /orders/7 was answered 503 after 3 s.',
    ]);
    const unanswered = requestOutcome({ request });
    expect(evidenceOf(incident(onStatus('5XX'), { example: unanswered })).at(-1)).toBe(
      'Example: GET /orders/7 was not answered.',
    );
  });

  it('is what a note about growth says', () => {
    expect(growthNote(incident(onStatus('5XX')))).toMatch(/^Still active\.\n\n12 of 40 runs were bad/);
  });
});

describe('the last note', () => {
  it('says how long, how many and how bad', () => {
    expect(endNote(incident(onStatus('5XX')), 'recovered')).toBe(
      'Recovered after 1 h 2 min. 12 of 40 runs were bad, at most 9 in a minute.',
    );
  });

  it('states that a stale alert had no runs', () => {
    expect(endNote(incident(onStatus('5XX', { staleAfter: '6h' })), 'stale')).toBe(
      'Closed as stale: no runs, good or bad, for 6 h. 12 of 40 runs were bad, at most 9 in a minute.',
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
