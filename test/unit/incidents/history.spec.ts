import { describe, expect, it } from 'vitest';

import { onStatus } from '../../../src/rules/kinds/status.js';
import { SimulatedService } from './simulated-service.js';

const TASK = 'task:nightly-import';
const ORDERS = 'GET /orders';

function nightlyImport(): SimulatedService {
  const service = new SimulatedService([]);
  service.watch(TASK, [service.rules.ruleForTask({})]);
  return service;
}

/** The descriptions of all alerts, in the order in which they were raised. */
function descriptions({ messages }: SimulatedService): string[] {
  return messages.flatMap(({ type, payload }) => (type === 'create' ? [payload.description ?? ''] : []));
}

describe('the alert about a task', () => {
  it('says when it last succeeded, and how many runs have failed since', () => {
    const service = nightlyImport();
    service.succeeds(TASK);
    service.advance('6h');
    service.throws(TASK);
    service.advance('6h');
    service.throws(TASK);
    const [first, second] = descriptions(service);
    expect(first).toMatch(
      /^1 run failed at 06:00:00 UTC\.\nLast success at 00:00:00 UTC \(6 h ago\)\. Failures in a row: 1\.$/m,
    );
    expect(second).toMatch(/^Last success at 00:00:00 UTC \(12 h ago\)\. Failures in a row: 2\.$/m);
  });

  it('says that no success was seen', () => {
    const service = nightlyImport();
    service.throws(TASK);
    expect(descriptions(service)[0]).toMatch(/^No success since this process started\. Failures in a row: 1\.$/m);
  });

  it('counts failures of all classes of errors, and begins again after a success', () => {
    const service = nightlyImport();
    service.throws(TASK, new Error('no disk'));
    service.throws(TASK, new TypeError('no bucket'));
    expect(descriptions(service).at(-1)).toMatch(/Failures in a row: 2\./);
    service.succeeds(TASK);
    service.advance('1h');
    service.throws(TASK, new TypeError('no bucket'));
    expect(descriptions(service).at(-1)).toMatch(/^Last success at \S+ UTC \(1 h ago\)\. Failures in a row: 1\.$/m);
  });

  it('says no such thing about requests', () => {
    const service = new SimulatedService([onStatus('5XX')]);
    service.answers(ORDERS, 503);
    expect(descriptions(service)[0]).not.toMatch(/in a row|[Ss]uccess/);
  });
});

describe('the previous occurrence', () => {
  it('is in the details of the next alert: when it began, and how long it lasted', () => {
    const service = new SimulatedService([onStatus('5XX')]);
    service.repeat(3, '1s', () => service.answers(ORDERS, 503));
    service.repeat(12, '1m', () => service.succeeds(ORDERS));
    service.advance('2d');
    service.answers(ORDERS, 503);
    const details = service.messages.flatMap(({ type, payload }) => (type === 'create' ? [payload.details] : []));
    expect(details.map((each) => each?.['previousOccurrence'])).toEqual([
      undefined,
      '2026-01-01T00:00:00.000Z, lasted 2 s',
    ]);
  });

  it('is that of the same rule and operation', () => {
    const service = new SimulatedService([onStatus('5XX')]);
    service.answers(ORDERS, 503);
    service.repeat(12, '1m', () => service.succeeds(ORDERS));
    service.answers('GET /carts', 503);
    expect(service.alerts.map(({ details }) => details['previousOccurrence'])).toEqual([undefined, undefined]);
  });
});
