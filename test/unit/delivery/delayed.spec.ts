import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { DeliveryOptions, OnDelayed } from '../../../src/delivery/delivery-options.js';
import { VirtualClock } from '../../../src/testing/virtual-clock.js';
import { close, create, DeliveryBench, note } from './delivery-bench.js';
import { containing } from './expectations.js';
import { ApplicationProcess, DEAD, newDirectory, newSandbox } from '../journal/file/journal-bench.js';

async function benchWith(
  options: DeliveryOptions,
): Promise<{ bench: DeliveryBench; onDelayed: ReturnType<typeof spy> }> {
  const onDelayed = spy();
  const bench = await DeliveryBench.start({ onDelayed, onDropped: () => undefined, ...options });
  onTestFinished(() => bench.stop());
  return { bench, onDelayed };
}

function spy() {
  return vi.fn<OnDelayed>();
}

describe('An alert that the platform has not accepted in time is reported once', () => {
  it.each([503, 401, 429])('while the platform answers %i', async (status) => {
    const { bench, onDelayed } = await benchWith({});
    bench.sandbox.fault({ status });
    bench.outbox.accept(create('a'));
    bench.outbox.accept(note('a'));
    bench.clock.advance(119_999);
    expect(onDelayed).not.toHaveBeenCalled();
    bench.clock.advance('10m');
    expect(onDelayed.mock.calls).toMatchObject([[{ type: 'create', alias: 'a' }, 120_000]]);
  });

  it('while the rate limit delays it, and while an attempt is in flight', async () => {
    const { bench, onDelayed } = await benchWith({ perMinute: 1, burst: 1, delayedAfter: '10s' });
    bench.sandbox.fault({ delay: 60_000 });
    for (const alias of ['a', 'b']) bench.outbox.accept(create(alias));
    await vi.waitFor(() => expect(bench.received).toHaveLength(1));
    bench.clock.advance('10s');
    expect(onDelayed.mock.calls.map(([{ alias }]) => alias)).toEqual(['a', 'b']);
  });

  it('unless it was delivered, closed or dropped before', async () => {
    const { bench, onDelayed } = await benchWith({ maxMessages: 1 });
    await bench.outbox.accept(create('delivered')).delivered;
    bench.sandbox.fault({ status: 503 });
    bench.outbox.accept(create('closed'));
    bench.outbox.accept(close('closed'));
    bench.outbox.accept(create('evicted', 'P5'));
    bench.outbox.accept(create('kept', 'P1'));
    bench.clock.advance('5m');
    expect(onDelayed.mock.calls.map(([{ alias }]) => alias)).toEqual(['kept']);
  });

  it('whatever the function throws, rejects or raises', async () => {
    const onDelayed = vi.fn<OnDelayed>(({ alias }) => {
      bench.outbox.accept(create(`about ${alias}`));
      throw new Error('The second channel is down.');
    });
    const { bench } = await benchWith({ onDelayed });
    bench.sandbox.fault({ status: 503 });
    bench.outbox.accept(create('a'));
    bench.clock.advance('12m');
    expect(onDelayed).toHaveBeenCalledTimes(1);
    expect(bench.log.lines).toContainEqual(containing('`delivery.onDelayed` failed'));
  });

  it('a few at a time if many are late', async () => {
    const { bench, onDelayed } = await benchWith({});
    bench.sandbox.fault({ status: 503 });
    for (let index = 0; index < 100; index++) bench.outbox.accept(create(`a${index}`));
    bench.clock.advance('2m');
    expect(onDelayed).toHaveBeenCalledTimes(20);
    bench.clock.advance('1s');
    expect(onDelayed).toHaveBeenCalledTimes(100);
  });

  it('by all processes that inherit it together, with its whole waiting time', async () => {
    const directory = newDirectory();
    const sandbox = await newSandbox();
    sandbox.fault({ status: 503 });
    const onDelayed = spy();
    const first = new ApplicationProcess(sandbox, directory, { self: DEAD });
    first.kill().outbox.accept(create('a'));
    const clock = new VirtualClock();
    clock.advance('10m');
    const second = new ApplicationProcess(sandbox, directory, { self: DEAD, clock, onDelayed }).start();
    clock.advance('5s');
    expect(onDelayed.mock.calls).toMatchObject([[{ alias: 'a' }, 605_000]]);
    expect(second.outbox.stats().waiting + second.outbox.stats().inFlight).toBe(1);
    second.kill();
    const later = new VirtualClock(clock.wall());
    const third = new ApplicationProcess(sandbox, directory, { clock: later, onDelayed }).start();
    later.advance('5m');
    expect(third.outbox.stats().accepted).toBe(1);
    expect(onDelayed).toHaveBeenCalledTimes(1);
  });
});
