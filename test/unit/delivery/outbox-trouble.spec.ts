import { afterEach, describe, expect, it, vi } from 'vitest';
import { resolveDelivery } from '../../../src/delivery/delivery-options.js';
import { DryRunPlatform } from '../../../src/platforms/dry-run/dry-run-platform.js';
import { OPSGENIE } from '../platforms/opsgenie-platform.js';
import { NoJournal } from '../../../src/journal/no-journal.js';
import { Outbox } from '../../../src/delivery/outbox.js';
import { VirtualClock } from '../../../src/testing/virtual-clock.js';
import { DeliveryBench, Lines, close, create } from './delivery-bench.js';
import { containing, matching } from './expectations.js';

const benches: DeliveryBench[] = [];
afterEach(async () => {
  await Promise.all(benches.splice(0).map((bench) => bench.stop()));
});

async function start(...options: Parameters<typeof DeliveryBench.start>): Promise<DeliveryBench> {
  const bench = await DeliveryBench.start(...options);
  benches.push(bench);
  return bench;
}

async function idle({ outbox }: DeliveryBench, attempts: number): Promise<void> {
  await vi.waitFor(() => expect(outbox.stats()).toMatchObject({ attempts, inFlight: 0 }), {
    timeout: 4_000,
    interval: 2,
  });
}

const aliases = Array.from({ length: 12 }, (_, index) => `alias ${index}`);

describe('A storm of alerts', () => {
  it('is limited to the rate, with one log line and one alert about it that closes itself', async () => {
    const bench = await start({}, { onThrottled: ({ waiting }) => create('held', 'P2', `${waiting} alerts wait`) });
    for (const alias of aliases) bench.outbox.accept(create(alias));
    await idle(bench, 11);
    expect(bench.sandbox.alerts.map(({ message }) => message)).toContain('2 alerts wait');
    expect(bench.log.lines).toEqual([
      matching(/^warn 2 alert messages are delayed by about 4 s \(limit: 10 at once, 30 a minute\)/),
    ]);
    bench.clock.advance('2s');
    await idle(bench, 12);
    bench.clock.advance('2s');
    await idle(bench, 13);
    bench.clock.advance('19s');
    expect(bench.outbox.stats().attempts).toBe(13);
    bench.clock.advance('1s');
    await idle(bench, 14);
    expect(bench.sandbox.alerts.find(({ alias }) => alias === 'held')).toMatchObject({ status: 'closed', count: 1 });
    expect(bench.log.lines).toHaveLength(1);
  });

  it('notes each minute what waits, and says at the close how late the last message was', async () => {
    const bench = await start({ perMinute: 2, burst: 1 }, { onThrottled: () => create('held', 'P2', 'held') });
    for (const alias of aliases.slice(0, 4)) bench.outbox.accept(create(alias, 'P4'));
    bench.outbox.accept(create('urgent', 'P3'));
    await idle(bench, 2);
    const held = () => bench.sandbox.alerts.find(({ alias }) => alias === 'held');
    for (let half = 0; half < 10 && held()?.status !== 'closed'; half += 1) {
      bench.clock.advance('30s');
      await vi.waitFor(() => expect(bench.outbox.stats()).toMatchObject({ inFlight: 0 }));
    }
    await vi.waitFor(() => expect(held()).toMatchObject({ status: 'closed' }));
    expect(held()?.notes[0]?.note).toMatch(/^3 alert messages still waiting, the oldest for 1 min: 3 x P4\.$/);
    expect(held()?.notes.at(-1)?.note).toBe('All 4 delayed alert messages were sent, the latest 2 min late.');
  });

  it('is logged once in 15 minutes if it comes and goes, with an alert each time', async () => {
    const bench = await start({ burst: 1 }, { onThrottled: () => create('held', 'P2', 'held') });
    for (let storm = 0; storm < 4; storm++) {
      for (const alias of ['a', 'b']) bench.outbox.accept(create(`${alias} ${storm}`));
      for (let second = 0; second < 60; second += 2) {
        bench.clock.advance('2s');
        await vi.waitFor(() => expect(bench.outbox.stats()).toMatchObject({ inFlight: 0 }));
      }
      expect(bench.outbox.stats()).toMatchObject({ waiting: 0 });
    }
    expect(bench.sandbox.alerts.filter(({ alias }) => alias === 'held')).toHaveLength(4);
    expect(bench.log.lines.filter((line) => line.includes('delayed by'))).toHaveLength(1);
  });

  it('queues no second note while the platform does not take the first', async () => {
    const bench = await start({ perMinute: 1, burst: 1 }, { onThrottled: () => create('held', 'P2', 'held') });
    for (const alias of aliases) bench.outbox.accept(create(alias, 'P4'));
    await idle(bench, 2);
    bench.sandbox.fault({ status: 503 });
    for (let minute = 0; minute < 10; minute += 1) {
      bench.clock.advance('1m');
      await vi.waitFor(() => expect(bench.outbox.stats()).toMatchObject({ inFlight: 0 }));
    }
    expect(bench.outbox.stats()).toMatchObject({ circuit: 'open', waiting: aliases.length });
  });

  it('ends when the last one is sent at the end of the process, and its alert is closed', async () => {
    const bench = await start({}, { onThrottled: ({ waiting }) => create('held', 'P2', `${waiting} alerts wait`) });
    for (const alias of aliases) bench.outbox.accept(create(alias));
    await idle(bench, 11);
    expect(await bench.outbox.flush(4_000)).toMatchObject({ pending: 0 });
    expect(bench.sandbox.alerts.find(({ alias }) => alias === 'held')).toMatchObject({ status: 'closed' });
  });

  it('does not delay P1', async () => {
    const bench = await start({ burst: 1 });
    bench.outbox.accept(create('a'));
    bench.outbox.accept(create('b'));
    await idle(bench, 1);
    expect(await bench.outbox.accept(create('c', 'P1')).delivered).toMatchObject({ ok: true });
    expect(bench.outbox.stats().waiting).toBe(1);
  });
});

