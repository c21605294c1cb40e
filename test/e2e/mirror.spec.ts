import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Controller, Get, ServiceUnavailableException } from '@nestjs/common';
import { describe, expect, it, onTestFinished } from 'vitest';

import { AlertOnStatus, type OpsgenieModuleOptions } from '../../src/index.js';
import type { OpsgenieSandbox, SandboxFault } from '../../src/testing/index.js';
import { adapters, start, startSandbox } from './application.js';

const MIRROR = '33333333-6c0b-4e7a-9d3e-2b5c7f9e1a04';
const PAYMENTS = '11111111-6c0b-4e7a-9d3e-2b5c7f9e1a04';

/** Opsgenie, and Jira Service Management as its mirror. */
async function platforms(own: Partial<OpsgenieModuleOptions> = {}) {
  const [opsgenie, jsm] = [await startSandbox(), await startSandbox({ platform: 'jsm', apiKey: MIRROR })];
  const baseUrl = `${jsm.url}/jsm/ops/integration`;
  const mirror = { platform: 'jsm', apiKey: MIRROR, baseUrl, priority: 'P5' } as const;
  return { opsgenie, jsm, mirror, options: { rules: [], mirror, ...own } satisfies Partial<OpsgenieModuleOptions> };
}

/** What a person sees of the alerts on a platform, but their priority. */
const seen = ({ alerts }: OpsgenieSandbox) =>
  alerts.map(({ acknowledged, alias, count, description, details, message, notes, responders, status, tags }) => ({
    acknowledged,
    alias,
    count,
    description,
    details,
    message,
    responders,
    status,
    tags,
    notes: notes.map(({ note }) => note),
  }));

function newDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'mirror-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

