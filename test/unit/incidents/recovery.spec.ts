import { NotFoundException } from '@nestjs/common';
import { describe, expect, it } from 'vitest';

import { onErrorRate } from '../../../src/rules/kinds/error-rate.js';
import { onException } from '../../../src/rules/kinds/exception.js';
import { onLatency } from '../../../src/rules/kinds/latency.js';
import { onStatus } from '../../../src/rules/kinds/status.js';
import { recommendedRules } from '../../../src/rules/recommended-rules.js';
import { SimulatedService } from './simulated-service.js';

const ORDERS = 'GET /orders';
const OPENED = 'create status:GET /orders:5XX';
const CLOSED = 'close status:GET /orders:5XX';

/** Succeeds for this many minutes, six requests per minute. */
function goesWell(service: SimulatedService, minutes: number, operation = ORDERS): void {
  service.repeat(6 * minutes, '10s', () => service.succeeds(operation));
}

describe('an alert of a rule that counts', () => {
  it('is closed after five minutes without failures, and the note states duration, count and extent', () => {
    const service = new SimulatedService([onStatus('5XX')]);
    service.repeat(30, '2s', () => service.answers(ORDERS, 503));
    goesWell(service, 4.5);
    expect(service.pages).toEqual([OPENED]);
    goesWell(service, 1);
    expect(service.pages).toEqual([OPENED, CLOSED]);
    expect(service.lastWords).toEqual([
      'Recovered: lasted 58 s (00:00:00 to 00:00:58 UTC), 30 of 60 requests failed, at most 30 in a minute. ' +
        'Closed after 5 min 2 s without failures.',
    ]);
    expect(service.engine.active()).toEqual([]);
    expect(service.clock.pendingTimers).toBe(0);
  });

  it('stays open without traffic: no traffic is not a recovery', () => {
    const service = new SimulatedService([onStatus('5XX')]);
    service.answers(ORDERS, 503);
    service.advance('23h');
    expect(service.sent).toEqual([OPENED]);
    expect(service.open).toEqual(['status:GET /orders:5XX']);
  });

  it('stays open for fewer than three good runs', () => {
    const service = new SimulatedService([onStatus('5XX')]);
    service.answers(ORDERS, 503);
    service.succeeds(ORDERS, 2);
    service.advance('1h');
    expect(service.pages).toEqual([OPENED]);
    service.succeeds(ORDERS);
    service.advance('10s');
    expect(service.pages).toEqual([OPENED, CLOSED]);
  });

  it('counts a relapse as the same incident, without a notification', () => {
    const service = new SimulatedService([onStatus('5XX')]);
    service.repeat(4, '1ms', () => {
      service.answers(ORDERS, 503);
      goesWell(service, 4);
    });
    expect(service.pages).toEqual([OPENED]);
    goesWell(service, 2);
    expect(service.pages).toEqual([OPENED, CLOSED]);
  });

  it('is closed while a few runs still fail, if they are fewer than half of the count', () => {
    const service = new SimulatedService([onStatus('5XX', { count: 10, within: '5m' })]);
    service.answers(ORDERS, 503, 10);
    service.repeat(48, '10s', (time) => service.answers(ORDERS, time % 12 === 0 ? 503 : 200));
    expect(service.pages).toEqual([OPENED]);
    service.repeat(60, '10s', (time) => service.answers(ORDERS, time % 12 === 0 ? 503 : 200));
    expect(service.pages).toEqual([OPENED, CLOSED]);
  });

  it('stays open while more than half of the count still fail', () => {
    const service = new SimulatedService([onStatus('5XX', { count: 10, within: '5m' })]);
    service.answers(ORDERS, 503, 10);
    service.repeat(360, '10s', (time) => service.answers(ORDERS, time % 4 === 0 ? 503 : 200));
    expect(service.pages).toEqual([OPENED]);
  });

  it('obeys `recoveryRatio`', () => {
    const service = new SimulatedService([onStatus('5XX', { count: 10, within: '5m', recoveryRatio: 0.9 })]);
    service.answers(ORDERS, 503, 10);
    service.repeat(120, '10s', (time) => service.answers(ORDERS, time % 4 === 0 ? 503 : 200));
    expect(service.pages).toEqual([OPENED, CLOSED]);
  });

  it('is not closed by a bad run: it waits for good ones, and then sends the close', () => {
    const service = new SimulatedService([onStatus('5XX', { count: 4, within: '1m', keepFiringFor: '75s' })]);
    service.answers(ORDERS, 503, 4);
    service.advance('55s');
    service.succeeds(ORDERS, 3);
    // Between two evaluations, when its time has elapsed.
    service.advance('24s');
    service.answers(ORDERS, 503);
    service.advance('30s');
    expect(service.pages).toEqual([OPENED]);
    service.succeeds(ORDERS, 3);
    service.advance('10s');
    expect(service.pages).toEqual([OPENED, CLOSED]);
    expect(service.open).toEqual([]);
  });

  it('obeys `keepFiringFor`', () => {
    const service = new SimulatedService([onStatus('5XX', { keepFiringFor: '1s' })]);
    service.answers(ORDERS, 503);
    service.succeeds(ORDERS, 3);
    service.advance('1200ms');
    expect(service.pages).toEqual([OPENED, CLOSED]);
  });

  it('leaves the alert open if `autoClose` is false, and adds a note that the incident ended', () => {
    const service = new SimulatedService([onStatus('5XX', { autoClose: false })]);
    service.answers(ORDERS, 503);
    goesWell(service, 10);
    expect(service.sent).toEqual([OPENED, 'note status:GET /orders:5XX']);
    expect(service.notes).toEqual([
      'Recovered: 1 of 31 requests failed at 00:00:00 UTC. Over after 5 min without failures. This alert stays open.',
    ]);
    expect(service.engine.active()).toEqual([]);
    service.answers(ORDERS, 503);
    expect(service.sent.at(-1)).toBe('repeat status:GET /orders:5XX');
  });

  it('is closed as stale after a day without any run', () => {
    const service = new SimulatedService([onStatus('5XX')]);
    service.answers(ORDERS, 503);
    service.advance('24h');
    expect(service.pages).toEqual([OPENED, CLOSED]);
    expect(service.lastWords).toEqual([
      'Closed, NOT confirmed as fixed: no traffic on GET /orders for 1 d. ' +
        'Last failure at 2026-01-01 00:00:00 UTC (1 d ago), 1 request failed in all. Check by hand.',
    ]);
    expect(service.clock.pendingTimers).toBe(0);
  });

  it('is closed as stale if the last run during its recovery was bad', () => {
    const service = new SimulatedService([onStatus('5XX', { count: 4, within: '1m', staleAfter: '1h' })]);
    service.answers(ORDERS, 503, 4);
    service.advance('2m');
    service.succeeds(ORDERS, 3);
    service.advance('10s');
    service.answers(ORDERS, 503);
    service.advance('59m');
    expect(service.pages).toEqual([OPENED]);
    service.advance('1m');
    expect(service.pages).toEqual([OPENED, CLOSED]);
  });

  it('obeys `staleAfter`, and a run of any kind restarts it', () => {
    const service = new SimulatedService([onStatus('5XX', { staleAfter: '1h' })]);
    service.answers(ORDERS, 503);
    service.advance('50m');
    service.succeeds(ORDERS);
    service.advance('50m');
    expect(service.pages).toEqual([OPENED]);
    service.advance('10m');
    expect(service.pages).toEqual([OPENED, CLOSED]);
  });

  it('is reported again as a separate incident if the problem is new', () => {
    const service = new SimulatedService([onStatus('5XX')]);
    service.answers(ORDERS, 503, 7);
    goesWell(service, 6);
    service.advance('6m');
    service.answers(ORDERS, 503);
    expect(service.pages).toEqual([OPENED, CLOSED, OPENED]);
    const [first, second] = service.alerts;
    expect(second?.details['incidentId']).not.toBe(first?.details['incidentId']);
    expect(second?.details).toMatchObject({ failedAtOpening: '1', firstSeen: '2026-01-01T00:12:00.000Z' });
  });

  it('reports only the new problem, even soon after the last one', () => {
    const service = new SimulatedService([onStatus('5XX', { keepFiringFor: '10s' })]);
    service.answers(ORDERS, 502, 7);
    goesWell(service, 1);
    service.answers(ORDERS, 503);
    expect(service.alerts[1]?.description).toContain('1 request failed at 00:01:00 UTC.');
    expect(service.alerts[1]?.description).not.toContain('502');
  });

  it('is not started by the bad runs of the last', () => {
    const service = new SimulatedService([onStatus('5XX', { count: 4, within: '10m', keepFiringFor: '10s' })]);
    service.repeat(4, '3m', () => service.answers(ORDERS, 503));
    goesWell(service, 2);
    expect(service.pages).toEqual([OPENED, CLOSED]);
    service.answers(ORDERS, 503, 3);
    expect(service.pages).toEqual([OPENED, CLOSED]);
  });

  it('states the right worst minute if the bad runs were spread over several', () => {
    const service = new SimulatedService([onStatus('5XX', { count: 10, within: '10m' })]);
    service.repeat(10, '50s', () => service.answers(ORDERS, 503));
    goesWell(service, 20);
    expect(service.pages).toEqual([OPENED, CLOSED]);
    expect(service.lastWords).toEqual([expect.stringContaining('at most 2 in a minute')]);
  });
});

