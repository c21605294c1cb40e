import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Controller, Get, ServiceUnavailableException } from '@nestjs/common';
import { describe, expect, it, onTestFinished } from 'vitest';

import {
  AlertDefaults,
  AlertOnErrorRate,
  AlertOnStatus,
  onException,
  SkipAlerts,
  type OpsgenieModuleOptions,
} from '../../src/index.js';
import type { OpsgenieSandbox, ReceivedRequest, SandboxFault } from '../../src/testing/index.js';
import { adapters, start, startSandbox } from './application.js';

const PAYMENTS = '11111111-6c0b-4e7a-9d3e-2b5c7f9e1a04';
const BILLING = '22222222-6c0b-4e7a-9d3e-2b5c7f9e1a04';
const OWN = '8a1f3d52-6c0b-4e7a-9d3e-2b5c7f9e1a04';
const KEYS: Readonly<Record<string, string>> = { [PAYMENTS]: 'payments', [BILLING]: 'billing', [OWN]: 'own' };

/** The platforms of three keys: of the module, of payments, and of billing on Jira Service Management. */
async function platforms() {
  const [own, payments, billing] = [
    await startSandbox({ apiKey: OWN }),
    await startSandbox({ apiKey: PAYMENTS }),
    await startSandbox({ apiKey: BILLING, platform: 'jsm' }),
  ];
  const targets = {
    payments: { apiKey: PAYMENTS, baseUrl: payments.url },
    billing: { apiKey: BILLING, platform: 'jsm', baseUrl: `${billing.url}/jsm/ops/integration` },
  } as const;
  return { own, payments, billing, targets };
}

/** `payments create`, `own close`: whose key a request had, and what it did. */
function line({ headers, path }: ReceivedRequest): string {
  const key = headers.authorization?.replace(/^GenieKey /, '') ?? '';
  return `${KEYS[key] ?? key} ${/\/(close|acknowledge|notes)$/.exec(path)?.[1] ?? 'create'}`;
}

const lines = (sandbox: OpsgenieSandbox): string[] => sandbox.requests.map(line);

function newDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'targets-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

function shop(stock: { isDown: boolean }): (new () => object)[] {
  const ask = (): string[] => {
    if (stock.isDown) throw new ServiceUnavailableException();
    return [];
  };

  @Controller('payments')
  @AlertDefaults({ target: 'payments' })
  class PaymentsController {
    @Get()
    @AlertOnStatus('5XX')
    list() {
      return ask();
    }

    @Get('invoices')
    @AlertOnStatus('5XX', { target: 'billing' })
    invoices() {
      return ask();
    }
  }

  @Controller('orders')
  class OrdersController {
    @Get()
    @AlertOnStatus('5XX')
    list() {
      return ask();
    }
  }

  @Controller('refunds')
  @AlertOnErrorRate(0.5, { window: '1s', target: 'payments' })
  class RefundsController {
    @Get()
    @SkipAlerts(['exception'])
    list() {
      return ask();
    }
  }
  return [PaymentsController, OrdersController, RefundsController];
}

