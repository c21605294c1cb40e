import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import type { Browser } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';

import type { OpsgenieSandbox } from '../../src/testing/index.js';
import { startSandbox } from '../e2e/application.js';
import { openPage, startBrowser } from './browser.js';

/** The pictures are for people: nothing compares them. */
const FOLDER = fileURLToPath(new URL('../../.cache/page/', import.meta.url));
const SIZES = [
  { device: 'desktop', viewport: { width: 1280, height: 860 } },
  { device: 'phone', viewport: { width: 390, height: 844 } },
] as const;

const ALERTS = [
  {
    priority: 'P1',
    message: 'shop: "connect ECONNREFUSED 192.0.2.7:443" in POST /orders (PaymentProviderDown)',
    alias: 'shop:production:exception:POST /orders:PaymentProviderDown',
    description:
      'PaymentProviderDown: The payment provider does not answer. Nothing was charged.\ncaused by Error: connect ECONNREFUSED 192.0.2.7:443\n\nFirst seen 02:13:07 UTC on shop-7f9c. 17 of 41 requests failed in 2 min.\nRunbook: https://wiki.example.com/runbooks/orders',
    tags: ['shop', 'orders', 'payments'],
    responders: [{ type: 'team', name: 'checkout' }],
    details: {
      service: 'shop',
      environment: 'production',
      operation: 'POST /orders',
      handler: 'OrdersController.create',
      status: '503',
      count: '17',
      runbook: 'https://wiki.example.com/runbooks/orders',
      requestId: '6f8e2a10-93b4-4c7d-8e5f-0a1b2c3d4e5f',
    },
    source: 'shop-7f9c',
  },
  {
    priority: 'P2',
    message: 'shop: 24% failing in /checkout (503), 62 of 258 requests in 10 min',
    alias: 'shop:production:errorRate:checkout',
    tags: ['shop', 'checkout'],
    responders: [{ type: 'team', name: 'checkout' }],
  },
  { priority: 'P3', message: 'shop: GET /catalog/export took 4.2 s', alias: 'latency', tags: ['shop'] },
  { priority: 'P4', message: 'Stock is low: kettle', alias: 'stock', tags: ['shop', 'stock'] },
  { priority: 'P5', message: 'Nightly report was late', alias: 'report' },
];

const browser: Browser | undefined = await startBrowser();

async function call(sandbox: OpsgenieSandbox, path: string, body: object): Promise<void> {
  await fetch(`${sandbox.url}/v2/${path}`, {
    method: 'POST',
    headers: { authorization: 'GenieKey 0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d', 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

async function shopInTrouble(): Promise<OpsgenieSandbox> {
  const sandbox = await startSandbox({ page: true });
  for (const alert of ALERTS) await call(sandbox, 'alerts', alert);
  for (let repeat = 0; repeat < 16; repeat++) await call(sandbox, 'alerts', ALERTS[0] ?? {});
  await call(sandbox, 'alerts/latency/acknowledge?identifierType=alias', { user: 'Ada' });
  const note = 'Recovered: lasted 4 min 10 s (3 runs).';
  await call(sandbox, 'alerts/report/close?identifierType=alias', { user: 'shop', note });
  const [first] = sandbox.alerts;
  await call(sandbox, `alerts/${first?.id ?? ''}/notes`, { user: 'shop', note: 'Still failing: 41 times in 5 min.' });
  await call(sandbox, 'heartbeats/nightly-report/ping', {});
  sandbox.fault({ status: 503, times: 3 });
  for (let number = 0; number < 3; number++) await call(sandbox, 'alerts', { message: 'lost' });
  return sandbox;
}

describe.skipIf(browser === undefined)('the page of the sandbox', () => {
  afterAll(() => browser?.close());

  it.each(SIZES.flatMap((size) => (['light', 'dark'] as const).map((colorScheme) => ({ ...size, colorScheme }))))(
    'fits a $device, $colorScheme',
    async ({ device, viewport, colorScheme }) => {
      if (browser === undefined) return;
      const sandbox = await shopInTrouble();
      const { page, trouble } = await openPage(browser, sandbox.url, { viewport, colorScheme });
      mkdirSync(FOLDER, { recursive: true });
      const picture = async (name: string): Promise<void> => {
        await page.screenshot({ path: `${FOLDER}${device}-${colorScheme}-${name}.png` });
        const overflow = await page.evaluate(
          'document.documentElement.scrollWidth - document.documentElement.clientWidth',
        );
        expect(overflow, name).toBe(0);
      };

      await page.locator('#alert-list > li').nth(4).waitFor();
      await picture('list');
      await page.locator('#alert-list a').first().click();
      await page.getByRole('heading', { name: /ECONNREFUSED/ }).waitFor();
      await picture('alert');
      await page.goto(`${sandbox.url}/#/requests`);
      await page.locator('#request-list summary').nth(3).click();
      await picture('requests');
      await page.goto(`${sandbox.url}/#/heartbeats`);
      await page.getByText('nightly-report', { exact: true }).waitFor();
      await picture('heartbeats');
      expect(trouble).toEqual([]);
    },
  );
});