describe('an alert about slow runs', () => {
  it('is not closed by runs that fail fast', () => {
    const service = new SimulatedService([onLatency('1s')]);
    service.takes(ORDERS, 3_000);
    service.repeat(60, '10s', () => service.answers(ORDERS, 503));
    expect(service.open).toEqual(['latency:GET /orders:1s']);
    goesWell(service, 6);
    expect(service.open).toEqual([]);
  });
});

describe('an alert about errors', () => {
  it('waits for a quarter of an hour: fixed errors often come back', () => {
    const service = new SimulatedService([onException()]);
    service.throws(ORDERS);
    goesWell(service, 14.5);
    expect(service.pages).toEqual(['create exception:GET /orders:Error']);
    goesWell(service, 1);
    expect(service.pages).toEqual(['create exception:GET /orders:Error', 'close exception:GET /orders:Error']);
  });

  it('is separate for each class, and closed separately', () => {
    const service = new SimulatedService([onException()]);
    service.throws(ORDERS, new TypeError('x'));
    service.throws(ORDERS, new RangeError('y'));
    expect(service.pages).toEqual([
      'create exception:GET /orders:TypeError',
      'create exception:GET /orders:RangeError',
    ]);
    service.repeat(96, '10s', (time) =>
      time % 10 === 0 ? service.throws(ORDERS, new RangeError('y')) : service.succeeds(ORDERS),
    );
    expect(service.open).toEqual(['exception:GET /orders:RangeError']);
  });
});

