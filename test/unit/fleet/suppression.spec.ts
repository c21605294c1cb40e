import { describe, expect, it } from 'vitest';

import { onErrorRate } from '../../../src/rules/kinds/error-rate.js';
import { onException } from '../../../src/rules/kinds/exception.js';
import { SimulatedFleet } from './simulated-fleet.js';

const ORDERS = 'GET /orders';

describe('what one process of a fleet', () => {
  it('mutes is muted in all, also in those that start later', async () => {
    const fleet = new SimulatedFleet([onException()], 2);
    await fleet.advance('10s');
    fleet.at(1).fleet.mute(10 * 60_000);
    await fleet.advance('5s');
    const late = fleet.add();
    await fleet.advance('5s');
    fleet.at(2).throws(ORDERS);
    late.throws('GET /carts');
    await fleet.advance('5m');
    expect(fleet.sent).toEqual([]);
    await fleet.advance('6m', () => {
      fleet.at(2).throws(ORDERS);
    });
    expect(fleet.pages).toEqual(['shop-2 create exception:GET /orders:Error']);
  });

  it('mutes and unmutes is muted no longer', async () => {
    const fleet = new SimulatedFleet([onException()], 2);
    await fleet.advance('10s');
    const unmute = fleet.at(1).fleet.mute(10 * 60_000);
    await fleet.advance('5s');
    unmute();
    await fleet.advance('5s');
    fleet.at(2).throws(ORDERS);
    await fleet.advance('5s');
    expect(fleet.pages).toHaveLength(1);
  });

  it('mutes stays muted when the store is emptied', async () => {
    const fleet = new SimulatedFleet([onException()], 2);
    await fleet.advance('10s');
    fleet.at(1).fleet.mute(10 * 60_000);
    await fleet.advance('5s');
    fleet.store.flush();
    await fleet.advance('10s');
    fleet.at(2).throws(ORDERS);
    await fleet.advance('1m');
    expect(fleet.sent).toEqual([]);
  });

  it('reports for the whole service holds narrower alerts of the others', async () => {
    const fleet = new SimulatedFleet([onErrorRate(0.01), onException({ count: 3 })], 3);
    await fleet.advance('1m', () => fleet.instances.forEach((one) => one.succeeds(ORDERS, 4)));
    await fleet.advance('2m', () => fleet.instances.forEach((one) => one.ends(ORDERS, { status: 500 }, 4)));
    expect(fleet.pages).toHaveLength(1);
    await fleet.advance('1m', () => fleet.at(3).throws(ORDERS));
    expect(fleet.pages).toHaveLength(1);
  });

  it('reports counts towards a storm of all', async () => {
    const fleet = new SimulatedFleet([onException()], 10);
    await fleet.advance('10s');
    for (const [index, one] of fleet.instances.entries()) {
      one.throws(`GET /${index}`);
      await fleet.advance('3s');
    }
    const creates = fleet.pages.filter((line) => line.includes(' create '));
    expect(creates.filter((line) => !line.includes('storm'))).toHaveLength(5);
    expect(creates.filter((line) => line.includes('storm'))).toHaveLength(1);
    await fleet.advance('40m', () => {
      for (const [index, one] of fleet.instances.entries()) one.succeeds(`GET /${index}`);
    });
    expect(fleet.open).toEqual([]);
  });

  it('reports counts towards a storm of all, also when all begin at once', async () => {
    const fleet = new SimulatedFleet([onException()], 10);
    await fleet.advance('10s');
    for (const [index, one] of fleet.instances.entries()) one.throws(`GET /${index}`);
    await fleet.advance('30s');
    const creates = fleet.pages.filter((line) => line.includes(' create '));
    expect(creates.filter((line) => !line.includes('storm'))).toHaveLength(5);
    expect(creates.filter((line) => line.includes('storm'))).toHaveLength(1);
    await fleet.advance('40m', () => {
      for (const [index, one] of fleet.instances.entries()) one.succeeds(`GET /${index}`);
    });
    expect(fleet.open).toEqual([]);
  });

  it('closes and has again soon is flapping for all', async () => {
    const fleet = new SimulatedFleet([onException({ keepFiringFor: '1m' })], 2);
    await fleet.advance('10s', () => fleet.at(2).succeeds(ORDERS));
    fleet.at(1).throws(ORDERS);
    await fleet.advance('3m', () => fleet.at(1).succeeds(ORDERS));
    expect(fleet.pages).toHaveLength(2);
    fleet.at(2).throws(ORDERS);
    await fleet.advance('10s');
    expect(fleet.alerts.at(-1)?.message).toContain('AGAIN');
    await fleet.advance('90s', () => fleet.at(2).succeeds(ORDERS));
    expect(fleet.open).toHaveLength(1);
  });
});

