import { describe, expect, it } from 'vitest';

import { AlertComposer } from '../../../src/alerts/composer.js';
import { incidentHeadline } from '../../../src/alerts/incident-headline.js';
import { endNote, inheritedNote, stormEndNote } from '../../../src/alerts/closing-text.js';
import { evidenceOf, growthNote, listOf } from '../../../src/alerts/incident-text.js';
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
    failingFor: 90_000,
    quietFor: 3_635_000,
    severity: { bad: 12, total: 40, window: 300_000, limit: limitOf(rule) },
    peakPerMinute: 9,
    causes: [],
    example: undefined,
    alsoMatched: [],
    alsoPriorities: [],
    previous: undefined,
    instances: undefined,
    sinceStart: undefined,
    wentWell: false,
    runs: undefined,
    recurrence: undefined,
    wasMuted: false,
    beginning: undefined,
    newCauses: [],
    isUnseen: false,
    ended: undefined,
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

  it.each([
    [{ bad: 10, total: 289, window: 3_600_000, limit: 0.0144 }, 'At this rate 30 days of error budget last 21 h.'],
    [{ bad: 1, total: 1, window: 600_000, limit: 0.02 }, 'At this rate 30 days of error budget last 43 min.'],
    [{ bad: 7, total: 1_000, window: 600_000, limit: 0.006 }, 'At this rate 30 days of error budget last 4 d 7 h.'],
  ])('says what a burn rate means, from the figures of the pair that fired', (severity, meaning) => {
    expect(evidenceOf(incident(onBurnRate(0.999), { severity }), line)[0]).toContain(`${meaning}\n`);
  });

  it('says nothing of a budget that lasts, and of other rules', () => {
    const severity = { bad: 1, total: 10_000, window: 600_000, limit: 0.02 };
    expect(evidenceOf(incident(onBurnRate(0.999), { severity }), line)[0]).not.toMatch(/budget/);
    expect(evidenceOf(incident(onErrorRate(0.01)), line)[0]).not.toMatch(/budget/);
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

  it('says that alerts were muted, and how often it came back', () => {
    const own = { ...short, wasMuted: true, recurrence: { openings: 3, within: 600_000 } };
    expect(evidenceOf(incident(onStatus('5XX'), own), line)[1]).toBe(
      'It comes back soon after each close: this is the 3rd time in 10 min. Alerts were muted when it began, so this is the first report.',
    );
  });
});