describe.each(adapters)('targets, on $name', (adapter) => {
  it('page the team of the nearest one, and the same key closes what it opened', async () => {
    const stock = { isDown: true };
    const { own, payments, billing, targets } = await platforms();
    const opsgenie = { rules: [], targets, defaults: { keepFiringFor: '300ms' } } as const;
    const application = await start(adapter, { controllers: shop(stock), opsgenie }, own);

    const paths = ['payments', 'payments/invoices', 'orders'];
    for (const path of paths) expect((await application.request(`GET /${path}`)).status).toBe(503);
    await Promise.all([own, payments, billing].map((sandbox) => sandbox.waitForAlert({ status: 'open' })));
    stock.isDown = false;
    for (let time = 0; time < 3; time++)
      for (const path of paths) await (await application.request(`GET /${path}`)).arrayBuffer();
    await Promise.all([own, payments, billing].map((sandbox) => sandbox.waitForAlert({ status: 'closed' })));

    expect([own, payments, billing].map(lines)).toEqual([
      ['own create', 'own close'],
      ['payments create', 'payments close'],
      ['billing create', 'billing close'],
    ]);
    const [alert] = payments.alerts;
    expect(alert?.alias).toBe('shop:test:status:GET /payments:5XX');
    expect(alert?.details).not.toHaveProperty('repaired');
  });

  it('page for a controller as a whole, and for rules of the module', async () => {
    const stock = { isDown: true };
    const { own, payments, billing, targets } = await platforms();
    const rules = [onException({ target: 'billing' })];
    const application = await start(adapter, { controllers: shop(stock), opsgenie: { rules, targets } }, own);

    while (payments.alerts.length === 0) await (await application.request('GET /refunds')).arrayBuffer();
    await (await application.request('GET /orders')).arrayBuffer();
    await billing.waitForAlert({ alias: 'shop:test:exception:GET /orders:ServiceUnavailableException' });

    expect(payments.alerts).toMatchObject([{ alias: expect.stringContaining(':errorRate:') }]);
    expect(own.requests).toEqual([]);
  });

  it('take what the application raises, and what it does with that later, also in another process', async () => {
    const { own, payments, billing, targets } = await platforms();
    const opsgenie: Partial<OpsgenieModuleOptions> = { rules: [], targets };
    const first = (await start(adapter, { opsgenie }, own)).opsgenie;

    await first.raise({ message: 'Card feed is late', alias: 'feed', target: 'payments' }).delivered;
    await first.raiseException(new Error('no invoice'), { alias: 'invoice', target: 'billing' }).delivered;
    await first.raise({ message: 'Disk full', alias: 'disk' }).delivered;
    expect(await first.addNote('feed', 'asked').delivered).toMatchObject({ ok: true });
    expect(await first.acknowledge('invoice').delivered).toMatchObject({ ok: true });
    expect(await first.close('feed').delivered).toMatchObject({ ok: true });
    expect([own, payments, billing].map(lines)).toEqual([
      ['own create'],
      ['payments create', 'payments notes', 'payments close'],
      ['billing create', 'billing acknowledge'],
    ]);
    expect(first.stats()).toMatchObject({
      seen: 6,
      delivered: 6,
      delivery: { delivered: 1 },
      targets: { payments: { delivered: 3 }, billing: { delivered: 2 } },
    });

    const second = (await start(adapter, { opsgenie }, own)).opsgenie;
    expect(await second.close('invoice', { note: 'found' }).delivered).toMatchObject({ ok: true });
    expect(await second.close('disk').delivered).toMatchObject({ ok: true });
    expect([own, billing].flatMap(({ alerts }) => alerts.map(({ status }) => status))).toEqual(['closed', 'closed']);
  });

  it.each<[string, SandboxFault, string | undefined]>([
    ['down', { status: 503 }, 'outage'],
    ['refusing the key', { status: 403 }, 'keyRefused'],
    ['hanging', { silent: true }, undefined],
  ])('do not affect each other: one is %s', async (_name, fault, circuitCause) => {
    const { own, payments, billing, targets } = await platforms();
    payments.fault(fault);
    const dropped: string[] = [];
    const delivery = {
      flushTimeout: 1,
      onDropped: ({ alias, target = 'own' }: { alias: string; target?: string | undefined }) =>
        void dropped.push(`${alias} for ${target}`),
    };
    const application = await start(adapter, { opsgenie: { rules: [], targets, delivery } }, own);
    const { opsgenie } = application;

    for (let index = 0; index < 5; index++)
      opsgenie.raise({ message: `Late ${index}`, alias: `late-${index}`, target: 'payments' });
    await payments.waitForRequest(() => true);
    for (const target of [{}, { target: 'billing' }])
      expect(await opsgenie.raise({ message: 'Disk full', alias: 'disk', ...target }).delivered).toMatchObject({
        ok: true,
      });

    await expect.poll(() => opsgenie.stats().targets?.['payments']?.circuitCause).toBe(circuitCause);
    const stats = opsgenie.stats();
    expect(stats).toMatchObject({ seen: 7, delivered: 2, waiting: 5, delivery: { circuit: 'closed', delivered: 1 } });
    expect(stats.targets).toMatchObject({ payments: { delivered: 0 }, billing: { circuit: 'closed', delivered: 1 } });

    await application.nest.close();
    expect(dropped.toSorted()).toEqual([0, 1, 2, 3, 4].map((index) => `late-${index} for payments`));
    const after = opsgenie.stats();
    expect(after.seen).toBe(after.delivered + after.dropped);
    expect([own.alerts.length, billing.alerts.length]).toEqual([1, 1]);
  });

  it('have journals of their own: the next process delivers each message with the key that it was for', async () => {
    const directory = newDirectory();
    const { own, payments, billing, targets } = await platforms();
    for (const sandbox of [own, payments, billing]) sandbox.fault({ status: 503 });
    const opsgenie = { rules: [], targets, delivery: { journal: { directory }, flushTimeout: 1 } } as const;
    const first = await start(adapter, { opsgenie }, own);
    first.opsgenie.raise({ message: 'of payments', alias: 'one', target: 'payments' });
    first.opsgenie.raise({ message: 'of billing', alias: 'two', target: 'billing' });
    first.opsgenie.raise({ message: 'own', alias: 'three' });
    await Promise.all([own, payments, billing].map((sandbox) => sandbox.waitForRequest(() => true)));
    await first.nest.close();
    const files = readdirSync(directory).map((file) => readFileSync(join(directory, file), 'utf8'));
    expect(files).toHaveLength(3);
    for (const file of files) {
      expect(['one', 'two', 'three'].filter((alias) => file.includes(`"alias":"${alias}"`))).toHaveLength(1);
      for (const key of Object.keys(KEYS)) expect(file).not.toContain(key);
    }
    for (const sandbox of [own, payments, billing]) sandbox.fault(undefined);

    await start(adapter, { opsgenie }, own);

    await Promise.all([own, payments, billing].map((sandbox) => sandbox.waitForAlert(() => true)));
    expect([own, payments, billing].map(({ alerts }) => alerts.map(({ alias }) => alias))).toEqual([
      ['three'],
      ['one'],
      ['two'],
    ]);
  });

  it('keep their incidents over a restart: the next process closes them with the same key', async () => {
    const stock = { isDown: true };
    const { own, payments, targets } = await platforms();
    const opsgenie = {
      rules: [],
      targets,
      defaults: { keepFiringFor: '300ms' },
      delivery: { journal: { directory: newDirectory() } },
    } as const;
    const first = await start(adapter, { controllers: shop(stock), opsgenie }, own);
    await (await first.request('GET /payments')).arrayBuffer();
    await payments.waitForAlert({ status: 'open' });
    await first.nest.close();
    stock.isDown = false;

    const second = await start(adapter, { controllers: shop(stock), opsgenie }, own);
    for (let time = 0; time < 3; time++) await (await second.request('GET /payments')).arrayBuffer();

    await payments.waitForAlert({ status: 'closed' });
    expect(lines(payments)).toEqual(['payments create', 'payments close']);
    expect(own.requests).toEqual([]);
  });

  it('are all reached by flush() and by the shutdown', async () => {
    const { own, payments, billing, targets } = await platforms();
    const application = await start(adapter, { opsgenie: { rules: [], targets } }, own);
    const raise = (round: number): void => {
      for (const target of [{}, { target: 'payments' }, { target: 'billing' }])
        for (const index of [1, 2])
          application.opsgenie.raise({ message: 'Late', alias: `late-${round}-${index}`, ...target });
    };

    raise(1);
    expect(await application.opsgenie.flush()).toMatchObject({ pending: 0, dropped: 0 });
    expect([own, payments, billing].map(({ alerts }) => alerts.length)).toEqual([2, 2, 2]);
    raise(2);
    await application.nest.close();
    expect([own, payments, billing].map(({ alerts }) => alerts.length)).toEqual([4, 4, 4]);
  });
});