describe.each(adapters)('a mirror, on $name', (adapter) => {
  it('receives each incident and each call, and both platforms agree', async () => {
    const stock = { isDown: true };
    @Controller('orders')
    class OrdersController {
      @Get()
      @AlertOnStatus('5XX', { priority: 'P1', keepFiringFor: '300ms' })
      list(): string[] {
        if (stock.isDown) throw new ServiceUnavailableException();
        return [];
      }
    }
    const targets = { payments: { apiKey: PAYMENTS } };
    const { opsgenie, jsm, options } = await platforms({
      targets,
      defaults: { responders: [{ type: 'team', name: 'shop' }] },
    });
    const application = await start(adapter, { controllers: [OrdersController], opsgenie: options }, opsgenie);

    await (await application.request('GET /orders')).arrayBuffer();
    await opsgenie.waitForAlert({ status: 'open', priority: 'P1' });
    stock.isDown = false;
    for (let time = 0; time < 3; time++) await (await application.request('GET /orders')).arrayBuffer();
    await opsgenie.waitForAlert({ status: 'closed' });
    const service = application.opsgenie;
    await service.raise({ message: 'Card feed is late', alias: 'feed', priority: 'P2', target: 'payments' }).delivered;
    await service.addNote('feed', 'asked').delivered;
    await service.acknowledge('feed').delivered;
    await service.raise({ message: 'Card feed is late', alias: 'feed', target: 'payments' }).delivered;
    await service.close('feed').delivered;
    await service.flush();

    expect(seen(jsm)).toEqual(seen(opsgenie));
    expect(jsm.alerts.map(({ status }) => status)).toEqual(['closed', 'closed']);
    expect(jsm.alerts.map(({ priority }) => priority)).toEqual(['P5', 'P5']);
    expect(opsgenie.alerts.map(({ priority }) => priority)).toEqual(['P1', 'P2']);
    for (const { headers, status } of jsm.requests)
      expect([headers.authorization, status]).toEqual([`GenieKey ${MIRROR}`, 202]);
    const { mirror, ...first } = service.stats();
    expect(first).toMatchObject({ seen: 7, delivered: 7, waiting: 0 });
    expect(mirror).toMatchObject({ accepted: 7, delivered: 7, waiting: 0 });
  });

  it('keeps the priorities unless another one is given', async () => {
    const { opsgenie, jsm, options, mirror } = await platforms();
    const unchanged = { ...options, mirror: { ...mirror, priority: undefined } };
    const service = (await start(adapter, { opsgenie: unchanged }, opsgenie)).opsgenie;
    await service.raise({ message: 'Disk full', priority: 'P2' }).delivered;
    await service.flush();
    expect(jsm.alerts).toMatchObject([{ priority: 'P2' }]);
  });

  it.each<[string, SandboxFault]>([
    ['down', { status: 503 }],
    ['refusing the key', { status: 401 }],
    ['refusing each alert', { status: 422 }],
    ['hanging', { silent: true }],
  ])('has no effect on the first platform while it is %s', async (_name, fault) => {
    const dropped: string[] = [];
    const { opsgenie, jsm, options } = await platforms({
      heartbeat: { name: 'shop', interval: '10s' },
      delivery: {
        flushTimeout: '20s',
        attemptTimeout: '60s',
        onDropped: ({ alias }) => void dropped.push(alias),
      },
    });
    jsm.fault(fault);
    const application = await start(adapter, { opsgenie: options }, opsgenie);
    const service = application.opsgenie;

    for (let index = 0; index < 3; index++) {
      const receipt = service.raise({ message: `Late ${index}`, alias: `late-${index}` });
      expect(receipt.outcome).toBe('queued');
      expect(await receipt.delivered).toMatchObject({ ok: true, attempts: 1, status: 202 });
    }
    await jsm.waitForRequest(() => true);
    const started = performance.now();
    expect(await service.flush()).toMatchObject({ pending: 0, dropped: 0 });
    expect(performance.now() - started).toBeLessThan(15_000);
    expect(opsgenie.heartbeats.length).toBeGreaterThan(0);
    expect(service.stats()).toMatchObject({
      seen: 3,
      delivered: 3,
      dropped: 0,
      waiting: 0,
      delivery: { circuit: 'closed' },
      mirror: { accepted: 3, delivered: 0 },
    });

    await application.nest.close();
    expect(performance.now() - started).toBeLessThan(15_000);
    expect(dropped).toEqual([]);
    expect(opsgenie.alerts).toHaveLength(3);
    expect(jsm.alerts).toEqual([]);
  });

  it('receives its copies while the first platform is down', async () => {
    const { opsgenie, jsm, options } = await platforms({ delivery: { flushTimeout: 1 } });
    opsgenie.fault({ status: 503 });
    const service = (await start(adapter, { opsgenie: options }, opsgenie)).opsgenie;

    service.raise({ message: 'Disk full', alias: 'disk' });

    await jsm.waitForAlert({ alias: 'disk', priority: 'P5' });
    await expect.poll(() => service.stats()).toMatchObject({ delivered: 0, waiting: 1, mirror: { delivered: 1 } });
  });

  it('has a journal of its own: a copy that was not taken is delivered at the next start, and nothing a second time', async () => {
    const { opsgenie, jsm, options } = await platforms({
      delivery: { journal: { directory: newDirectory() }, flushTimeout: 1 },
    });
    jsm.fault({ status: 503 });
    const first = await start(adapter, { opsgenie: options }, opsgenie);
    await first.opsgenie.raise({ message: 'Disk full', alias: 'disk' }).delivered;
    await jsm.waitForRequest(() => true);
    await first.nest.close();
    expect(jsm.alerts).toEqual([]);
    jsm.fault(undefined);

    const second = await start(adapter, { opsgenie: options }, opsgenie);

    await jsm.waitForAlert({ alias: 'disk', priority: 'P5' });
    await second.opsgenie.flush();
    expect(opsgenie.alerts).toMatchObject([{ alias: 'disk', count: 1 }]);
    expect(opsgenie.requests).toHaveLength(1);
  });
});
