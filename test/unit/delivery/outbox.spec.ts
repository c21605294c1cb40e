import { AsyncLocalStorage } from 'node:async_hooks';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { DryRunPlatform } from '../../../src/platforms/dry-run/dry-run-platform.js';
import { OPSGENIE } from '../platforms/opsgenie-platform.js';
import { resolveDelivery } from '../../../src/delivery/delivery-options.js';
import { NoJournal } from '../../../src/journal/no-journal.js';
import { Outbox } from '../../../src/delivery/outbox.js';
import { VirtualClock } from '../../../src/testing/virtual-clock.js';
import { API_KEY, DeliveryBench, Lines, close, create, note } from './delivery-bench.js';
import { anyText, containing } from './expectations.js';

const benches: DeliveryBench[] = [];
afterEach(async () => {
  await Promise.all(benches.splice(0).map((bench) => bench.stop()));
});

async function start(...options: Parameters<typeof DeliveryBench.start>): Promise<DeliveryBench> {
  const bench = await DeliveryBench.start(...options);
  benches.push(bench);
  return bench;
}

/** Waits until all requests in flight have been answered. */
async function idle({ outbox }: DeliveryBench, attempts: number): Promise<void> {
  await vi.waitFor(() => expect(outbox.stats()).toMatchObject({ attempts, inFlight: 0 }), {
    timeout: 4_000,
    interval: 2,
  });
}

const silent = () => undefined;

