import { describe, expect, it } from 'vitest';

import { onErrorRate } from '../../../src/rules/kinds/error-rate.js';
import { onException } from '../../../src/rules/kinds/exception.js';
import { SimulatedFleet } from './simulated-fleet.js';

const ORDERS = 'GET /orders';
const RULES = [onErrorRate(0.01)];

/** A second of traffic: all or none of the requests of every instance fail, or those of some. */
function traffic(fleet: SimulatedFleet, bad: boolean | readonly number[]): void {
  fleet.instances.forEach((instance, index) => {
    const fails = typeof bad === 'boolean' ? bad : bad.includes(index + 1);
    if (fails) instance.throws(ORDERS, new Error('boom'), 2);
    else instance.succeeds(ORDERS, 2);
  });
}

/** Which of the instances speaks, by what it sent last. */
function speakerOf(fleet: SimulatedFleet): number {
  return Number(/^shop-(\d+)/.exec(fleet.sent.at(-1) ?? '')?.[1]);
}

/** How many of the other instances speak for the alert. */
function speakersBeside(fleet: SimulatedFleet, speaker: number): number {
  const others = fleet.instances.filter((one) => one !== fleet.at(speaker));
  return others.reduce((sum, { fleet: own }) => sum + own.stats.leases, 0);
}

async function failing(instances = 4, rules = RULES): Promise<SimulatedFleet> {
  const fleet = new SimulatedFleet(rules, instances);
  await fleet.advance('1m', () => traffic(fleet, false));
  await fleet.advance('3m', () => traffic(fleet, true));
  return fleet;
}

/** One page, one close. */
const ONCE = { open: [], pages: ['create', 'close'] };

/** What there was to read when all has been well for 40 minutes. */
async function ending(fleet: SimulatedFleet): Promise<{ open: string[]; pages: (string | undefined)[] }> {
  await fleet.advance('40m', () => traffic(fleet, false));
  return { open: fleet.open, pages: fleet.pages.map((line) => line.split(' ')[1]) };
}

describe('the alert of a fleet whose speaker', () => {
  it('is killed is taken over within 15 s and closed by another', async () => {
    const fleet = await failing();
    const speaker = speakerOf(fleet);
    fleet.at(speaker).kill();
    await fleet.advance('15s', () => traffic(fleet, true));
    expect(speakersBeside(fleet, speaker)).toBe(1);
    await fleet.advance('10m', () => traffic(fleet, true));
    expect(await ending(fleet)).toEqual(ONCE);
    expect(speakerOf(fleet)).not.toBe(speaker);
  });

  it('is killed is closed by another with the key of its target', async () => {
    const fleet = await failing(4, [onErrorRate(0.01, { target: 'payments' })]);
    const speaker = speakerOf(fleet);
    fleet.at(speaker).kill();
    await fleet.advance('10m', () => traffic(fleet, true));
    expect(await ending(fleet)).toEqual(ONCE);
    expect(speakerOf(fleet)).not.toBe(speaker);
    expect(new Set(fleet.messages.map(({ target }) => target))).toEqual(new Set(['payments']));
  });

  it('is killed before it could raise it is raised by another', async () => {
    const fleet = new SimulatedFleet([onException({ keepFiringFor: '1m' })], 3);
    await fleet.advance('10s');
    fleet.holdMessages(1, true);
    fleet.at(1).throws(ORDERS);
    await fleet.advance('1s');
    fleet.at(1).kill();
    expect(fleet.sent).toEqual([]);
    await fleet.advance('20s', () => fleet.at(2).succeeds(ORDERS));
    expect(fleet.pages).toHaveLength(1);
    await fleet.advance('20m', () => fleet.at(2).succeeds(ORDERS));
    expect(fleet.open).toEqual([]);
    expect(fleet.pages).toHaveLength(2);
  });

  it('is killed while it closes is closed by another', async () => {
    const fleet = await failing();
    const speaker = speakerOf(fleet);
    fleet.holdMessages(speaker, true);
    await fleet.advance('25m', () => traffic(fleet, false));
    expect(fleet.open).toHaveLength(1);
    fleet.at(speaker).kill();
    expect(await ending(fleet)).toEqual(ONCE);
  });

  it('stands still for a while is taken over, and stays silent afterwards', async () => {
    const fleet = await failing();
    const speaker = speakerOf(fleet);
    fleet.at(speaker).pause();
    await fleet.advance('1m', () => traffic(fleet, true));
    fleet.at(speaker).resume();
    await fleet.advance('2m', () => traffic(fleet, true));
    expect(await ending(fleet)).toEqual(ONCE);
    expect(speakerOf(fleet)).not.toBe(speaker);
  });

  it('ends as it should is taken over at once', async () => {
    const fleet = await failing();
    const speaker = speakerOf(fleet);
    await fleet.at(speaker).leave();
    await fleet.advance('5s', () => traffic(fleet, true));
    expect(speakersBeside(fleet, speaker)).toBe(1);
    expect(await ending(fleet)).toEqual(ONCE);
  });

  it('cannot reach the store leaves the close to the others', async () => {
    const fleet = await failing();
    const speaker = speakerOf(fleet);
    fleet.cutOff(speaker, true);
    await fleet.advance('10m', () =>
      traffic(
        fleet,
        [1, 2, 3, 4].filter((number) => number !== speaker),
      ),
    );
    expect(fleet.pages).toHaveLength(1);
    expect(fleet.at(speaker).fleet.stats.state).toBe('alone');
    fleet.cutOff(speaker, false);
    expect(await ending(fleet)).toEqual(ONCE);
    expect(fleet.at(speaker).states).toEqual(['alone', 'shared']);
  });
});

describe('the alert of a fleet whose store', () => {
  it('is emptied stays one alert', async () => {
    const fleet = await failing();
    fleet.store.flush();
    await fleet.advance('5m', () => traffic(fleet, true));
    expect(await ending(fleet)).toEqual(ONCE);
  });

  it('is away for a while is neither raised again nor closed twice', async () => {
    const fleet = await failing();
    fleet.store.setAway(true);
    await fleet.advance('2m', () => traffic(fleet, true));
    await fleet.advance('10m', () => traffic(fleet, false));
    expect(fleet.open).toHaveLength(1);
    fleet.store.setAway(false);
    expect(await ending(fleet)).toEqual(ONCE);
  });

  it('is away when the trouble begins, and empty afterwards, is raised once', async () => {
    const fleet = new SimulatedFleet(RULES, 4);
    await fleet.advance('1m', () => traffic(fleet, false));
    fleet.store.setAway(true);
    await fleet.advance('1m', () => traffic(fleet, false));
    await fleet.advance('5m', () => traffic(fleet, true));
    expect(fleet.pages).toHaveLength(1);
    fleet.store.flush();
    fleet.store.setAway(false);
    await fleet.advance('5m', () => traffic(fleet, true));
    expect(await ending(fleet)).toEqual(ONCE);
  });

  it('never comes back is closed alone, after a time', async () => {
    const fleet = await failing();
    fleet.store.setAway(true);
    await fleet.advance('14m', () => traffic(fleet, false));
    expect(fleet.open).toHaveLength(1);
    expect(await ending(fleet)).toEqual(ONCE);
  });

  it('was never there is that of each process', async () => {
    const fleet = new SimulatedFleet(RULES, 2);
    fleet.store.setAway(true);
    await fleet.advance('1m', () => traffic(fleet, false));
    await fleet.advance('3m', () => traffic(fleet, [1]));
    expect(fleet.pages).toHaveLength(1);
    await fleet.advance('30m', () => traffic(fleet, false));
    expect(fleet.open).toEqual([]);
  });
});
