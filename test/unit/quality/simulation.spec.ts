import { describe, expect, it } from 'vitest';
import { SEEDS } from '../../bench/quality/seeds.js';
import { simulate } from '../../bench/quality/simulation/simulation.js';
import { MINUTE, SECOND } from '../../bench/quality/simulation/spans.js';
import { BASELINES } from '../../bench/quality/strategies/contenders.js';
import { createMessage } from '../../bench/quality/strategies/messages.js';
import type { Contender, Strategy, Surroundings } from '../../bench/quality/strategies/strategy.js';
import { NO_FAULTS } from '../../bench/quality/traces/faults.js';
import { episode, plan } from './plans.js';

const crash = { from: 30 * MINUTE, to: 31 * MINUTE };
const crashing = plan([episode(crash, { effects: [{ type: 'absence', ...crash, instance: 0, cause: 'crash' }] })]);

function contender(start: (instances: readonly Surroundings[]) => Partial<Strategy>): Contender {
  const nothing = { onSample: () => undefined, onTick: () => undefined, onRestart: () => undefined };
  return {
    name: 'test',
    watches: ['errors'],
    delivery: 'once',
    start: (instances) => ({ ...nothing, ...start(instances) }),
  };
}

describe('the simulation', () => {
  it('ticks every instance that is up, every ten seconds', async () => {
    const ticks: number[] = [];
    await simulate(crashing, NO_FAULTS, [
      contender(() => ({ onTick: (instance, now) => instance === 0 && ticks.push(now) })),
    ]);
    expect(ticks.filter((now) => now < 30 * MINUTE)).toHaveLength(180);
    expect(ticks.filter((now) => crash.from <= now && now < crash.to)).toEqual([]);
  });

  it('ends the timers of a killed process, and runs those of the new one', async () => {
    const log: string[] = [];
    const strategy = contender((instances) => {
      instances.forEach(({ clock }, instance) => clock.after(45 * MINUTE, () => log.push(`timer of ${instance}`)));
      return { onRestart: (instance, cause) => log.push(`restart of ${instance} after a ${cause}`) };
    });
    await simulate(crashing, NO_FAULTS, [strategy]);
    expect(log).toEqual(['restart of 0 after a crash', 'timer of 1', 'timer of 2', 'timer of 3']);
  });

  it('keeps the messages of contenders separate', async () => {
    const loud = contender(([first]) => ({
      onTick: (instance) => instance === 0 && first?.send(createMessage('loud')),
    }));
    const [quietTimeline, loudTimeline] = await simulate(plan([], { length: MINUTE }), NO_FAULTS, [
      contender(() => ({})),
      loud,
    ]);
    expect(quietTimeline?.calls).toEqual([]);
    expect(loudTimeline?.calls).toHaveLength(6);
  });

  it('lets a person close in the middle of an incident', async () => {
    const once = contender(([first]) => {
      first?.send(createMessage('trouble'));
      return {};
    });
    const [timeline] = await simulate(plan(), { ...NO_FAULTS, manualCloses: [10 * MINUTE] }, [once]);
    expect(timeline?.pages).toEqual([
      { alias: 'trouble', raisedAt: 0, openedAt: SECOND, closed: { at: 10 * MINUTE, by: 'person' } },
    ]);
  });

  it('returns the same timelines for the same plan', async () => {
    const outage = plan([episode({ from: 30 * MINUTE, to: 40 * MINUTE })]);
    expect(await simulate(outage, NO_FAULTS, BASELINES)).toEqual(await simulate(outage, NO_FAULTS, BASELINES));
  });

  it('lets every error baseline find a plain outage', async () => {
    const outage = plan([episode({ from: 30 * MINUTE, to: 40 * MINUTE })]);
    const baselines = BASELINES.filter(({ watches }) => watches.includes('errors'));
    const timelines = await simulate(outage, NO_FAULTS, baselines);
    expect(timelines.filter(({ pages }) => pages.length === 0)).toEqual([]);
  });

  it('keeps the seeds for tuning and testing separate', () => {
    const tuning = new Set<number>(SEEDS.tuning);
    expect(SEEDS.test.filter((seed) => tuning.has(seed))).toEqual([]);
    expect([SEEDS.tuning.length, SEEDS.test.length]).toEqual([12, 30]);
  });
});