describe('what only others have run before', () => {
  it('is flapping for a process that runs it for the first time', async () => {
    const fleet = new SimulatedFleet([onException({ keepFiringFor: '1m' })], 2);
    await fleet.advance('10s');
    fleet.at(1).throws(ORDERS);
    await fleet.advance('3m', () => fleet.at(1).succeeds(ORDERS));
    expect(fleet.pages).toHaveLength(2);
    fleet.at(2).throws(ORDERS);
    await fleet.advance('10s');
    expect(fleet.alerts.at(-1)?.message).toContain('AGAIN');
    // Twice as long must all be well now.
    await fleet.advance('100s', () => fleet.at(2).succeeds(ORDERS));
    expect(fleet.open).toHaveLength(1);
    await fleet.advance('1m', () => fleet.at(2).succeeds(ORDERS));
    expect(fleet.open).toHaveLength(0);
  });

  it('counts towards a storm', async () => {
    const fleet = new SimulatedFleet([onException()], 2);
    await fleet.advance('10s');
    for (const name of ['a', 'b', 'c', 'd', 'e']) fleet.at(1).throws(`GET /${name}`);
    await fleet.advance('10s');
    fleet.at(2).throws('GET /f');
    fleet.at(2).throws('GET /g');
    await fleet.advance('10s');
    const creates = fleet.pages.filter((line) => line.includes(' create '));
    expect(creates.filter((line) => !line.includes('storm'))).toHaveLength(5);
    expect(creates.filter((line) => line.includes('storm'))).toHaveLength(1);
    await fleet.advance('40m', () => {
      for (const name of ['a', 'b', 'c', 'd', 'e']) fleet.at(1).succeeds(`GET /${name}`);
      for (const name of ['f', 'g']) fleet.at(2).succeeds(`GET /${name}`);
    });
    expect(fleet.open).toEqual([]);
  });
});

describe('an alert that no process knows any more', () => {
  it('is closed once it is stale, and not before', async () => {
    const fleet = new SimulatedFleet([], 3);
    await fleet.advance('10s');
    fleet.at(1).job('import', { staleAfter: '2h' }).fails();
    await fleet.advance('10s');
    expect(fleet.open).toHaveLength(1);
    fleet.at(1).kill();
    await fleet.advance('110m');
    expect(fleet.open).toHaveLength(1);
    await fleet.advance('15m');
    expect(fleet.open).toEqual([]);
    expect(fleet.pages.map((line) => line.split(' ')[1])).toEqual(['create', 'close']);
    expect(fleet.messages.at(-1)?.payload.note).toContain('NOT confirmed as fixed');
    expect(fleet.store.records.all().filter(({ state }) => state !== 'closed')).toEqual([]);
  });

  it('is left to a process that runs it again', async () => {
    const fleet = new SimulatedFleet([], 3);
    await fleet.advance('10s');
    fleet.at(1).job('import', { staleAfter: '2h' }).fails();
    await fleet.advance('10s');
    await fleet.at(1).leave();
    await fleet.advance('30m');
    const job = fleet.at(2).job('import', { staleAfter: '2h' });
    job.succeeds();
    await fleet.advance('10s');
    job.succeeds();
    await fleet.advance('10m');
    expect(fleet.open).toEqual([]);
    expect(fleet.messages.at(-1)?.payload.note).not.toContain('NOT confirmed');
  });
});

describe('a job of a fleet', () => {
  it('is over with a success anywhere', async () => {
    const fleet = new SimulatedFleet([], 3);
    const jobs = fleet.instances.map((one) => one.job('nightly'));
    await fleet.advance('10s');
    jobs[0]?.fails();
    await fleet.advance('10s');
    expect(fleet.pages).toEqual(['shop-1 create exception:task:nightly:Error']);
    await fleet.advance('1h');
    jobs[2]?.succeeds();
    await fleet.advance('30s');
    expect(fleet.open).toEqual([]);
  });

  it('is over with its own success right after the failure', async () => {
    const fleet = new SimulatedFleet([], 3);
    const [job] = fleet.instances.map((one) => one.job('nightly'));
    await fleet.advance('10s');
    job?.fails();
    job?.succeeds();
    await fleet.advance('30s');
    expect(fleet.open).toEqual([]);
    expect(fleet.pages).toHaveLength(2);
  });
});