describe('A message without a token', () => {
  it('gets the next one, although another message waits for a long time after a failure', async () => {
    const bench = await start({ burst: 1 });
    bench.sandbox.fault({ status: 503, headers: { 'retry-after': '60' }, times: 1 });
    bench.outbox.accept(create('failed', 'P1'));
    await idle(bench, 1);
    await bench.outbox.accept(create('a')).delivered;
    const second = bench.outbox.accept(create('b'));
    await Promise.resolve();
    bench.clock.advance('2s');
    expect(await second.delivered).toMatchObject({ ok: true });
    expect(bench.outbox.stats().waiting).toBe(1);
  });
});

describe('A platform that is down', () => {
  it('receives only single probes, and the start and end of the outage are logged once', async () => {
    const bench = await start();
    bench.sandbox.fault({ status: 503 });
    const fates = aliases.slice(0, 8).map((alias) => bench.outbox.accept(create(alias)).delivered);
    await idle(bench, 8);
    expect(bench.outbox.stats().circuit).toBe('open');
    expect(bench.log.lines).toEqual([containing('is unreachable (503')]);
    bench.clock.advance('2s');
    await idle(bench, 9);
    bench.clock.advance('4s');
    await idle(bench, 10);
    bench.sandbox.fault(undefined);
    bench.clock.advance('8s');
    expect(await Promise.all(fates)).toMatchObject(fates.map(() => ({ ok: true })));
    expect(bench.log.lines).toHaveLength(2);
    expect(bench.log.lines[1]).toContain('reachable again');
  });

  it('is logged with what waits and until when, again every 15 minutes, and with its length at the end', async () => {
    const bench = await start();
    const address = new URL(bench.sandbox.url).host;
    bench.sandbox.fault({ status: 503 });
    for (const alias of aliases.slice(0, 6)) bench.outbox.accept(create(alias, 'P1'));
    await idle(bench, 6);
    expect(bench.log.lines).toEqual([
      matching(
        new RegExp(
          `^error ${address} is unreachable \\(503.*\\)\\. 6 alert messages are queued, the first of them until \\d\\d:00:00 UTC\\. Probing until a request succeeds\\.$`,
        ),
      ),
    ]);
    for (let minute = 0; minute < 15; minute += 1) {
      bench.clock.advance('1m');
      await vi.waitFor(() => expect(bench.outbox.stats()).toMatchObject({ inFlight: 0 }));
    }
    expect(bench.log.lines).toHaveLength(2);
    expect(bench.log.lines[1]).toContain(`${address} is unreachable, for 15 min now (503`);
    bench.sandbox.fault(undefined);
    while (bench.outbox.stats().waiting > 0) {
      bench.clock.advance('1m');
      await vi.waitFor(() => expect(bench.outbox.stats()).toMatchObject({ inFlight: 0 }));
    }
    expect(bench.log.lines[2]).toMatch(
      /^log \S+ is reachable again after (\d+ min)\. Sending 5 alert messages, queued for up to \1\.$/,
    );
  });

  it('is logged once in 15 minutes if it comes and goes', async () => {
    const bench = await start();
    for (let outage = 0; outage < 3; outage += 1) {
      bench.sandbox.fault({ status: 503, times: 5 });
      const fates = aliases
        .slice(0, 5)
        .map((alias) => bench.outbox.accept(create(`${alias} ${outage}`, 'P1')).delivered);
      await vi.waitFor(() => expect(bench.outbox.stats()).toMatchObject({ circuit: 'open', inFlight: 0 }));
      bench.clock.advance('4s');
      expect(await Promise.all(fates)).toMatchObject(fates.map(() => ({ ok: true })));
      for (const alias of aliases.slice(0, 5)) bench.outbox.accept(close(`${alias} ${outage}`, 'P1'));
      await vi.waitFor(() => expect(bench.outbox.stats()).toMatchObject({ waiting: 0, inFlight: 0 }));
    }
    expect(bench.log.lines).toEqual([containing('is unreachable'), containing('is reachable again')]);
  });

  it('is not probed with the same bad message every time', async () => {
    const bench = await start();
    bench.sandbox.fault({ status: 500, match: ({ text }) => text.includes('poison') });
    bench.outbox.accept(create('poison'));
    for (let attempts = 1; attempts <= 5; attempts += 1) {
      await idle(bench, attempts);
      if (attempts < 5) bench.clock.advance('1m');
    }
    expect(bench.outbox.stats().circuit).toBe('open');
    const urgent = bench.outbox.accept(create('b', 'P1'));
    bench.clock.advance('2s');
    expect(await urgent.delivered).toMatchObject({ ok: true });
  });
});

