import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { resolveDelivery, type DeliveryOptions } from '../../../../src/delivery/delivery-options.js';
import { FileJournal } from '../../../../src/journal/file/file-journal.js';
import { NoJournal } from '../../../../src/journal/no-journal.js';
import { ownIdentity } from '../../../../src/journal/file/process-identity.js';
import { Outbox } from '../../../../src/delivery/outbox.js';
import { UnsupportedCallError } from '../../../../src/platforms/platform.js';
import { VirtualClock } from '../../../../src/testing/virtual-clock.js';
import { close, create, Lines, note } from '../../delivery/delivery-bench.js';
import { containing } from '../../delivery/expectations.js';
import { DEAD, journaled, newDirectory } from '../../journal/file/journal-bench.js';
import { AnotherPlatform } from './another-platform.js';
import { AnotherServer } from './another-server.js';

let server: AnotherServer;
beforeEach(async () => {
  const started = await AnotherServer.start();
  server = started;
  onTestFinished(() => started.stop());
});

/** A delivery that knows only the port of the platform. */
function start(options: DeliveryOptions = {}, directory?: string, self = ownIdentity()) {
  const clock = new VirtualClock();
  const log = new Lines();
  const settings = resolveDelivery(options);
  const { maxBytes } = settings;
  const journal =
    directory === undefined
      ? new NoJournal()
      : new FileJournal({ directory, service: 'shop', environment: 'test', clock, log, maxBytes, self });
  const platform = new AnotherPlatform(server.url, clock);
  const outbox = new Outbox({ platform, clock, settings, log, journal, random: () => 1 });
  journal.start({ messages: outbox.inheritance, incidents: { takeUp: () => undefined } });
  onTestFinished(() => {
    outbox.stop();
    journal.stop();
    platform.lastMoment.stop();
  });
  return { clock, log, outbox, platform };
}

async function attempted({ outbox }: { readonly outbox: Outbox }, attempts: number): Promise<void> {
  await vi.waitFor(() => expect(outbox.stats()).toMatchObject({ attempts, inFlight: 0 }), 4_000);
}

describe('A platform of another shape', () => {
  it('accepts an alert with 201, receives a repeat as an update, and closes it with another path', async () => {
    const { outbox } = start();
    expect(await outbox.accept(create('a/b', 'P2')).delivered).toEqual({
      ok: true,
      status: 201,
      requestId: 'job-1',
      attempts: 1,
      reason: undefined,
    });
    expect(await outbox.accept(create('a/b', 'P2', 'Again')).delivered).toMatchObject({ ok: true, status: 200 });
    expect(server.incidents.get('a/b')).toMatchObject({ title: 'Again', severity: 2, updates: 1, isOpen: true });
    expect(await outbox.accept(close('a/b')).delivered).toMatchObject({ ok: true, status: 200 });
    expect(server.log).toEqual([
      'POST /incidents 201',
      'POST /incidents 409',
      'PATCH /incidents/a%2Fb 200',
      'PUT /incidents/a%2Fb/resolution 200',
    ]);
    expect(server.incidents.get('a/b')?.isOpen).toBe(false);
  });

  it('receives alerts within its own limits, and finds an alert by its shortened alias', async () => {
    const { outbox } = start();
    const alias = `orders-api:production:${'x'.repeat(300)}`;
    await outbox.accept(create(alias, 'P1', 'm'.repeat(500))).delivered;
    const [incident] = server.incidents.values();
    expect(incident?.title).toBe(`${'m'.repeat(39)}…`);
    expect(incident?.key).toMatch(/^orders-api:production:x+…~[0-9a-f]{64}$/);
    await outbox.accept(close(alias)).delivered;
    expect([...server.incidents.values()]).toMatchObject([{ isOpen: false }]);
  });

  it('receives the number of merged repeats', async () => {
    const { outbox } = start();
    outbox.accept(create('a'));
    expect(outbox.accept(create('a')).outcome).toBe('deduplicated');
    await outbox.flush(1_000);
    expect(server.incidents.get('a')).toMatchObject({ context: { repeats: '1' } });
  });

  it('has no notes: they are refused before any request, with the reason', async () => {
    const dropped: string[] = [];
    const { outbox, platform } = start({ onDropped: (_alert, reason) => void dropped.push(reason) });
    const { outcome, delivered } = outbox.accept(note('a'));
    expect(outcome).toBe('dropped');
    expect(await delivered).toMatchObject({
      ok: false,
      attempts: 0,
      reason: "Another does not support 'note'; nothing was sent.",
    });
    expect(dropped).toHaveLength(1);
    await expect(platform.send(note('a'))).rejects.toThrow(UnsupportedCallError);
    expect(server.log).toEqual([]);
  });

  it('is retried after a failure, at the time that it requests', async () => {
    const bench = start();
    server.troubles.push(500, 420);
    const { delivered } = bench.outbox.accept(create('a'));
    await attempted(bench, 1);
    bench.clock.advance('2s');
    await attempted(bench, 2);
    bench.clock.advance(2_499);
    expect(bench.outbox.stats()).toMatchObject({ attempts: 2, circuitCause: 'rateLimited' });
    bench.clock.advance(1);
    expect(await delivered).toMatchObject({ ok: true, attempts: 3 });
  });

  it('may refuse the token, and receives a shortened alert if it rejects the whole one', async () => {
    const bench = start();
    server.troubles.push(413, 418);
    const { delivered } = bench.outbox.accept(create('a'));
    await attempted(bench, 2);
    expect(bench.log.lines).toEqual([containing('Ask for another token.')]);
    bench.clock.advance('5m');
    expect(await delivered).toMatchObject({ ok: true, attempts: 3 });
    expect(server.incidents.get('a')?.title).toBe('Shortened');
  });

  it.each([
    [false, { ok: true, status: 201 }],
    [true, { ok: false, status: 201, reason: 'The job failed.' }],
  ])('is asked for the outcome in its own way: failure %s', async (spoils, result) => {
    server.spoils = spoils;
    const { clock, outbox } = start({ confirm: true });
    const { delivered } = outbox.accept(create('a'));
    await vi.waitFor(() => {
      clock.advance(500);
      expect(server.log).toContain('GET /jobs/job-1 200');
    }, 4_000);
    expect(await delivered).toMatchObject(result);
  });

  it('receives from the journal what a killed process accepted', async () => {
    const directory = newDirectory();
    server.troubles.push(500, 500);
    const killed = start({}, directory, DEAD);
    killed.outbox.accept(create('a'));
    killed.outbox.accept(create('b'));
    await attempted(killed, 2);
    expect(journaled(directory)).toEqual(['create a', 'create b']);
    const next = start({}, directory);
    expect(await next.outbox.flush(4_000)).toMatchObject({ sent: 2, pending: 0 });
    expect([...server.incidents.keys()]).toEqual(['a', 'b']);
    expect(server.incidents.get('a')?.context).toHaveProperty('raisedAt');
    expect(journaled(directory)).toEqual([]);
  });
});
