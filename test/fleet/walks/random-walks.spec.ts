import { describe, expect, it } from 'vitest';

import { onErrorRate } from '../../../src/rules/kinds/error-rate.js';
import { SimulatedFleet } from '../../unit/fleet/simulated-fleet.js';

const ORDERS = 'GET /orders';
const INSTANCES = 4;
/** Who raised an alert too early closed repeats it within this time, if it goes on. Milliseconds. */
const REPEATED = 6 * 60_000;

/** Numbers from 0 to 1 that follow from a seed (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A fleet to which faults happen. */
class Walk {
  readonly fleet = new SimulatedFleet([onErrorRate(0.01, { keepFiringFor: '2m' })], INSTANCES);
  readonly steps: string[] = [];
  /** Whether requests fail now, on all instances. */
  isFailing = false;
  /** How often trouble began. */
  troubles = 0;
  /** Since when the alert is missing although all fails. */
  #missingSince: number | undefined;
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = randomOf(seed);
  }

  async step(): Promise<void> {
    this.#fault();
    await this.fleet.advance(`${5 + Math.floor(this.#random() * 60)}s`, () => {
      this.#traffic();
      this.#check();
    });
  }

  /** All is well for long enough to close whatever is open. */
  async recover(): Promise<void> {
    const { fleet } = this;
    this.#set('recovery', () => undefined);
    this.isFailing = false;
    fleet.store.setAway(false);
    fleet.instances.forEach((instance, index) => {
      fleet.cutOff(index + 1, false);
      if (instance.isPaused && !instance.isKilled) instance.resume();
    });
    await fleet.advance('75m', () => this.#traffic(), 1_000);
  }

  #fault(): void {
    const { fleet } = this;
    const number = 1 + Math.floor(this.#random() * fleet.instances.length);
    const instance = fleet.at(number);
    const kind = this.#random();
    if (kind < 0.25) {
      this.#set(this.isFailing ? 'trouble ends' : 'trouble begins', () => {
        this.isFailing = !this.isFailing;
        if (this.isFailing) this.troubles++;
      });
    } else if (kind < 0.35) this.#set('store away', () => fleet.store.setAway(true));
    else if (kind < 0.5) this.#set('store back', () => fleet.store.setAway(false));
    else if (kind < 0.6) this.#set('store emptied', () => fleet.store.flush());
    else if (kind < 0.68) this.#set(`cut off ${number}`, () => fleet.cutOff(number, true));
    else if (kind < 0.78) this.#set(`reachable ${number}`, () => fleet.cutOff(number, false));
    else if (kind < 0.84 && !instance.isPaused) this.#set(`paused ${number}`, () => instance.pause());
    else if (kind < 0.92 && instance.isPaused && !instance.isKilled)
      this.#set(`resumed ${number}`, () => instance.resume());
    else if (kind > 0.96 && !instance.isKilled)
      this.#set(`killed ${number}`, () => {
        instance.kill();
        fleet.add();
      });
  }

  #set(name: string, change: () => void): void {
    this.steps.push(`${this.fleet.clock.now() / 1_000} s: ${name}`);
    change();
  }

  #traffic(): void {
    for (const instance of this.fleet.instances) {
      if (this.isFailing) instance.throws(ORDERS, new Error('boom'), 2);
      else instance.succeeds(ORDERS, 2);
    }
  }

  #check(): void {
    const { fleet } = this;
    const now = fleet.clock.now();
    const isOpen = fleet.open.length > 0;
    if (!this.isFailing || isOpen || fleet.instances.every(({ isPaused }) => isPaused)) this.#missingSince = undefined;
    else this.#missingSince ??= now;
    if (this.#missingSince !== undefined && now - this.#missingSince > REPEATED)
      throw new Error(`Nothing is open although all has failed for ${(now - this.#missingSince) / 1_000} s.`);
  }
}

describe('a fleet to which faults happen at random', () => {
  const SEEDS = Array.from({ length: 200 }, (_, index) => index + 1);

  it.each(SEEDS)('pages once for each trouble and leaves nothing open: walk %i', async (seed) => {
    const walk = new Walk(seed);
    try {
      for (let step = 0; step < 30; step++) await walk.step();
      await walk.recover();
      expect(walk.fleet.open).toEqual([]);
      const pages = walk.fleet.sent.filter((line) => line.includes(' create '));
      expect(walk.fleet.mostSyncs).toBe(1);
      expect(pages.length).toBeLessThanOrEqual(walk.troubles);
    } catch (error) {
      throw new Error(`${String(error)}\n${[...walk.steps, ...walk.fleet.log].join('\n')}`, { cause: error });
    }
  });
});