describe('A refused key', () => {
  it('stops sending with one log line, and sending resumes once the key is accepted', async () => {
    const bench = await start();
    bench.sandbox.fault({ status: 401, body: { message: 'Could not authenticate' } });
    const first = bench.outbox.accept(create('a'));
    await idle(bench, 1);
    const second = bench.outbox.accept(create('b', 'P1'));
    bench.clock.advance('4m');
    expect(bench.outbox.stats().attempts).toBe(1);
    bench.clock.advance('1m');
    await idle(bench, 2);
    expect(bench.log.lines).toEqual([
      matching(/^error .*refuses the API key \(401 Could not authenticate\).*opsgenie-eu/),
    ]);
    bench.sandbox.fault(undefined);
    bench.clock.advance('5m');
    expect(await first.delivered).toMatchObject({ ok: true });
    expect(await second.delivered).toMatchObject({ ok: true });
    expect(bench.log.lines[1]).toContain('accepts the API key again');
  });

  it('is recognised by its form', async () => {
    const bench = await start({}, { apiKey: 'no-uuid' });
    bench.outbox.accept(create('a'));
    await idle(bench, 1);
    expect(bench.log.lines[0]).toMatch(/Key format is not valid!.*malformed/);
  });
});

describe('Confirmation', () => {
  async function confirmed(bench: DeliveryBench, message = create('a')) {
    const { delivered } = bench.outbox.accept(message);
    let result: Awaited<typeof delivered> | undefined;
    void delivered.then((settled) => (result = settled));
    await vi.waitFor(
      () => {
        bench.clock.advance(100);
        expect(result).toBeDefined();
      },
      { timeout: 4_000, interval: 2 },
    );
    return result;
  }

  it('reports that the platform processed what it accepted', async () => {
    expect(await confirmed(await start({ confirm: true }))).toMatchObject({ ok: true, attempts: 1 });
  });

  it('reports what failed after the acceptance', async () => {
    const bench = await start({ confirm: true });
    bench.sandbox.fault({ integrationDisabled: true });
    expect(await confirmed(bench)).toMatchObject({ ok: false, status: 202, reason: 'Integration is disabled.' });
    expect(bench.outbox.stats()).toMatchObject({ delivered: 0, dropped: { rejected: 1 } });
    expect(bench.log.lines).toEqual([containing('Integration is disabled.')]);
  });

  it('counts a close without an open alert as a success', async () => {
    expect(await confirmed(await start({ confirm: true }), close('nothing'))).toMatchObject({ ok: true });
  });

  it('polls for at most ten seconds, and does not report an unknown outcome as success', async () => {
    const bench = await start({ confirm: true });
    bench.sandbox.fault({ status: 404, match: ({ method }) => method === 'GET' });
    expect(await confirmed(bench)).toMatchObject({ ok: false, reason: containing('did not confirm') });
    expect(bench.clock.now()).toBeLessThanOrEqual(11_000);
    expect(bench.received.filter((line) => line.startsWith('POST'))).toHaveLength(1);
  });
});

