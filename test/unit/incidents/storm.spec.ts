import { describe, expect, it } from 'vitest';

import { onException } from '../../../src/rules/kinds/exception.js';
import { onStatus } from '../../../src/rules/kinds/status.js';
import { SimulatedService } from './simulated-service.js';

const STORM = 'storm:*:incidents';

const route = (number: number): string => `GET /route-${number}`;

/** A service of which so many routes fail at once, the later ones more often. */
function struck(routes: number): SimulatedService {
  const service = new SimulatedService(
    [onStatus('5XX', { priority: 'P3', responders: [{ type: 'team', name: 'shop' }] })],
    {
      defaults: { responders: [{ type: 'team', name: 'platform' }], tags: ['shop'], message: 'One of mine' },
    },
  );
  for (let number = 1; number <= routes; number++) service.answers(route(number), 503, number);
  return service;
}

function recovers(service: SimulatedService, routes: number): void {
  service.repeat(40, '10s', () => {
    for (let number = 1; number <= routes; number++) service.succeeds(route(number));
  });
}

describe('many incidents at once', () => {
  it('are reported individually up to five', () => {
    expect(struck(5).pages).toHaveLength(5);
  });

  it('are grouped into one alert beyond five', () => {
    const service = struck(20);
    expect(service.pages).toHaveLength(6);
    expect(service.pages.at(-1)).toBe(`create ${STORM}`);
    expect(service.engine.active().filter(({ suppressedBy }) => suppressedBy === 'storm')).toHaveLength(15);
  });

  it('are as urgent as the incidents, and page the default responders', () => {
    const storm = struck(20).alerts.at(-1);
    expect(storm).toMatchObject({
      message: '[test] shop: 6 incidents at once, all 503',
      priority: 'P3',
      tags: ['shop', 'test', 'storm'],
      responders: [{ type: 'team', name: 'platform' }],
      details: { rule: 'storm' },
    });
    expect(storm?.description).toBe(
      '6 incidents at once, all 503. 5 have alerts of their own: GET /route-5, GET /route-4, GET /route-3, GET /route-2, GET /route-1. ' +
        'This alert covers the other one:\n\n- GET /route-6: 1 x 503',
    );
    expect(storm?.details).toMatchObject({ incidentsAtOpening: '6' });
  });

  it('are listed when there are more, the largest first, and no more than a person reads', () => {
    const service = struck(20);
    service.advance('9s');
    expect(service.notes).toEqual([]);
    service.advance('1s');
    const { notes } = service;
    expect(notes).toHaveLength(1);
    expect(notes[0]?.split('\n').slice(0, 3)).toEqual([
      '20 incidents at once, all 503. 5 have alerts of their own: GET /route-5, GET /route-4, GET /route-3, GET /route-2, GET /route-1. This alert covers the other 15:',
      '- GET /route-20: 20 x 503',
      '- GET /route-19: 19 x 503',
    ]);
    expect(notes[0]).toMatch(/- and 5 more$/);
  });

  it('are noted again when they are twice as many, at most once a minute', () => {
    const service = struck(10);
    service.advance('10s');
    for (let number = 11; number <= 100; number++) service.answers(route(number), 503);
    service.advance('30s');
    const growth = (): string[] => service.notes.filter((note) => note.includes(' incidents '));
    expect(growth()).toHaveLength(1);
    service.advance('30s');
    expect(growth()).toHaveLength(2);
    expect(growth()[1]).toMatch(
      /^100 incidents within 10 s, all 503\. 5 have alerts of their own: .+\. This alert covers the other 95:/,
    );
    service.advance('1h');
    expect(growth()).toHaveLength(2);
  });

  it('need few calls: while the storm lasts, its notes cover all incidents', () => {
    const service = struck(50);
    service.repeat(120, '1s', () => {
      for (let number = 1; number <= 50; number++) service.answers(route(number), 503);
    });
    expect(service.sent).toHaveLength(7);
    expect(service.sent.slice(6)).toEqual([`note ${STORM}`]);
  });

  it('are over when all of them are', () => {
    const service = struck(20);
    recovers(service, 19);
    expect(service.open).toEqual([STORM]);
    service.succeeds(route(20), 3);
    service.advance('10s');
    expect(service.open).toEqual([]);
    expect(service.lastWords.at(-1)).toBe(
      'Recovered: the 15 incidents that this alert covered failed at 00:00:00 UTC. Closed after 6 min 50 s without failures. 5 others had alerts of their own.',
    );
    expect(service.engine.active()).toEqual([]);
    expect(service.clock.pendingTimers).toBe(0);
  });

  it('do not hide incidents that begin long after them, although some of them are still active', () => {
    const service = struck(10);
    service.advance('9m');
    service.answers('GET /late', 503);
    expect(service.pages).toHaveLength(6);
    service.advance('11m');
    service.answers('GET /unrelated', 503);
    expect(service.pages.at(-1)).toBe('create status:GET /unrelated:5XX');
    expect(service.open).toContain(STORM);
  });

  it('may come again', () => {
    const service = struck(20);
    recovers(service, 20);
    for (let number = 1; number <= 20; number++) service.answers(route(number), 503);
    expect(service.pages.filter((line) => line.endsWith(STORM))).toEqual([
      `create ${STORM}`,
      `close ${STORM}`,
      `create ${STORM}`,
    ]);
  });

  it('are re-asserted when a person closed their alert too early, if they are still active', () => {
    const service = struck(20);
    service.register.closeByAlias(`shop:test:${STORM}`);
    service.repeat(45, '10s', () => service.answers(route(20), 503));
    expect(service.pages.filter((page) => page === `create ${STORM}`)).toHaveLength(2);
    expect(service.open).toContain(STORM);
  });

  it('are not re-asserted without a new bad run', () => {
    const service = struck(20);
    service.advance('1m');
    service.register.closeByAlias(`shop:test:${STORM}`);
    service.advance('20m');
    expect(service.pages.filter((page) => page === `create ${STORM}`)).toHaveLength(1);
  });

  it('are not a storm if they come one after the other', () => {
    const service = new SimulatedService([onStatus('5XX')]);
    service.repeat(30, '13s', (number) => service.answers(route(number), 503));
    expect(service.pages).toHaveLength(30);
    expect(service.pages).not.toContain(`create ${STORM}`);
  });

  it('suppress nothing of the highest priority', () => {
    const service = struck(20);
    service.watch(
      'POST /payments',
      new SimulatedService([onStatus('5XX', { priority: 'P1' })]).rules.rulesWithoutHandler,
    );
    service.answers('POST /payments', 503);
    expect(service.pages.at(-1)).toBe('create status:POST /payments:5XX');
    service.advance('10s');
    expect(service.notes[0]).toMatch(
      /^21 incidents at once, all 503\. 6 have alerts of their own: .*POST \/payments\./,
    );
  });

  it('say which message they share, without its ids, and how many do', () => {
    const service = new SimulatedService([onException()]);
    const order = (number: number): Error => new Error(`order ${number} is lost, password=hunter2`);
    for (let number = 1; number <= 6; number++) service.throws(route(number), order(number));
    service.throws(route(7), new TypeError('x'));
    expect(service.alerts.at(-1)?.message).toBe(
      '[test] shop: 6 incidents at once, all "order 1 is lost, password=[redacted]" (Error)',
    );
    service.advance('10s');
    expect(service.notes[0]).toMatch(
      /^7 incidents at once, 6 of them "order \d is lost, password=\[redacted\]" \(Error\)\. 5 have/,
    );
  });

  it('count what failed before an incident of theirs ended and began again', () => {
    const service = struck(7);
    service.repeat(40, '10s', () => service.succeeds(route(6)));
    service.answers(route(6), 503, 2);
    for (const number of [8, 9]) service.answers(route(number), 503);
    service.advance('80s');
    expect(service.notes.join('\n')).toMatch(/^- GET \/route-6: 8 x 503$/m);
  });

  it('suppress nothing that is more urgent than their alert, once per priority', () => {
    const service = struck(20);
    const urgent = new SimulatedService([onStatus('5XX', { priority: 'P2' })]).rules.rulesWithoutHandler;
    for (const operation of ['POST /payments', 'POST /refunds']) {
      service.watch(operation, urgent);
      service.answers(operation, 503);
    }
    expect(service.pages.slice(6)).toEqual(['create status:POST /payments:5XX']);
  });

  it('are reported individually once the storm is over, if they are still active', () => {
    const service = new SimulatedService([onStatus('5XX')]);
    for (let number = 1; number <= 6; number++) service.answers(route(number), 503);
    recovers(service, 6);
    expect(service.open).toEqual([]);
    service.answers(route(6), 503);
    expect(service.pages.at(-1)).toBe('create status:GET /route-6:5XX');
  });
});
