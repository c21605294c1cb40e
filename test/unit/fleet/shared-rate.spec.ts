import { describe, expect, it } from 'vitest';

import { SharedBucket, type TokenPool } from '../../../src/delivery/sending/shared-bucket.js';
import { create } from '../delivery/delivery-bench.js';
import { PipelineFleet, type FleetProcess } from './pipeline-fleet.js';

/** The defaults of `delivery`. */
const RATE = { perMinute: 30, burst: 10 };

async function fleetOf(instances: number): Promise<PipelineFleet> {
  const fleet = await PipelineFleet.start();
  for (let number = 0; number < instances; number++) fleet.add();
  await fleet.advance('5s');
  return fleet;
}

function raise({ pipeline }: FleetProcess, count: number, priority?: 'P1'): void {
  const { accepted } = pipeline.outboxes.stats().own;
  for (let number = 0; number < count; number++)
    pipeline.outboxes.accept(create(`${accepted + number} of ${pipeline.options.fleet?.instance}`, priority));
}

/** How many alerts reached the platform, without those about the rate itself. */
function sent({ sandbox }: PipelineFleet): number {
  return sandbox.alerts.filter(({ alias }) => alias.includes(' of ')).length;
}

describe('the rate limit of a fleet', () => {
  it('is one for all of its processes', async () => {
    const fleet = await fleetOf(3);
    for (const one of fleet.processes) raise(one, 40);
    await fleet.settled();
    expect(sent(fleet)).toBeGreaterThanOrEqual(10);
    await fleet.advance('1m');
    // The parts of the burst are rounded up.
    expect(sent(fleet)).toBeLessThanOrEqual(42);
    expect(sent(fleet)).toBeGreaterThanOrEqual(36);
    await fleet.advance('1m');
    expect(sent(fleet)).toBeLessThanOrEqual(72);
    expect(sent(fleet)).toBeGreaterThanOrEqual(66);
  });

  it('is all there for one process while the others are quiet', async () => {
    const fleet = await fleetOf(4);
    const busy = fleet.at(1);
    raise(busy, 60);
    await fleet.settled();
    expect(sent(fleet)).toBe(10);
    await fleet.advance('1m');
    expect(sent(fleet)).toBeGreaterThanOrEqual(36);
    expect(sent(fleet)).toBeLessThanOrEqual(40);
  });

  it('delays no alert of a quiet process while another one has used it up', async () => {
    const fleet = await fleetOf(4);
    const [busy, quiet] = [fleet.at(1), fleet.at(2)];
    raise(busy, 60);
    await fleet.advance('20s');
    const before = sent(fleet);
    raise(quiet, 1);
    await fleet.settled();
    expect(sent(fleet)).toBe(before + 1);
    expect(quiet.log.lines).toEqual([]);
  });

  it('has one alert about it, however many processes it delays', async () => {
    const fleet = await fleetOf(3);
    for (const one of fleet.processes) raise(one, 40);
    await fleet.advance('5s');
    const about = fleet.sandbox.alerts.filter(({ alias }) => alias.includes('throttled'));
    expect(about).toMatchObject([{ status: 'open', count: 3 }]);
  });

  it('does not apply to P1', async () => {
    const fleet = await fleetOf(3);
    for (const one of fleet.processes) raise(one, 30, 'P1');
    await fleet.settled();
    expect(sent(fleet)).toBe(90);
  });

  it('is divided while the store is away, and delays no first alert', async () => {
    const fleet = await fleetOf(3);
    fleet.store.setAway(true);
    for (const one of fleet.processes) raise(one, 1);
    await fleet.settled();
    expect(sent(fleet)).toBe(3);
    await fleet.advance('20s');
    for (const one of fleet.processes) raise(one, 40);
    await fleet.advance('1m');
    expect(sent(fleet)).toBeLessThanOrEqual(3 + 42);
    expect(sent(fleet)).toBeGreaterThanOrEqual(36);
  });

  it('is that of one process where there is only one', async () => {
    const fleet = await fleetOf(1);
    raise(fleet.at(1), 60);
    await fleet.settled();
    expect(sent(fleet)).toBe(10);
    await fleet.advance('1m');
    expect(sent(fleet)).toBe(40);
  });
});

describe('a part of a shared rate', () => {
  function bucket(
    reserve: TokenPool['reserve'],
    instances = 5,
  ): { part: SharedBucket; answers: number[]; time: number } {
    const bench = { time: 0, answers: [] as number[] };
    const part = new SharedBucket({
      pool: { instances, hasJoined: true, reserve },
      rate: RATE,
      now: () => bench.time,
      answered: () => void bench.answers.push(bench.time),
    });
    return Object.assign(bench, { part });
  }

  it('never waits for an answer that does not come', () => {
    const { part } = bucket(() => new Promise(() => undefined));
    expect([part.take(0, 9), part.take(0, 8)]).toEqual([true, true]);
    expect([part.take(0, 7), part.isAsking]).toEqual([false, true]);
    expect(part.readyAt(0)).toBe(10_000);
    expect(part.take(10_000, 7)).toBe(true);
  });

  it('asks for as many as wait, five at most, and uses them within ten seconds', async () => {
    const asked: [used: number, wanted: number][] = [];
    const bench = bucket(async (used, wanted) => {
      asked.push([used, wanted]);
      return wanted;
    });
    const { part } = bench;
    for (let waiting = 9; waiting > 6; waiting--) part.take(0, waiting);
    await settle();
    expect(asked).toEqual([
      [1, 0],
      [1, 5],
    ]);
    expect(bench.answers).toEqual([0]);
    expect([part.take(0, 3), part.take(0, 2), part.take(0, 1)]).toEqual([true, true, true]);
    expect(part.take(10_000, 1)).toBe(true);
    expect(part.take(10_000, 1)).toBe(false);
    await settle();
    expect(asked.at(-1)).toEqual([0, 1]);
  });

  it('asks again when the pool has one more, or a while after there was no answer', async () => {
    const results = [0, 'no answer', 1];
    let calls = 0;
    const bench = bucket(async (_used, wanted) => {
      if (wanted === 0) return 0;
      const result = results[calls++];
      if (typeof result !== 'number') throw new Error('no answer');
      return result;
    }, 10);
    const { part } = bench;
    part.take(0, 5);
    await settle();
    expect(part.take(0, 5)).toBe(false);
    await settle();
    expect([part.isAsking, part.readyAt(0), bench.answers]).toEqual([false, 2_000, [0]]);
    bench.time = 2_000;
    expect(part.take(2_000, 5)).toBe(false);
    await settle();
    expect([part.isAsking, part.readyAt(2_000), bench.answers]).toEqual([false, 4_000, [0, 2_000]]);
    bench.time = 4_000;
    part.take(4_000, 5);
    await settle();
    expect(part.take(4_000, 5)).toBe(true);
  });
});

async function settle(): Promise<void> {
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
}