describe('The end of the process', () => {
  it('sends all queued messages, without the rate limit', async () => {
    const bench = await start({ burst: 1 });
    for (const alias of aliases) bench.outbox.accept(create(alias));
    expect(await bench.outbox.flush(5_000)).toEqual({ sent: 12, pending: 0, dropped: 0 });
    expect(bench.sandbox.alerts).toHaveLength(12);
  });

  it('immediately retries messages that wait after a failure', async () => {
    const bench = await start();
    bench.sandbox.fault({ status: 503, times: 1 });
    bench.outbox.accept(create('a'));
    await idle(bench, 1);
    expect(await bench.outbox.flush(5_000)).toEqual({ sent: 1, pending: 0, dropped: 0 });
  });

  it('is not delayed by a platform that does not recover in time', async () => {
    const bench = await start();
    bench.sandbox.fault({ status: 401 });
    bench.outbox.accept(create('a'));
    expect(await bench.outbox.flush(5_000)).toEqual({ sent: 0, pending: 1, dropped: 0 });
    expect(bench.clock.now()).toBe(0);
  });

  it('waits no longer than the given timeout', async () => {
    const bench = await start();
    bench.sandbox.fault({ silent: true });
    bench.outbox.accept(create('a'));
    const flushed = bench.outbox.flush(3_000);
    await bench.sandbox.waitForRequest(() => true);
    bench.clock.advance('3s');
    expect(await flushed).toEqual({ sent: 0, pending: 1, dropped: 0 });
  });

  it('reports every undelivered alert, and leaves no timer', async () => {
    const bench = await start({ burst: 1 });
    const fates = ['a', 'b'].map((alias) => bench.outbox.accept(create(alias)));
    await fates[0]?.delivered;
    bench.outbox.stop();
    expect(await fates[1]?.delivered).toMatchObject({
      ok: false,
      reason: containing('application stopped'),
    });
    expect(bench.outbox.accept(create('c')).outcome).toBe('dropped');
    expect(bench.log.lines.filter((line) => line.includes('alert LOST'))).toHaveLength(2);
    expect(bench.clock.pendingTimers).toBe(0);
    expect(await bench.outbox.flush(1_000)).toEqual({ sent: 0, pending: 0, dropped: 0 });
  });
});

describe('A dry run', () => {
  it('logs what would be sent', async () => {
    const log = new Lines();
    const outbox = new Outbox({
      platform: new DryRunPlatform(OPSGENIE, (line) => log.log(line)),
      clock: new VirtualClock(),
      settings: resolveDelivery(),
      log,
      journal: new NoJournal(),
    });
    expect(await outbox.accept(create('a')).delivered).toMatchObject({ ok: true });
    expect(log.lines).toEqual([matching(/^log Dry run, not sent: \{"type":"create","alias":"a"/)]);
  });
});