describe('an alert about a share of the runs', () => {
  function failing(settings: Parameters<typeof onErrorRate>[1] = {}): SimulatedService {
    const service = new SimulatedService([onErrorRate(0.1, settings)]);
    service.repeat(900, '1s', () => service.succeeds(ORDERS));
    service.repeat(300, '1s', (second) => service.answers(ORDERS, second % 2 === 0 ? 500 : 200));
    expect(service.pages).toEqual(['create errorRate:*:10%']);
    return service;
  }

  it('is closed after five minutes below half of the threshold', () => {
    const service = failing();
    service.repeat(280, '1s', () => service.succeeds(ORDERS));
    expect(service.open).toHaveLength(1);
    service.repeat(90, '1s', () => service.succeeds(ORDERS));
    expect(service.open).toEqual([]);
    expect(service.lastWords).toEqual([
      'Recovered: lasted 4 min 58 s (00:15:00 to 00:19:58 UTC), 150 of 1,128 requests failed, at most 30 in a minute. Closed after 5 min 50 s without failures.',
    ]);
  });

  it('is closed with the time until the share fell, where a few failures go on', () => {
    const service = failing({ keepFiringFor: '10m' });
    service.repeat(1_200, '1s', (second) => service.answers(ORDERS, second % 100 === 50 ? 500 : 200));
    expect(service.open).toEqual([]);
    expect(service.lastWords).toEqual([
      expect.stringMatching(
        /^Recovered: lasted (?:5|6) min \d+ s \(00:15:00 to 00:2[01]:\d\d UTC\), .* Closed after 10 min below the limit of 10%\.$/,
      ),
    ]);
  });

  it('stays open without traffic, even if the last run succeeded', () => {
    const service = failing();
    service.succeeds(ORDERS, 3);
    service.advance('2h');
    expect(service.open).toHaveLength(1);
    service.succeeds(ORDERS);
    service.advance('10s');
    expect(service.open).toEqual([]);
  });

  it('stays open between half of the threshold and all of it', () => {
    const service = failing();
    service.repeat(3_600, '1s', (second) => service.answers(ORDERS, second % 13 === 0 ? 500 : 200));
    expect(service.open).toHaveLength(1);
  });

  it('is reported again when the service fails right after the close', () => {
    const service = failing();
    service.repeat(400, '1s', () => service.succeeds(ORDERS));
    service.repeat(200, '1s', () => service.answers(ORDERS, 500));
    expect(service.pages).toEqual(['create errorRate:*:10%', 'close errorRate:*:10%', 'create errorRate:*:10%']);
  });

  it('ends when a service with little traffic answers again', () => {
    const service = new SimulatedService(recommendedRules());
    service.repeat(30, '1m', () => service.succeeds(ORDERS));
    service.repeat(8, '1m', () => service.answers(ORDERS, 500));
    expect(service.open).toEqual(['errorRate:*:1%']);
    service.repeat(30, '1m', () => service.succeeds(ORDERS));
    expect(service.open).toEqual([]);
  });

  it('is not recovering while nothing succeeds, although the few failures are a small share of the earlier traffic', () => {
    const service = new SimulatedService(recommendedRules());
    service.repeat(500, '1s', () => service.succeeds(ORDERS, 60));
    service.repeat(6, '10s', () => service.answers(ORDERS, 500));
    service.repeat(3, '10s', () => service.succeeds(ORDERS));
    expect(service.engine.active()).toMatchObject([{ rule: 'errorRate', phase: 'recovering' }]);
    service.repeat(35, '10s', () => service.answers(ORDERS, 500));
    expect(service.engine.active()).toMatchObject([{ rule: 'errorRate', phase: 'firing' }]);
    goesWell(service, 4);
    expect(service.open).toEqual(['errorRate:*:1%']);
    goesWell(service, 2);
    expect(service.open).toEqual([]);
  });

  it('stays open when the traffic stops in the middle of it', () => {
    const service = failing();
    service.answers(ORDERS, 500);
    service.advance('2h');
    expect(service.open).toHaveLength(1);
  });
});

