import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Controller, Get, ServiceUnavailableException } from '@nestjs/common';
import { describe, expect, it, onTestFinished } from 'vitest';

import { AlertOnStatus, type OpsgenieModuleOptions } from '../../src/index.js';
import type { OpsgenieSandbox } from '../../src/testing/index.js';
import { adapters, start, startSandbox } from './application.js';

/** A handler that fails while the stock is down. */
function shop(stock: { isDown: boolean }): new () => object {
  @Controller('orders')
  class OrdersController {
    @Get()
    @AlertOnStatus('5XX', { priority: 'P2', keepFiringFor: '300ms' })
    list(): string[] {
      if (stock.isDown) throw new ServiceUnavailableException();
      return [];
    }
  }
  return OrdersController;
}

const CONFIRMED = { platform: 'jsm', rules: [], delivery: { confirm: true } } as const;

/** Jira Service Management, and the address of its integration events. */
async function jsm(): Promise<{ sandbox: OpsgenieSandbox; baseUrl: string }> {
  const sandbox = await startSandbox({ platform: 'jsm' });
  return { sandbox, baseUrl: `${sandbox.url}/jsm/ops/integration` };
}

describe.each(adapters)('on Jira Service Management, on $name', (adapter) => {
  it('an incident is raised, and closed when it is over, and nothing is asked that the platform lacks', async () => {
    const stock = { isDown: true };
    const { sandbox, baseUrl } = await jsm();
    const application = await start(
      adapter,
      { controllers: [shop(stock)], opsgenie: { ...CONFIRMED, baseUrl } },
      sandbox,
    );

    for (let time = 0; time < 3; time++) await (await application.request('GET /orders')).arrayBuffer();
    const { alias } = await sandbox.waitForAlert({ status: 'open', priority: 'P2', count: 1 });
    stock.isDown = false;
    for (let time = 0; time < 3; time++) await (await application.request('GET /orders')).arrayBuffer();
    const closed = await sandbox.waitForAlert({ alias, status: 'closed' });

    expect(closed.notes.at(-1)?.note).toMatch(/^Recovered: /);
    await application.opsgenie.flush();
    expect(sandbox.requests.map(({ status }) => status).filter((status) => status === 404)).toEqual([]);
    expect(sandbox.alerts).toHaveLength(1);
  });

  it('an alert of the application lives its whole life, each step confirmed', async () => {
    const { sandbox, baseUrl } = await jsm();
    const { opsgenie } = await start(adapter, { opsgenie: { ...CONFIRMED, baseUrl } }, sandbox);

    const alias = 'stock-feed';
    const raised = [
      await opsgenie.raise({ message: 'Stock feed is late', alias }).delivered,
      await opsgenie.raise({ message: 'Stock feed is late', alias }).delivered,
      await opsgenie.addNote(alias, 'asked the supplier').delivered,
      await opsgenie.acknowledge(alias).delivered,
      await opsgenie.close(alias, { note: 'it is back' }).delivered,
    ];

    for (const result of raised) expect(result).toMatchObject({ ok: true, status: 202, attempts: 1 });
    expect(sandbox.alerts).toMatchObject([{ alias, count: 2, acknowledged: true, status: 'closed' }]);
    expect(sandbox.alerts[0]?.notes.map(({ note }) => note)).toEqual(['asked the supplier', 'it is back']);
    expect(await opsgenie.check()).toMatchObject({ ok: true, finding: 'ready', platform: 'Jira Service Management' });
  });

  it('the next process delivers from the journal what the platform did not take', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'jsm-'));
    onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
    const { sandbox, baseUrl } = await jsm();
    const opsgenie: Partial<OpsgenieModuleOptions> = {
      ...CONFIRMED,
      baseUrl,
      delivery: { journal: { directory }, flushTimeout: 1 },
    };
    sandbox.fault({ status: 503 });
    const first = await start(adapter, { opsgenie }, sandbox);
    first.opsgenie.raise({ message: 'Stock feed is late', alias: 'stock-feed' });
    await sandbox.waitForRequest(() => true);
    await first.nest.close();
    expect(sandbox.alerts).toEqual([]);
    sandbox.fault(undefined);

    await start(adapter, { opsgenie }, sandbox);

    const alert = await sandbox.waitForAlert({ alias: 'stock-feed' });
    expect(alert.details).toHaveProperty('raisedAt');
  });
});