describe('the note about growth', () => {
  const growing = {
    lasted: 209_000,
    failingFor: 209_000,
    quietFor: 0,
    lastSeen: START + 209_000,
    bad: 514,
    total: 1_069,
  };
  const figures = { bad: 21, total: 100, window: 300_000, limit: 0.01, recent: { bad: 21, total: 100 } };
  const severity = { bad: 300, total: 900, window: 300_000, limit: 0.01, recent: { bad: 50, total: 100 } };
  const disk = {
    key: 'disk',
    what: 'Error',
    status: 500,
    operation: 'GET /orders/:id',
    message: 'disk full',
    count: 3,
  };

  it('says the share now and at the start, since when, and the new causes', () => {
    const own = { ...growing, severity, beginning: { bad: 21, figures }, causes: [disk], newCauses: [disk] };
    expect(growthNote(incident(onErrorRate(0.01), { ...own, place: undefined }), [], line)).toBe(
      'Worse: 50% failing now (21% at the start), 514 of 1,069 requests failed since 00:00:00 UTC, 3 min 29 s. ' +
        'New cause: 3 x Error 500 in GET /orders/:id: disk full.\n\nCauses:\n- 3 x Error 500 in GET /orders/:id: disk full',
    );
  });

  it('claims no growth where the share has fallen, or nothing runs any more', () => {
    const own = {
      ...growing,
      severity: { ...severity, recent: { bad: 2, total: 100 } },
      beginning: { bad: 21, figures },
    };
    expect(growthNote(incident(onErrorRate(0.01), own), [], line)).toMatch(
      /^Still active: 2% failing now \(21% at the start\), 514 of/,
    );
    const empty = { bad: 0, total: 0, window: 300_000, limit: 0.01, recent: { bad: 0, total: 0 } };
    expect(growthNote(incident(onErrorRate(0.01), { ...own, severity: empty }), [], line)).toMatch(
      /^Still active: 514 of 1,069 requests failed \(21 at the start\) since/,
    );
  });

  it('counts where there is no share, from the report where alerts were muted before', () => {
    const beginning = { bad: 7, figures: { bad: 1, total: 1, window: 0 } };
    expect(growthNote(incident(onStatus('5XX'), { ...growing, beginning, wasMuted: true }), [], line)).toBe(
      'Worse: 514 of 1,069 requests failed (7 when it was reported) since 00:00:00 UTC, 3 min 29 s.',
    );
    const quiet = { ...growing, failingFor: 90_000, quietFor: 119_000, lastSeen: START + 90_000 };
    expect(growthNote(incident(onStatus('5XX'), quiet), [], line)).toBe(
      'Still active: 514 of 1,069 requests failed since 00:00:00 UTC, 3 min 29 s, the last at 00:01:30 UTC (1 min ago).',
    );
  });

  it('hides secrets in each new cause', () => {
    const cause = { ...disk, message: 'password=hunter2' };
    const note = growthNote(
      incident(onStatus('5XX'), { ...growing, newCauses: [cause, cause, cause, cause] }),
      [],
      line,
    );
    expect(note).not.toContain('hunter2');
    expect(note.match(/\[redacted\]/g)).toHaveLength(3);
  });

  it('names what fails without an alert of its own', () => {
    const covered = [incident(onStatus('5XX'), { bad: 170, causes: [{ ...disk, status: 503 }] })];
    expect(growthNote(incident(onStatus('5XX')), covered, line)).toMatch(
      /\n\nAlso failing, without a page of its own:\n- GET \/orders\/:id: 170 x 503$/,
    );
  });
});