describe('an alert about a task', () => {
  const TASK = 'task:nightly-report';

  function watchedTask(): SimulatedService {
    const service = new SimulatedService([]);
    service.watch(TASK, [service.rules.ruleForTask({ priority: 'P2' })]);
    return service;
  }

  it('is reported at the first failure, and closed by the first success', () => {
    const service = watchedTask();
    service.ends(TASK, { errors: [new Error('no disk')] });
    expect(service.alert).toMatchObject({ priority: 'P2', message: '[test] shop: nightly-report failed: no disk' });
    service.advance('12h');
    expect(service.open).toHaveLength(1);
    service.ends(TASK, {});
    service.advance('10s');
    expect(service.open).toEqual([]);
  });

  it('reports any error, including one that would be an ordinary response to a request', () => {
    const service = watchedTask();
    service.ends(TASK, { caller: 'none', errors: [new NotFoundException('no report')] });
    expect(service.alert).toMatchObject({ message: '[test] shop: nightly-report failed: no report' });
    service.ends(TASK, { caller: 'none', errors: [new NotFoundException('no report')] });
    service.advance('10s');
    expect(service.open).toHaveLength(1);
  });

  it('is reported when a mute ends, because the task may not run again for a long time', () => {
    const service = watchedTask();
    service.engine.mute(30 * 60_000);
    service.ends(TASK, { errors: [new Error('no disk')] });
    service.advance('29m');
    expect(service.pages).toEqual([]);
    service.advance('2m');
    expect(service.pages).toEqual(['create exception:task:nightly-report:Error']);
  });

  it('is reported while the requests of the service fail, because it is not counted among them', () => {
    const service = new SimulatedService([onErrorRate(0.1, { window: '5m' })]);
    service.watch(TASK, [service.rules.ruleForTask({})]);
    service.repeat(400, '1s', () => service.succeeds(ORDERS));
    service.repeat(100, '1s', () => service.answers(ORDERS, 503));
    service.ends(TASK, { errors: [new Error('no disk')] });
    expect(service.pages).toEqual(['create errorRate:*:10%', 'create exception:task:nightly-report:Error']);
  });

  it('is reported again at the next failure', () => {
    const service = watchedTask();
    service.repeat(3, '6h', () => {
      service.ends(TASK, { errors: [new Error('no disk')] });
      service.advance('6h');
      service.ends(TASK, {});
    });
    expect(service.pages).toHaveLength(6);
  });
});