describe('A message', () => {
  it('is delivered immediately if the platform is healthy', async () => {
    const { outbox, sandbox } = await start();
    const { outcome, delivered } = outbox.accept(create('a'));
    expect(outcome).toBe('queued');
    expect(await delivered).toMatchObject({ ok: true, status: 202, attempts: 1, requestId: anyText });
    expect(await outbox.accept(close('a')).delivered).toMatchObject({ ok: true });
    expect(sandbox.alerts).toMatchObject([{ alias: 'a', status: 'closed' }]);
    expect(outbox.stats()).toMatchObject({ accepted: 2, delivered: 2, waiting: 0, inFlight: 0, circuit: 'closed' });
  });

  it.each([{ status: 503 }, { status: 500 }, { status: 425 }, { drop: 'before' }, { drop: 'after' }] as const)(
    'is retried after %j, and the alert is raised once',
    async (fault) => {
      const bench = await start();
      bench.sandbox.fault({ ...fault, times: 1 });
      const { delivered } = bench.outbox.accept(create('a'));
      await idle(bench, 1);
      bench.clock.advance(1_999);
      expect(bench.outbox.stats().attempts).toBe(1);
      bench.clock.advance(1);
      expect(await delivered).toMatchObject({ ok: true, attempts: 2 });
      expect(bench.sandbox.alerts).toHaveLength(1);
      expect(bench.outbox.stats()).toMatchObject({ attempts: 2, retries: 1 });
    },
  );

  it('is never sent again after a 202, even if the answer breaks off', async () => {
    const bench = await start();
    bench.sandbox.fault({ drop: 'mid-body' });
    expect(await bench.outbox.accept(create('a')).delivered).toMatchObject({ ok: true, attempts: 1 });
    bench.clock.advance('1h');
    expect(bench.received).toHaveLength(1);
  });

  it('waits as long as a rate limit requires, and so do all others', async () => {
    const bench = await start();
    bench.sandbox.fault({ rateLimited: { retryAfterSeconds: 7 }, times: 1 });
    const first = bench.outbox.accept(create('a'));
    await idle(bench, 1);
    const urgent = bench.outbox.accept(create('b', 'P1'));
    bench.clock.advance(6_999);
    expect(bench.outbox.stats().attempts).toBe(1);
    bench.clock.advance(1);
    expect(await urgent.delivered).toMatchObject({ ok: true });
    expect(await first.delivered).toMatchObject({ ok: true, attempts: 2 });
  });

  it('is dropped after 15 minutes, or 60 for P1, with the reason', async () => {
    const onDropped = vi.fn<(alert: unknown, reason: string) => void>();
    const bench = await start({ onDropped });
    bench.sandbox.fault({ status: 503 });
    const usual = bench.outbox.accept(create('usual'));
    const urgent = bench.outbox.accept(create('urgent', 'P1'));
    await idle(bench, 2);
    bench.sandbox.fault({ silent: true });
    bench.clock.advance('15m');
    // One of the two is in flight without an answer; the other one has expired, or expires when its attempt ends.
    bench.clock.advance('5s');
    await vi.waitFor(() => expect(bench.outbox.stats().dropped.expired).toBe(1));
    expect(await usual.delivered).toMatchObject({ ok: false, reason: containing('within 15 min') });
    bench.clock.advance('46m');
    await vi.waitFor(() => {
      bench.clock.advance('5s');
      expect(bench.outbox.stats().dropped.expired).toBe(2);
    });
    expect(await urgent.delivered).toMatchObject({ ok: false, reason: containing('within 1 h') });
    expect(onDropped.mock.calls).toMatchObject(
      [
        [{ alias: 'usual' }, /./],
        [{ alias: 'urgent' }, /./],
      ].map(([alert]) => [alert, anyText]),
    );
  });

  it('that the platform rejects is shortened once, and delivered', async () => {
    const bench = await start();
    bench.sandbox.fault({ status: 422, body: { message: 'No', errors: { responders: 'unknown team' } }, times: 1 });
    const message = create('a');
    const { delivered } = bench.outbox.accept(
      message.type === 'create'
        ? { ...message, payload: { ...message.payload, responders: [{ type: 'team', name: 'x' }] } }
        : message,
    );
    expect(await delivered).toMatchObject({ ok: true, attempts: 2 });
    expect(bench.sandbox.alerts).toMatchObject([{ responders: [], description: containing('unknown team') }]);
  });

  it('that the platform rejects twice is dropped with the reason, and the whole alert is logged', async () => {
    const bench = await start();
    bench.sandbox.fault({ status: 422, body: { message: 'Never' } });
    const { delivered } = bench.outbox.accept(create('a', 'P2', 'Shop is down'));
    expect(await delivered).toEqual({ ok: false, status: 422, attempts: 2, reason: '422 Never', requestId: undefined });
    expect(bench.log.lines).toHaveLength(1);
    expect(bench.log.lines[0]).toMatch(
      /^error P\d alert LOST, "Shop is down": 422 Never.* \{"type":"create".*"message":"Shop is down"/,
    );
  });

  it('never shows the API key', async () => {
    const bench = await start();
    bench.sandbox.fault({ status: 401 });
    bench.outbox.accept(create('a'));
    await idle(bench, 1);
    bench.outbox.stop();
    expect(bench.log.lines.join()).not.toContain(API_KEY);
    expect(bench.sandbox.requests[0]?.headers.authorization).toBe(`GenieKey ${API_KEY}`);
  });

  it('is not sent in the context of the request that raised it', async () => {
    const storage = new AsyncLocalStorage<string>();
    const seen: unknown[] = [];
    const platform = new DryRunPlatform(OPSGENIE, () => seen.push(storage.getStore()));
    const outbox = new Outbox({
      platform,
      clock: new VirtualClock(),
      settings: resolveDelivery(),
      log: new Lines(),
      journal: new NoJournal(),
    });
    await storage.run('request', () => outbox.accept(create('a')).delivered);
    expect(seen).toEqual([undefined]);
  });
});

describe('Messages of one alert', () => {
  it('are sent one by one and in order, while other alerts overtake them', async () => {
    const bench = await start();
    bench.sandbox.fault({ silent: true, times: 1 });
    bench.outbox.accept(create('slow'));
    await bench.sandbox.waitForRequest(() => true);
    const last = [note('slow', '1'), note('slow', '2'), close('slow')]
      .map((message) => bench.outbox.accept(message))
      .at(-1);
    await bench.outbox.accept(create('quick')).delivered;
    expect(bench.received).toEqual(['POST /v2/alerts', 'POST /v2/alerts']);
    bench.clock.advance('5s');
    await idle(bench, 2);
    bench.clock.advance('2s');
    expect(await last?.delivered).toMatchObject({ ok: true });
    expect(bench.sandbox.alerts).toMatchObject([
      { alias: 'quick' },
      { alias: 'slow', status: 'closed', notes: [{ note: '1' }, { note: '2' }, { note: 'Over' }] },
    ]);
  });

  it('are merged while they wait, and the one that is sent contains their number', async () => {
    const bench = await start();
    const outcomes = [create('a'), create('a', 'P1', 'Later'), note('a'), create('a')].map(
      (message) => bench.outbox.accept(message).outcome,
    );
    expect(outcomes).toEqual(['queued', 'deduplicated', 'queued', 'deduplicated']);
    await bench.outbox.flush(1_000);
    expect(bench.received).toEqual(['POST /v2/alerts', 'POST /v2/alerts/a/notes']);
    expect(bench.sandbox.alerts).toMatchObject([{ message: 'Trouble', priority: 'P1', details: { repeats: '2' } }]);
    expect(bench.outbox.stats()).toMatchObject({ accepted: 4, delivered: 2, deduplicated: 2 });
  });

  it('are all cancelled by a close if the platform does not know the alert', async () => {
    const bench = await start();
    const fates = [create('a'), note('a'), close('a')].map((message) => bench.outbox.accept(message).delivered);
    for (const fate of await Promise.all(fates)) {
      expect(fate).toMatchObject({ ok: false, attempts: 0, reason: containing('closed before') });
    }
    expect(await bench.outbox.flush(1_000)).toEqual({ sent: 0, pending: 0, dropped: 0 });
    expect(bench.received).toEqual([]);
    expect(bench.outbox.stats()).toMatchObject({ accepted: 3, cancelled: 3 });
  });

  it('are always closed if an earlier create may have left an alert open', async () => {
    const bench = await start();
    await bench.outbox.accept(create('a')).delivered;
    const again = bench.outbox.accept(create('a'));
    const closing = bench.outbox.accept(close('a'));
    expect(await again.delivered).toMatchObject({ ok: false, attempts: 0 });
    expect(await closing.delivered).toMatchObject({ ok: true });
    expect(bench.sandbox.alerts).toMatchObject([{ status: 'closed', count: 1 }]);
  });

  it('are always closed if a close is queued: another process may have opened the alert', async () => {
    const bench = await start();
    const [first, again, last] = [close('a'), create('a'), close('a')].map((message) => bench.outbox.accept(message));
    expect(await again?.delivered).toMatchObject({ ok: false, attempts: 0 });
    expect(await Promise.all([first?.delivered, last?.delivered])).toMatchObject([{ ok: true }, { ok: true }]);
    expect(bench.received[0]).toBe('POST /v2/alerts/a/close');
  });

  it('open a new alert after a close', async () => {
    const bench = await start();
    await bench.outbox.accept(create('a')).delivered;
    bench.outbox.accept(close('a'));
    expect(bench.outbox.accept(create('a')).outcome).toBe('queued');
    await bench.outbox.flush(1_000);
    expect(bench.sandbox.alerts.map(({ status }) => status)).toEqual(['closed', 'open']);
  });
});

describe('A full outbox', () => {
  it('drops the least urgent first, and of those the oldest', async () => {
    const dropped: string[] = [];
    const bench = await start({ maxMessages: 3, onDropped: ({ alias }) => dropped.push(alias) });
    const outcomes = [
      create('1', 'P3'),
      create('2', 'P4'),
      create('3', 'P4'),
      create('4', 'P1'),
      create('5', 'P5'),
    ].map((message) => bench.outbox.accept(message).outcome);
    bench.outbox.accept(create('6', 'P3'));
    expect(dropped).toEqual(['2', '5', '3']);
    expect(outcomes).toEqual(['queued', 'queued', 'queued', 'queued', 'dropped']);
    expect(bench.outbox.stats()).toMatchObject({ accepted: 6, waiting: 3, dropped: { evicted: 3 } });
  });

  it('drops the messages that depend on a dropped create', async () => {
    const dropped: string[] = [];
    const bench = await start({ maxMessages: 2, onDropped: ({ type, alias }) => dropped.push(`${type} ${alias}`) });
    bench.outbox.accept(create('a', 'P5'));
    bench.outbox.accept(note('a', 'n', 'P1'));
    bench.outbox.accept(create('b', 'P4'));
    expect(dropped).toEqual(['create a', 'note a']);
  });

  it('shows onDropped consistent statistics, however many messages are dropped together', async () => {
    const sums: number[] = [];
    const bench: DeliveryBench = await start({
      maxMessages: 2,
      onDropped: () => {
        const { accepted, waiting, dropped } = bench.outbox.stats();
        sums.push(accepted - waiting - dropped.evicted);
      },
    });
    bench.outbox.accept(create('a', 'P5'));
    bench.outbox.accept(note('a', 'n', 'P4'));
    bench.outbox.accept(create('b', 'P1'));
    bench.outbox.accept(create('c', 'P4'));
    bench.outbox.accept(create('d', 'P5'));
    expect(sums).toEqual([0, 0, 0]);
  });

  it('keeps a close as long as its alert, whatever its priority', async () => {
    const dropped: string[] = [];
    const bench = await start({ maxMessages: 1, onDropped: ({ type, alias }) => dropped.push(`${type} ${alias}`) });
    await bench.outbox.accept(create('a', 'P1')).delivered;
    bench.outbox.accept(close('a', 'P5'));
    bench.outbox.accept(create('b', 'P2'));
    expect(dropped).toEqual(['create b']);
  });

  it('limits text as well as messages, and a single huge message evicts nothing', async () => {
    const bench = await start({ maxBytes: 1_000, onDropped: silent });
    bench.outbox.accept(create('a', 'P5'));
    expect(bench.outbox.accept(create('giant', 'P1', 'x'.repeat(2_000))).outcome).toBe('dropped');
    expect(bench.outbox.stats()).toMatchObject({ waiting: 1, dropped: { evicted: 1 } });
    for (const alias of 'bcdefghijklm') bench.outbox.accept(create(alias, 'P4'));
    expect(bench.outbox.stats().waiting).toBeLessThan(12);
  });

  it.each<[string, () => void]>([
    [
      'throws',
      () => {
        throw new Error('broken');
      },
    ],
    [
      'rejects',
      async () => {
        await Promise.reject(new Error('broken'));
      },
    ],
  ])('survives an onDropped that %s', async (_, onDropped) => {
    const bench = await start({ maxMessages: 1, onDropped });
    bench.outbox.accept(create('a', 'P5'));
    bench.outbox.accept(create('b', 'P4'));
    await vi.waitFor(() => expect(bench.log.lines.join('\n')).toMatch(/onDropped` failed \(broken\)[^]*"alias":"a"/));
  });

  it('does not loop forever when onDropped raises another alert', async () => {
    let count = 0;
    const bench: DeliveryBench = await start({
      maxMessages: 1,
      onDropped: () => bench.outbox.accept(create(`again ${count++}`)),
    });
    bench.outbox.accept(create('a'));
    bench.outbox.accept(create('b'));
    expect(count).toBe(1);
    expect(bench.outbox.stats()).toMatchObject({ accepted: 3, waiting: 1, dropped: { evicted: 2 } });
  });

  it('does not loop forever when onDropped waits before it raises another one', async () => {
    const dropped: string[] = [];
    const bench: DeliveryBench = await start({
      maxMessages: 1,
      onDropped: ({ alias }) => {
        dropped.push(alias);
        // A loop would run forever, and so would this test.
        const raise = () => dropped.length < 100 && bench.outbox.accept(create(`again ${dropped.length}`));
        void Promise.resolve().then(raise);
      },
    });
    bench.outbox.accept(create('a'));
    bench.outbox.accept(create('b'));
    await new Promise(setImmediate);
    expect(dropped).toEqual(['a']);
    expect(bench.log.lines.join('\n')).toContain('alert LOST');
  });
});