describe('the last note', () => {
  const closed = { covered: [], closes: true };
  const end = { ...closed, reason: 'recovered' } as const;

  it('says how long the trouble lasted, how many failed, and for how long none has', () => {
    expect(endNote(incident(onStatus('5XX')), end, line)).toBe(
      'Recovered: lasted 1 min 30 s (00:00:00 to 00:01:30 UTC), 12 of 40 requests failed, at most 9 in a minute. ' +
        'Closed after 1 h without failures.',
    );
  });

  it('says one time for trouble of less than a second', () => {
    const own = { bad: 1, total: 4, failingFor: 0, quietFor: 8_000, lastSeen: START, lasted: 8_000 };
    expect(endNote(incident(onLatency('2s'), own), end, line)).toBe(
      'Recovered: 1 of 4 requests was too slow at 00:00:00 UTC. Closed after 8 s without slow requests.',
    );
  });

  it('does not count failures below the limit as trouble', () => {
    const own = { failingFor: 3_700_000, quietFor: 25_000, lastSeen: START + 3_700_000 };
    const relieved = { ...end, relievedFor: 600_000 };
    expect(endNote(incident(onErrorRate(0.01), own), relieved, line)).toBe(
      'Recovered: lasted 52 min 5 s (00:00:00 to 00:52:05 UTC), 12 of 40 requests failed, at most 9 in a minute. ' +
        'Closed after 10 min below the limit of 1%.',
    );
  });

  it('says at least how long it lasted where only an earlier process saw it', () => {
    expect(endNote(incident(onStatus('5XX'), { isUnseen: true }), end, line)).toMatch(
      /^Recovered: lasted at least 1 min 30 s \(/,
    );
  });

  it('claims no close where the alert stays open', () => {
    const open = { ...end, closes: false };
    expect(endNote(incident(onStatus('5XX')), open, line)).toMatch(
      / Over after 1 h without failures\. This alert stays open\.$/,
    );
    expect(endNote(incident(onStatus('5XX')), { ...open, reason: 'stale' }, line)).toMatch(
      /^Over, but NOT confirmed as fixed: /,
    );
  });

  it('says of a stale alert that nothing is confirmed', () => {
    expect(endNote(incident(onStatus('5XX', { staleAfter: '6h' })), { ...closed, reason: 'stale' }, line)).toBe(
      'Closed, NOT confirmed as fixed: no traffic on GET /orders/:id for 6 h. ' +
        'Last failure at 00:01:30 UTC (1 h ago), 12 of 40 requests failed in all. Check by hand.',
    );
    const task = incident(onException(), { operation: 'task:import' });
    expect(endNote(task, { ...closed, reason: 'stale' }, line)).toMatch(
      /: import has not run for 1 d\. Last failure at /,
    );
  });

  it('says of an inherited one why it was reported, and what is known since', () => {
    const record = {
      incidentId: 'i-1',
      of: 'rule',
      ruleKey: 'exception',
      operation: 'GET /o/:i',
      discriminator: 'Error',
      openedAt: START,
      bad: 1,
      lastSeen: START,
      staleAfter: 300_000,
      autoClose: true,
    } as const;
    const reported = 'reported at 2026-01-01 00:00:00 UTC by a process that has ended';
    expect(inheritedNote(record, 'stale', true, 'vm')).toBe(
      `Closed, NOT confirmed as fixed: ${reported}; no traffic on GET /o/:i since, or its rule is gone. Check by hand.`,
    );
    expect(inheritedNote(record, 'survived', true, 'vm')).toBe(
      'Closed: the restarted process has been up for 5 min (host vm).',
    );
    expect(inheritedNote(record, 'continued', true, 'vm')).toBe(
      `Closed: ${reported}. The incident is still active and is reported in another alert.`,
    );
    expect(inheritedNote(record, 'storm', true, 'vm')).toBe(
      `Closed: ${reported}. Incidents that are still active will be reported individually.`,
    );
  });

  it('of a storm says how long all of it lasted, and whether that is confirmed', () => {
    const early = incident(onStatus('5XX'), { ended: 'recovered' });
    const late = incident(onStatus('5XX'), { ...early, firstSeen: START + 30_000, failingFor: 60_000 });
    const picture = { incidents: [early, late], notified: [early], within: 0 };
    expect(stormEndNote(picture)).toBe(
      'Recovered: the 2 incidents that this alert covered failed for 1 min 30 s (00:00:00 to 00:01:30 UTC). ' +
        'Closed after 1 h without failures. 1 other had an alert of its own.',
    );
    expect(stormEndNote({ ...picture, incidents: [early, { ...late, ended: 'stale' }] })).toMatch(
      /^Closed, NOT confirmed as fixed: no traffic any more in 1 of 2 incidents\. Last failure at 00:01:30 UTC \(1 h ago\)\./,
    );
  });
});

describe('a list of incidents', () => {
  it('names ten and says how many more there are', () => {
    const incidents = Array.from({ length: 13 }, (_, number) => {
      const place = `GET /route-${number}`;
      return incident(onStatus('5XX'), {
        operation: place,
        place,
        bad: number,
        ...(number === 1 && { ended: 'recovered' }),
      });
    });
    const lines = listOf(incidents, line).split('\n');
    expect(lines).toHaveLength(11);
    expect(lines[0]).toBe('- GET /route-0: 0 x 5XX');
    expect(lines[1]).toBe('- GET /route-1: 1 x 5XX, over');
    expect(lines[10]).toBe('- and 3 more');
    expect(listOf(incidents.slice(0, 10), line).split('\n')).toHaveLength(10);
  });

  it('says in plain words where it is', () => {
    const places = ['*', '404:*', 'task:import'].map((operation) =>
      incident(onErrorRate(0.01), { operation, place: operation }),
    );
    expect(listOf(places, line)).toBe('- the whole service: 12 failed\n- unknown URLs: 12 failed\n- import: 12 failed');
  });
});
