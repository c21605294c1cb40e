import { describe, expect, it } from 'vitest';

import { onErrorRate } from '../../../src/rules/kinds/error-rate.js';
import { onException } from '../../../src/rules/kinds/exception.js';
import type { AlertRule } from '../../../src/rules/rule-kinds.js';
import { SimulatedFleet, type SimulatedInstance } from './simulated-fleet.js';

const ORDERS = 'GET /orders';
const INSTANCES = 4;
/** How long a process lives, in seconds. */
const SHORTEST_LIFE = 60;
const LIVES = 61;

/** A fleet whose processes live for 60 to 120 seconds each, and are replaced when they end. */
class ShortLives {
  readonly fleet: SimulatedFleet;
  #alive: { readonly instance: SimulatedInstance; readonly endsAt: number }[] = [];
  #born = 0;

  constructor(rules: readonly AlertRule[]) {
    this.fleet = new SimulatedFleet(rules, 0);
    for (let number = 0; number < INSTANCES; number++) this.#add(-20 * number);
  }

  /** @param second what each process does in each second */
  async advance(seconds: number, second: (instance: SimulatedInstance) => void): Promise<void> {
    for (let passed = 0; passed < seconds; passed++) {
      const now = this.fleet.clock.now() / 1_000;
      const ending = this.#alive.filter(({ endsAt }) => endsAt <= now);
      this.#alive = this.#alive.filter(({ endsAt }) => endsAt > now);
      for (const { instance } of ending) {
        void instance.leave();
        this.#add();
      }
      for (const { instance } of this.#alive) second(instance);
      await this.fleet.advance('1s');
    }
  }

  /** How many seconds of all being well it takes until nothing is open. */
  async secondsToClose(second: (instance: SimulatedInstance) => void): Promise<number> {
    let seconds = 0;
    for (; this.fleet.open.length > 0 && seconds < 1_800; seconds++) await this.advance(1, second);
    return seconds;
  }

  #add(age = 0): void {
    const life = SHORTEST_LIFE + ((37 * this.#born++) % LIVES);
    this.#alive.push({ instance: this.fleet.add(), endsAt: this.fleet.clock.now() / 1_000 + life + age });
  }
}

const fails = (instance: SimulatedInstance): void => instance.throws(ORDERS, new Error('boom'), 2);
const succeeds = (instance: SimulatedInstance): void => instance.succeeds(ORDERS, 2);

describe('an alert of processes that live for a minute or two', () => {
  it.each([
    ['a share of failures', [onErrorRate(0.01, { keepFiringFor: '5m' })]],
    ['a number of failures', [onException({ count: 3, within: '1m', keepFiringFor: '5m' })]],
    ['a single failure', [onException({ keepFiringFor: '5m' })]],
  ])('about %s closes when all have been well for as long as they would have to live', async (_, rules) => {
    const lives = new ShortLives(rules);
    await lives.advance(120, succeeds);
    await lives.advance(90, fails);
    expect(lives.fleet.open).toHaveLength(1);
    const seconds = await lives.secondsToClose(succeeds);
    const lasting = await secondsOfLasting(rules);
    expect(lives.fleet.pages.map((line) => line.split(' ')[1])).toEqual(['create', 'close']);
    // Not before processes that go on would close it, and a few syncs later at most.
    expect(seconds).toBeGreaterThan(lasting - 12);
    expect(seconds).toBeLessThan(lasting + 12);
  });

  it('stays open while it fails again and again', async () => {
    const lives = new ShortLives([onErrorRate(0.01, { keepFiringFor: '5m' })]);
    await lives.advance(120, succeeds);
    for (let time = 0; time < 4; time++) {
      await lives.advance(60, fails);
      await lives.advance(240, succeeds);
    }
    expect(lives.fleet.pages).toHaveLength(1);
    expect(lives.fleet.open).toHaveLength(1);
    await lives.advance(900, succeeds);
    expect(lives.fleet.open).toEqual([]);
  });

  it('closes when nothing was heard of it for long enough', async () => {
    const lives = new ShortLives([onException({ keepFiringFor: '1m', staleAfter: '10m' })]);
    await lives.advance(30, succeeds);
    await lives.advance(2, fails);
    expect(await lives.secondsToClose((instance) => instance.succeeds(ORDERS, 0))).toBeLessThan(660);
  });
});

/** The same trouble in processes that go on. */
async function secondsOfLasting(rules: readonly AlertRule[]): Promise<number> {
  const fleet = new SimulatedFleet(rules, INSTANCES);
  await fleet.advance('2m', () => fleet.instances.forEach(succeeds));
  await fleet.advance('90s', () => fleet.instances.forEach(fails));
  let seconds = 0;
  for (; fleet.open.length > 0 && seconds < 1_800; seconds++)
    await fleet.advance('1s', () => fleet.instances.forEach(succeeds));
  return seconds;
}
