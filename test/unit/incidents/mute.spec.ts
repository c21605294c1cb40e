import { describe, expect, it } from 'vitest';

import { onErrorRate } from '../../../src/rules/kinds/error-rate.js';
import { onException } from '../../../src/rules/kinds/exception.js';
import { onStatus } from '../../../src/rules/kinds/status.js';
import { SimulatedService } from './simulated-service.js';

const ORDERS = 'GET /orders';
const OPENED = 'create status:GET /orders:5XX';
const CLOSED = 'close status:GET /orders:5XX';
const HOUR = 3_600_000;

describe('while alerts are muted', () => {
  it('notifies no one, and still tracks everything', () => {
    const service = new SimulatedService([onStatus('5XX')]);
    service.engine.mute(HOUR);
    service.answers(ORDERS, 503, 5);
    service.advance('30m');
    expect(service.sent).toEqual([]);
    expect(service.engine.isMuted).toBe(true);
    expect(service.engine.active()).toMatchObject([{ phase: 'firing', bad: 5, suppressedBy: 'mute' }]);
  });

  it('a shorter mute does not end a longer one, and each ends separately', () => {
    const service = new SimulatedService([onStatus('5XX')]);
    const endLong = service.engine.mute(HOUR);
    service.engine.mute(60_000);
    service.advance('2m');
    expect(service.engine.isMuted).toBe(true);
    const endOther = service.engine.mute(HOUR);
    endLong();
    expect(service.engine.isMuted).toBe(true);
    endOther();
    expect(service.engine.isMuted).toBe(false);
  });

  it('reports at the end what is still active, with its whole history', () => {
    const service = new SimulatedService([onStatus('5XX')]);
    service.engine.mute(HOUR);
    service.repeat(60, '1m', () => service.answers(ORDERS, 503));
    service.advance('10s');
    service.answers(ORDERS, 503);
    expect(service.pages).toEqual([OPENED]);
    expect(service.alert.details).toMatchObject({ failedAtOpening: '61', firstSeen: '2026-01-01T00:00:00.000Z' });
  });

  it('never reports what ended during the mute', () => {
    const service = new SimulatedService([onStatus('5XX')]);
    service.engine.mute(HOUR);
    service.answers(ORDERS, 503);
    service.repeat(80, '1m', () => service.succeeds(ORDERS));
    expect(service.sent).toEqual([]);
    expect(service.engine.active()).toEqual([]);
  });

  it('does not report what stopped before the end', () => {
    const service = new SimulatedService([onStatus('5XX')]);
    service.engine.mute(HOUR);
    service.answers(ORDERS, 503);
    service.advance('3h');
    expect(service.sent).toEqual([]);
  });

  it('an open alert is neither repeated nor noted, but it is closed', () => {
    const service = new SimulatedService([onStatus('5XX')]);
    service.answers(ORDERS, 503);
    service.engine.mute(HOUR);
    service.repeat(600, '1s', () => service.answers(ORDERS, 503));
    expect(service.sent).toEqual([OPENED]);
    service.repeat(60, '10s', () => service.succeeds(ORDERS));
    expect(service.sent).toEqual([OPENED, CLOSED]);
  });

  it('many incidents do not form a storm', () => {
    const service = new SimulatedService([onStatus('5XX')]);
    service.engine.mute(HOUR);
    for (let route = 0; route < 20; route++) service.answers(`GET /route-${route}`, 503);
    service.advance('5m');
    expect(service.sent).toEqual([]);
  });

  it('an earlier storm gets no notes, but it is closed', () => {
    const service = new SimulatedService([onStatus('5XX')]);
    for (let route = 0; route < 20; route++) service.answers(`GET /route-${route}`, 503);
    service.engine.mute(HOUR);
    service.advance('5m');
    expect(service.notes).toEqual([]);
    service.repeat(60, '10s', () => {
      for (let route = 0; route < 20; route++) service.succeeds(`GET /route-${route}`);
    });
    expect(service.open).toEqual([]);
  });

  it('the end may come early', () => {
    const service = new SimulatedService([onStatus('5XX')]);
    const end = service.engine.mute(HOUR);
    service.answers(ORDERS, 503);
    end();
    service.advance('10s');
    service.answers(ORDERS, 503);
    expect(service.pages).toEqual([OPENED]);
  });

  it('its end says once what it hid, and what of that is still active', () => {
    const service = new SimulatedService([onStatus('5XX')]);
    const ends = () => service.transitions.filter(({ type }) => type === 'mute-ended');
    service.engine.mute(HOUR);
    const endLonger = service.engine.mute(2 * HOUR);
    for (const route of ['GET /a', 'GET /b']) service.answers(route, 503, 3);
    service.repeat(60, '10s', () => service.succeeds('GET /a'));
    service.engine.hideRaise();
    service.advance('1h');
    expect(ends()).toEqual([]);
    expect(service.clock.pendingTimers).toBe(2);
    endLonger();
    endLonger();
    expect(ends()).toEqual([{ type: 'mute-ended', hidden: { incidents: 2, active: 1, raises: 1 } }]);
    service.engine.mute(60_000);
    service.advance('1m');
    expect(ends().at(-1)).toEqual({ type: 'mute-ended', hidden: { incidents: 0, active: 0, raises: 0 } });
    expect(ends()).toHaveLength(2);
    service.engine.mute(HOUR);
    service.engine.stop();
    expect(service.clock.pendingTimers).toBe(0);
  });

  it('several rules that one request breaks are still one alert afterwards', () => {
    const service = new SimulatedService([onStatus('5XX'), onException(), onErrorRate(0.01)]);
    service.engine.mute(HOUR);
    service.repeat(62, '1m', () => service.throws(ORDERS));
    expect(service.pages).toEqual(['create exception:GET /orders:Error']);
  });
});