describe('an intermittent problem', () => {
  /** One bad run and then this many minutes of good ones, a run every ten seconds. @returns for how many minutes its alert was open */
  function flaps(service: SimulatedService): number {
    service.answers(ORDERS, 503);
    let minutes = 0;
    while (service.open.length > 0 && minutes < 120) {
      goesWell(service, 1);
      minutes++;
    }
    return minutes;
  }

  it('has its recovery time doubled each time that it returns within half an hour, up to an hour', () => {
    const service = new SimulatedService([onStatus('5XX')]);
    const lasted: number[] = [];
    service.repeat(7, '10m', () => lasted.push(flaps(service)));
    expect(lasted.map((minutes) => Math.floor(minutes))).toEqual([5, 10, 20, 40, 60, 60, 60]);
  });

  it('is marked as flapping from its first return on', () => {
    const service = new SimulatedService([onStatus('5XX', { tags: ['orders'] })]);
    service.repeat(2, '10m', () => flaps(service));
    expect(service.alerts.map(({ tags }) => tags)).toEqual([
      ['orders', 'shop', 'test', 'status'],
      ['orders', 'flapping', 'shop', 'test', 'status'],
    ]);
  });

  it('is marked in addition to the default tag and to tags that a function returns', () => {
    const plain = new SimulatedService([onStatus('5XX')]);
    plain.repeat(2, '10m', () => flaps(plain));
    expect(plain.alerts[1]?.tags).toEqual(['nest-alert', 'flapping', 'shop', 'test', 'status']);
    const resolved = new SimulatedService([onStatus('5XX', { tags: ({ operation }) => [operation] })]);
    resolved.repeat(2, '10m', () => flaps(resolved));
    expect(resolved.alerts[1]?.tags).toEqual([ORDERS, 'flapping', 'shop', 'test', 'status']);
  });

  it('does not count as flapping if it returns after more than half an hour', () => {
    const service = new SimulatedService([onStatus('5XX')]);
    const lasted: number[] = [];
    service.repeat(3, '31m', () => lasted.push(flaps(service)));
    expect(lasted).toEqual([5, 5, 5]);
    expect(service.alerts.flatMap(({ tags }) => tags)).not.toContain('flapping');
  });

  it('has its recovery time halved for every two quiet hours', () => {
    const service = new SimulatedService([onStatus('5XX')]);
    service.repeat(3, '10m', () => flaps(service));
    service.advance('2h');
    expect(flaps(service)).toBe(10);
    service.advance('130m');
    expect(flaps(service)).toBe(5);
  });
});
