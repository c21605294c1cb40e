import { describe, expect, it, onTestFinished } from 'vitest';
import { resolveDelivery } from '../../../../src/delivery/delivery-options.js';
import { Outbox } from '../../../../src/delivery/outbox.js';
import type { OpsgenieSandbox } from '../../../../src/sandbox/opsgenie-sandbox.js';
import { VirtualClock } from '../../../../src/testing/virtual-clock.js';
import { API_KEY, close, create, Lines, note } from '../../delivery/delivery-bench.js';
import { opsgenieAt } from '../../platforms/opsgenie-platform.js';
import { newSandbox } from '../file/journal-bench.js';
import { MemoryJournal, SharedMemory } from './memory-journal.js';

/** A process whose journal is in that memory. */
function start(sandbox: OpsgenieSandbox, memory: SharedMemory): Outbox {
  const clock = new VirtualClock();
  const settings = resolveDelivery();
  const journal = new MemoryJournal(memory);
  const platform = opsgenieAt(sandbox.url, { apiKey: API_KEY, attemptTimeout: settings.attemptTimeout, clock });
  const outbox = new Outbox({ platform, clock, settings, log: new Lines(), random: () => 1, journal });
  journal.start({ messages: outbox.inheritance, incidents: { takeUp: () => undefined } });
  onTestFinished(() => outbox.stop());
  return outbox;
}

describe('A journal in memory', () => {
  it('hands the messages that one process could not send to the next', async () => {
    const memory = new SharedMemory();
    const down = await newSandbox();
    down.fault({ status: 503 });
    const first = start(down, memory);
    const receipts = [create('a', 'P2'), note('a'), create('b')].map((message) => first.accept(message));
    first.stop();
    for (const { delivered } of receipts) expect(await delivered).toMatchObject({ ok: false });
    expect(first.stats().dropped).toMatchObject({ stopped: 0 });

    const up = await newSandbox();
    expect(await start(up, memory).flush(4_000)).toMatchObject({ sent: 3, pending: 0 });
    expect(up.alerts).toMatchObject([{ alias: 'a', priority: 'P2' }, { alias: 'b' }]);
    expect(memory.messages.size).toBe(0);
  });

  it('does not let an inherited message reopen an alert that was closed since', async () => {
    const memory = new SharedMemory();
    const down = await newSandbox();
    down.fault({ status: 503 });
    const first = start(down, memory);
    first.accept(create('a'));
    first.stop();
    memory.closes.set('a', 2 ** 42);
    const up = await newSandbox();
    const second = start(up, memory);
    expect(await second.flush(4_000)).toMatchObject({ sent: 0, pending: 0 });
    expect(up.requests).toEqual([]);
    expect(await second.accept(close('b')).delivered).toMatchObject({ ok: true });
    expect(memory.closes.has('b')).toBe(true);
  });
});
