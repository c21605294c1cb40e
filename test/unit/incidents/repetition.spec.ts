import { describe, expect, it } from 'vitest';

import { onErrorRate } from '../../../src/rules/kinds/error-rate.js';
import { onStatus } from '../../../src/rules/kinds/status.js';
import { parseDuration } from '../../../src/time/duration.js';
import { SimulatedService, type Settings } from './simulated-service.js';

const ORDERS = 'GET /orders';

function failing(settings: Settings = {}): SimulatedService {
  const service = new SimulatedService([onStatus('5XX')], settings);
  service.answers(ORDERS, 503);
  return service;
}

/** When creates reached the platform, in seconds after the start. */
function createsOf(service: SimulatedService, seconds: number): number[] {
  const creates: number[] = [];
  let seen = 0;
  service.repeat(seconds, '1s', (second) => {
    const count = service.sent.filter((line) => /^(?:create|repeat)/.test(line)).length;
    if (count > seen) creates.push(second);
    seen = count;
    service.answers(ORDERS, 503);
  });
  return creates;
}

describe('a problem that persists', () => {
  it('is re-asserted every five minutes, which the platform counts without paging', () => {
    const service = failing();
    expect(createsOf(service, 1_000)).toEqual([0, 300, 600, 900]);
    expect(service.pages).toEqual(['create status:GET /orders:5XX']);
    expect(service.alert.count).toBe(4);
  });

  it('is re-asserted at times that differ between instances by at most a fifth', () => {
    const early = createsOf(failing({ random: () => 0 }), 1_000);
    const late = createsOf(failing({ random: () => 1 }), 1_000);
    expect(early).toEqual([0, 240, 480, 720, 960]);
    expect(late).toEqual([0, 360, 720]);
  });

  it('reopens an alert that a person closed too early', () => {
    const service = failing();
    service.repeat(100, '1s', () => service.answers(ORDERS, 503));
    service.register.closeByAlias(service.alert.alias);
    service.repeat(250, '1s', () => service.answers(ORDERS, 503));
    expect(service.pages).toEqual(['create status:GET /orders:5XX', 'create status:GET /orders:5XX']);
    const [first, second] = service.alerts;
    expect(second?.details['incidentId']).toBe(first?.details['incidentId']);
    expect(second?.details['firstSeen']).toBe('2026-01-01T00:00:00.000Z');
  });

  it.each(['90s', '4m', '7m'] as const)(
    'is raised again within six minutes of its next bad run if a person closed it %s after it began',
    (second) => {
      const service = failing();
      service.advance('1m');
      service.register.closeByAlias(service.alert.alias);
      service.advance(Number(parseDuration(second)) - 60_000);
      // The number has doubled, so there is a note, which must not count as a notification.
      service.answers(ORDERS, 503);
      service.advance('6m');
      expect(service.pages).toEqual(['create status:GET /orders:5XX', 'create status:GET /orders:5XX']);
    },
  );

  it('is notified again if a person closed it, although it looks healthy between two failures', () => {
    const service = failing();
    service.register.closeByAlias(service.alert.alias);
    for (let minute = 0; minute < 6; minute++) {
      service.answers(ORDERS, 503);
      for (const pause of ['1s', '1s', '58s'] as const) {
        service.answers(ORDERS, 200);
        service.advance(pause);
      }
    }
    expect(service.pages).toEqual(['create status:GET /orders:5XX', 'create status:GET /orders:5XX']);
  });

  it('is re-asserted on time regardless of notes about growth or covered incidents', () => {
    const service = new SimulatedService([onErrorRate(0.1), onStatus(500)]);
    service.repeat(60, '1s', () => service.answers(ORDERS, 503, 2));
    const isOpen = (): boolean => service.open.includes('errorRate:*:10%');
    expect(isOpen()).toBe(true);
    service.register.closeByAlias('shop:test:errorRate:*:10%');
    service.repeat(360, '1s', (second) => {
      // More failures and newly covered incidents all the time.
      service.answers(ORDERS, 503, 2 + second);
      service.answers(`GET /route-${second}`, 500);
    });
    expect(service.notes.length + service.sent.filter((line) => line.startsWith('note')).length).toBeGreaterThan(0);
    expect(isOpen()).toBe(true);
  });

  it('is not re-asserted without a new bad run: the person who closed it was right', () => {
    const service = failing();
    service.advance('6h');
    expect(service.sent).toHaveLength(1);
  });

  it('is neither re-asserted nor noted while it recovers', () => {
    const service = failing();
    service.advance('280s');
    service.answers(ORDERS, 503);
    service.succeeds(ORDERS, 3);
    service.advance('2m');
    expect(service.engine.active()).toMatchObject([{ phase: 'recovering' }]);
    expect(service.sent).toHaveLength(1);
  });

  it('is noted when the number of bad runs has doubled, at most once a minute', () => {
    const service = failing();
    service.repeat(299, '1s', () => service.answers(ORDERS, 503, 10));
    // 512 are passed within the first minute, then 1,024 and 2,048.
    expect(service.notes).toHaveLength(3);
    expect(service.alert.notes.map(({ createdAt }) => createdAt.toISOString().slice(14, 19))).toEqual([
      '01:00',
      '02:00',
      '03:30',
    ]);
    expect(service.notes[0]).toContain('Worse: 601 requests failed (1 at the start) since 00:00:00 UTC, 1 min.');
  });

  it('is noted less and less often', () => {
    const service = failing();
    service.repeat(24 * 60, '1m', () => service.answers(ORDERS, 503));
    expect(service.notes).toHaveLength(10);
  });

  it('is noted even if the note is due together with a re-assertion', () => {
    const service = failing();
    service.advance('295s');
    service.answers(ORDERS, 503);
    service.advance('70s');
    expect(service.sent).toEqual([
      'create status:GET /orders:5XX',
      'repeat status:GET /orders:5XX',
      'note status:GET /orders:5XX',
    ]);
  });

  it('is no longer noted if nothing new happens', () => {
    const service = failing();
    service.answers(ORDERS, 503, 100);
    service.advance('1h');
    expect(service.notes).toHaveLength(1);
  });
});

describe('the scheduled evaluation', () => {
  it('uses no timer without incidents, and only one with any number of them', () => {
    const service = new SimulatedService([onStatus('5XX')]);
    service.succeeds(ORDERS, 100);
    expect(service.clock.pendingTimers).toBe(0);
    for (let route = 0; route < 50; route++) service.answers(`GET /route-${route}`, 500);
    expect(service.clock.pendingTimers).toBe(1);
  });

  it('ends with the stop', () => {
    const service = failing();
    service.engine.stop();
    expect(service.clock.pendingTimers).toBe(0);
    service.succeeds(ORDERS, 10);
    service.answers(ORDERS, 503);
    service.advance('1h');
    expect(service.sent).toHaveLength(1);
  });

  it('reports figures that match what happened, whatever the wall clock does', () => {
    const service = failing();
    service.clock.jumpWall(-7_200_000);
    service.succeeds(ORDERS, 3);
    service.advance('6m');
    expect(service.lastWords).toEqual([expect.stringContaining('1 of 4 requests failed at ')]);
  });
});
