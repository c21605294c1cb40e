import { afterEach, describe, expect, it } from 'vitest';

import type { Message } from '../../../src/alerts/message.js';
import { resolveDelivery } from '../../../src/delivery/delivery-options.js';
import type { Destination } from '../../../src/delivery/destination.js';
import { Mirror } from '../../../src/delivery/mirror.js';
import { Outbox } from '../../../src/delivery/outbox.js';
import { Outboxes } from '../../../src/delivery/outboxes.js';
import { NoJournal } from '../../../src/journal/no-journal.js';
import type { Platform } from '../../../src/platforms/platform.js';
import { OpsgenieSandbox } from '../../../src/sandbox/opsgenie-sandbox.js';
import { VirtualClock } from '../../../src/testing/virtual-clock.js';
import { opsgenieAt } from '../platforms/opsgenie-platform.js';
import { API_KEY, close, create, Lines } from './delivery-bench.js';

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

const clock = new VirtualClock();
const log = new Lines();

async function destination(calls?: Platform['calls']): Promise<Destination & { readonly sandbox: OpsgenieSandbox }> {
  const sandbox = await OpsgenieSandbox.start({ processingDelay: 0 });
  const platform = opsgenieAt(sandbox.url, { apiKey: API_KEY, clock });
  if (calls !== undefined) Object.defineProperty(platform, 'calls', { value: calls });
  const journal = new NoJournal();
  const outbox = new Outbox({ platform, clock, settings: resolveDelivery(), log, journal });
  ends.push(async () => {
    outbox.stop();
    await sandbox.stop();
  });
  return { platform, journal, outbox, sandbox };
}

const acknowledge = (alias: string): Message => ({ type: 'acknowledge', alias, priority: 'P3', payload: {} });
const aliases = (sandbox: OpsgenieSandbox) => sandbox.alerts.map(({ alias, status }) => `${alias} ${status}`);

async function outboxes() {
  const [own, payments, billing] = [await destination(), await destination(), await destination()];
  const targets = new Map([
    ['payments', payments],
    ['billing', billing],
  ]);
  return { own, payments, billing, all: new Outboxes({ own, targets, mirror: undefined, clock, log }) };
}

describe('what is done with an alert', () => {
  it('goes to each target where the application opened one with its alias', async () => {
    const { own, payments, billing, all } = await outboxes();
    for (const target of ['payments', 'billing']) await all.accept({ ...create('a'), target }).delivered;
    expect(await all.acceptWhereOpen(close('a')).delivered).toMatchObject({ ok: true });
    expect([payments, billing].flatMap(({ sandbox }) => aliases(sandbox))).toEqual(['a closed', 'a closed']);
    expect(own.sandbox.requests).toEqual([]);
  });

  it('is not ok if one of them does not take it', async () => {
    const { payments, all } = await outboxes();
    for (const target of ['payments', 'billing']) await all.accept({ ...create('a'), target }).delivered;
    payments.sandbox.fault({ status: 501 });
    expect(await all.acceptWhereOpen(close('a')).delivered).toMatchObject({ ok: false, status: 501 });
  });

  it('goes to all keys where nothing is known, and to the right one where another process is known to have opened it', async () => {
    const { own, payments, billing, all } = await outboxes();
    await all.acceptWhereOpen(close('unknown')).delivered;
    expect([own, payments, billing].map(({ sandbox }) => sandbox.requests.length)).toEqual([1, 1, 1]);
    all.openedElsewhere('a', 'P3', 'billing');
    await all.acceptWhereOpen(close('a')).delivered;
    expect([own, payments, billing].map(({ sandbox }) => sandbox.requests.length)).toEqual([1, 1, 2]);
  });

  it('is looked up where it was opened', async () => {
    const { payments, all } = await outboxes();
    await all.accept({ ...create('a'), target: 'payments' }).delivered;
    expect(await all.lastRaised('a')).toBe(payments.sandbox.alerts[0]?.lastOccurredAt.getTime());
    expect(await all.lastRaised('b')).toBeUndefined();
  });
});

describe('a mirror of a platform that lacks a call', () => {
  it('leaves it out, and says so once', async () => {
    const own = await destination();
    const second = await destination(new Set(['create', 'close']));
    const lines = new Lines();
    const mirror = new Mirror(second, 'P5', lines);
    const all = new Outboxes({ own, targets: new Map(), mirror, clock, log });

    await all.accept(create('a')).delivered;
    for (let time = 0; time < 3; time++)
      expect(await all.acceptWhereOpen(acknowledge('a')).delivered).toMatchObject({ ok: true });
    await all.acceptWhereOpen(close('a')).delivered;
    await all.flush(1_000);

    expect(aliases(second.sandbox)).toEqual(['a closed']);
    expect(second.sandbox.requests).toHaveLength(2);
    expect(lines.lines).toEqual(["warn Opsgenie does not support 'acknowledge'; nothing was sent. (Logged once.)"]);
    expect(second.outbox.stats()).toMatchObject({ accepted: 2, delivered: 2 });
  });
});
