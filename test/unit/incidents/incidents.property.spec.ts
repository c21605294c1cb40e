import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { onBurnRate } from '../../../src/rules/kinds/burn-rate.js';
import { onErrorRate } from '../../../src/rules/kinds/error-rate.js';
import { onException } from '../../../src/rules/kinds/exception.js';
import { onLatency } from '../../../src/rules/kinds/latency.js';
import { onStatus } from '../../../src/rules/kinds/status.js';
import { recommendedRules } from '../../../src/rules/recommended-rules.js';
import type { AlertRule } from '../../../src/rules/rule-kinds.js';
import { SimulatedService } from './simulated-service.js';

const OPERATIONS = Array.from({ length: 9 }, (_, number) => `GET /route-${number}`);

const RULES: readonly (readonly AlertRule[])[] = [
  recommendedRules(),
  [onStatus('5XX'), onException(), onErrorRate(0.05, { window: '5m' }), onLatency('1s', { count: 3, within: '1m' })],
  [
    onStatus(503, { priority: 'P1' }),
    onStatus('5XX', { for: '30s', priority: 'P2' }),
    onException(RangeError, { count: 2 }),
  ],
  [onBurnRate(0.99), onLatency('1s', { share: 0.2 }), onException({ keepFiringFor: '20s', staleAfter: '30m' })],
  [onStatus('5XX', { alias: 'shared', count: 2 }), onLatency('1s', { alias: 'shared', recoveryRatio: 1 })],
];

const operation = fc.constantFrom(...OPERATIONS);
const answer = fc.constantFrom(200, 200, 404, 500, 503);
const error = fc.constantFrom(new Error('e'), new RangeError('r'), undefined, 'text');

/** An event in a service. */
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ answers: operation, status: answer, times: fc.integer({ min: 1, max: 40 }) }) },
  { weight: 3, arbitrary: fc.record({ answers: operation, status: answer, times: fc.constant(1) }) },
  { weight: 3, arbitrary: fc.record({ throws: operation, error }) },
  { weight: 2, arbitrary: fc.record({ takesLong: operation }) },
  { weight: 1, arbitrary: fc.record({ isAborted: operation }) },
  { weight: 2, arbitrary: fc.record({ allAnswer: answer }) },
  { weight: 6, arbitrary: fc.record({ pause: fc.nat(90_000) }) },
  { weight: 2, arbitrary: fc.record({ pause: fc.nat(3_600_000) }) },
  { weight: 1, arbitrary: fc.record({ wallJumps: fc.integer({ min: -1e9, max: 1e9 }) }) },
  { weight: 1, arbitrary: fc.record({ mutedFor: fc.nat(600_000) }) },
  { weight: 1, arbitrary: fc.constant({ look: true }) },
);

const run = fc.record({
  rules: fc.constantFrom(...RULES),
  jitter: fc.double({ min: 0, max: 1, noNaN: true }),
  steps: fc.array(step, { maxLength: 80 }),
});

type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

function take(service: SimulatedService, happening: Step): void {
  if ('answers' in happening) service.answers(happening.answers, happening.status, happening.times);
  else if ('throws' in happening) service.throws(happening.throws, happening.error);
  else if ('takesLong' in happening) service.takes(happening.takesLong, 3_000);
  else if ('isAborted' in happening) service.ends(happening.isAborted, { aborted: true });
  else if ('allAnswer' in happening) for (const name of OPERATIONS) service.answers(name, happening.allAnswer, 3);
  else if ('pause' in happening) service.advance(happening.pause);
  else if ('wallJumps' in happening) service.clock.jumpWall(happening.wallJumps);
  else if ('mutedFor' in happening) service.engine.mute(happening.mutedFor);
  else service.engine.evaluate();
}

/** The invariants at every moment. */
function expectSanity(service: SimulatedService): void {
  // Each close and note finds its alert open: there was one create before it, and no close between.
  expect(service.sent.filter((line) => line.includes('failed'))).toEqual([]);
  expect(service.warnings).toEqual([]);
  // One timer evaluates, and one awaits the end of the last mute.
  expect(service.clock.pendingTimers).toBe(Number(service.engine.isTroubled) + Number(service.engine.isMuted));
  const active = service.engine.active();
  // Two exceptions' classes and four rules on nine operations, and what is about the service.
  expect(active.length).toBeLessThanOrEqual(OPERATIONS.length * 6);
  for (const { phase, bad, total } of active) {
    expect(bad).toBeGreaterThanOrEqual(phase === 'pending' ? 0 : 1);
    expect(total).toBeGreaterThanOrEqual(bad);
  }
  expectAlertsOfIncidents(service);
}

/** Each notified incident has an alert, and each alert has an incident. */
function expectAlertsOfIncidents(service: SimulatedService): void {
  const active = service.engine.active();
  const notified = active.flatMap(({ incidentId, suppressedBy }) =>
    incidentId === undefined || suppressedBy !== undefined ? [] : (service.book.alertOf(incidentId)?.alias ?? []),
  );
  const storms = active.some(({ suppressedBy }) => suppressedBy === 'storm') ? ['shop:test:storm:*:incidents'] : [];
  const open = service.alerts.filter(({ status }) => status === 'open').map(({ alias }) => alias);
  // Between two evaluations a storm may outlive its last incident.
  expect(open.filter((alias) => !alias.includes(':storm:')).toSorted()).toEqual([...new Set(notified)].toSorted());
  expect(open).toEqual(expect.arrayContaining(storms));
}

/** Each incident is opened at most once, and closed at most once after that. */
function expectOneLifeEach(service: SimulatedService): void {
  const lives = new Map<string, string[]>();
  for (const transition of service.transitions) {
    if (transition.type !== 'opened' && transition.type !== 'closed') continue;
    const { incidentId } = transition.incident;
    lives.set(incidentId, [...(lives.get(incidentId) ?? []), transition.type]);
  }
  for (const life of lives.values()) expect(['opened', 'opened,closed']).toContain(life.join());
}

describe('whatever happens to a service', () => {
  it('each alert is opened once and closed once, and none is left after a long recovery', () => {
    fc.assert(
      fc.property(run, ({ rules, jitter, steps }) => {
        const service = new SimulatedService(rules, { random: () => jitter });
        for (const happening of steps) {
          take(service, happening);
          expectSanity(service);
        }
        // An hour is the longest that flapping trouble has to be well, and muted ones may flap behind the mute.
        service.repeat(3 * 360, '10s', () => {
          for (const name of OPERATIONS) service.succeeds(name);
        });
        expectSanity(service);
        expectOneLifeEach(service);
        expect(service.engine.active()).toEqual([]);
        expect(service.open).toEqual([]);
        expect(service.clock.pendingTimers).toBe(0);
      }),
      { numRuns: 60 },
    );
  }, 60_000);
});
