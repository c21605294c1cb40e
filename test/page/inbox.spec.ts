import { Controller, Get } from '@nestjs/common';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

import { onException } from '../../src/index.js';
import { VirtualClock, type OpsgenieSandbox } from '../../src/testing/index.js';
import { adapters, start, startSandbox } from '../e2e/application.js';
import { openPage, startBrowser } from './browser.js';

const KEY = '0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d';
const HOSTILE = [
  '<img src=x onerror="alert(1)">',
  '<script>alert(1)</script>',
  '"><svg onload=alert(1)>',
  "javascript:alert('1')",
  'data:text/html,<script>alert(1)</script>',
  '</script><script src=//evil.example/x.js></script>',
  '{{constructor.constructor("alert(1)")()}}',
  'https://example.com/"onmouseover="alert(1)',
  '<iframe srcdoc="<script>parent.alert(1)</script>"></iframe>',
  '<style>*{background:url(//evil.example/)}</style>',
];

const browser: Browser | undefined = await startBrowser();

async function raise(sandbox: OpsgenieSandbox, alert: Readonly<Record<string, unknown>>): Promise<void> {
  await fetch(`${sandbox.url}/v2/alerts`, {
    method: 'POST',
    headers: { authorization: `GenieKey ${KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify(alert),
  });
}

describe.skipIf(browser === undefined)('the page of the sandbox', () => {
  let chromium: Browser;
  beforeAll(() => {
    if (browser !== undefined) chromium = browser;
  });
  afterAll(() => browser?.close());

  it('shows the alert of a shop that breaks without a reload, a click closes it, and the module raises it again', async () => {
    @Controller('orders')
    class OrdersController {
      @Get()
      list(): never {
        throw new TypeError('The shelf is empty');
      }
    }
    const clock = new VirtualClock();
    const sandbox = await startSandbox({ page: true });
    const [express] = adapters;
    if (express === undefined) throw new Error('no adapter');
    const rules = [onException({ priority: 'P1' })];
    const shop = await start(express, { clock, controllers: [OrdersController], opsgenie: { rules } }, sandbox);
    const fail = async (): Promise<void> => {
      await (await shop.request('GET /orders')).arrayBuffer();
      await shop.responsesClosed();
      await shop.opsgenie.flush();
    };
    const { page, trouble } = await openPage(chromium, sandbox.url);
    const list = page.locator('#alert-list > li');
    expect(await list.count()).toBe(0);

    await fail();
    await page.getByRole('link', { name: /P1.*The shelf is empty/ }).click();
    await page.getByRole('heading', { name: /The shelf is empty/ }).waitFor();
    expect(await page.locator('.preview').textContent()).toMatch(
      /^\[test\] shop: "The shelf is empty" in GET \/orders/,
    );

    await page.getByRole('button', { name: 'Acknowledge', exact: true }).click();
    await page.locator('#detail-head .state.acknowledged').waitFor();
    await page.getByRole('textbox', { name: 'Note' }).fill('Filled the shelf');
    await page.getByRole('button', { name: 'Close', exact: true }).click();
    await page.locator('#detail-head .state.closed').waitFor();
    expect(sandbox.alerts).toEqual([
      expect.objectContaining({
        status: 'closed',
        closedBy: 'You',
        notes: [expect.objectContaining({ note: 'Filled the shelf' })],
      }),
    ]);
    expect(await page.locator('.life .what').allTextContents()).toEqual(['Raised', 'Acknowledged', 'Closed']);

    // The incident goes on, and the module says so every five minutes.
    clock.advance('6m');
    await fail();
    await vi.waitFor(async () => expect(await list.count()).toBe(2), 10_000);
    expect(await page.locator('#alert-list > li.open').count()).toBe(1);
    expect(trouble).toEqual([]);
  });

  it('executes nothing that stands in an alert, and asks no other host', async () => {
    const sandbox = await startSandbox({ page: true });
    const { page, trouble } = await openPage(chromium, sandbox.url);
    for (const text of HOSTILE) {
      await raise(sandbox, {
        message: text,
        description: HOSTILE.join('\n'),
        tags: [text.slice(0, 50)],
        details: { [text]: text, link: text },
        responders: [{ type: 'team', name: text }],
        entity: text,
        source: text,
        user: text,
        note: text,
        alias: text,
      });
      await raise(sandbox, { message: text, alias: text, note: text });
    }
    const items = page.locator('#alert-list > li');
    await vi.waitFor(async () => expect(await items.count()).toBe(HOSTILE.length), 10_000);

    for (let index = 0; index < HOSTILE.length; index++) {
      await items.nth(index).getByRole('link').click();
      await page.locator('#detail-body dl').first().waitFor();
      const targets = await page.evaluate<string[]>(
        `[...document.querySelectorAll('#detail a')].map((link) => link.getAttribute('href'))`,
      );
      expect(targets.filter((target) => target !== '#/alerts' && !/^https?:\/\/[^"']+$/.test(target))).toEqual([]);
    }
    await page.getByRole('link', { name: /^Requests/ }).click();
    await page.locator('#request-list summary').first().click();
    await page.locator('#request-list pre').first().getByText('"message"').waitFor();
    expect(await page.locator('#request-list pre').first().textContent()).toContain('GenieKey [api key]');

    expect(
      await page.evaluate<string[]>(
        `[...document.querySelectorAll('img, iframe, script, svg, style')].map((one) => one.id || one.tagName)`,
      ),
    ).toEqual(['SCRIPT', 'IMG', 'plot']);
    expect(await page.content()).not.toContain(KEY);
    expect(trouble).toEqual([]);
  });

  it('breaks and mends the platform, whoever does it', async () => {
    const sandbox = await startSandbox({ page: true });
    const { page } = await openPage(chromium, sandbox.url);
    const status = async (): Promise<number> =>
      (await fetch(`${sandbox.url}/v2/alerts`, { headers: { authorization: `GenieKey ${KEY}` } })).status;

    for (const [name, expected] of [
      ['down', 503],
      ['rate limited', 429],
      ['refusing the key', 401],
      ['working', 200],
    ] as const) {
      await page.getByText(name, { exact: true }).click();
      await vi.waitFor(async () => expect(await status()).toBe(expected), 5_000);
    }
    sandbox.fault({ integrationDisabled: true });
    await page.getByText('A program has set a fault of its own.').waitFor();
    sandbox.fault(undefined);
    await vi.waitFor(
      async () => expect(await page.getByRole('radio', { name: 'working' }).isChecked()).toBe(true),
      5_000,
    );
    expect(await page.locator('#plot-text').textContent()).toMatch(/^Last 10 minutes: \d+ requests/);
  });

  it('can be used by keyboard, and says to a screen reader what changes', async () => {
    const sandbox = await startSandbox({ page: true });
    const { page } = await openPage(chromium, sandbox.url);
    await raise(sandbox, { message: 'Disk full', alias: 'disk', priority: 'P2' });
    await page.locator('#announcer', { hasText: 'New P2 alert: Disk full' }).waitFor({ state: 'attached' });
    await raise(sandbox, { message: 'Queue is long', alias: 'queue', priority: 'P4', tags: ['mail'] });
    await page.locator('#alert-list > li').nth(1).waitFor();

    await page.keyboard.press('/');
    await page.keyboard.type('mail');
    await page.getByText('1 of 2 alerts').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('#search').fill('');
    await page.locator('#alert-list a').first().focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Queue is long' }).waitFor();
    await page.keyboard.press('a');
    await page.locator('#detail-head .state.acknowledged').waitFor();
    await page.keyboard.press('c');
    await page.locator('#detail-head .state.closed').waitFor();
    expect(sandbox.alerts.map(({ status }) => status)).toEqual(['open', 'closed']);
    await page.locator('#announcer', { hasText: 'Closed: Queue is long' }).waitFor({ state: 'attached' });
  });

  it('shows heartbeats with the time that is left, and the alert of one that expired', async () => {
    const clock = new VirtualClock();
    const sandbox = await startSandbox({ page: true, clock });
    sandbox.expectHeartbeat('nightly-report', '1d');
    const { page } = await openPage(chromium, sandbox.url);
    await fetch(`${sandbox.url}/v2/heartbeats/nightly-report/ping`, { headers: { authorization: `GenieKey ${KEY}` } });
    await page.getByRole('link', { name: /^Heartbeats/ }).click();
    await page.getByText('1 d left').waitFor();

    clock.advance('23h');
    await page.getByText(/^(?:59 min|1 h) left$/).waitFor();
    clock.advance('2h');

    await page.getByText('expired', { exact: true }).waitFor();
    await page.getByRole('link', { name: /^Alerts/ }).click();
    await page.locator('#alert-list').getByText('nightly-report is expired').waitFor();
    expect(await page.locator('#alert-list > li').count()).toBe(1);
  });

  it('comes back by itself after the sandbox was emptied', async () => {
    const sandbox = await startSandbox({ page: true });
    const { page } = await openPage(chromium, sandbox.url);
    await raise(sandbox, { message: 'Disk full' });
    await page.locator('#alert-list > li').waitFor();

    sandbox.reset();

    await page.locator('#no-alerts').waitFor();
    expect(await page.locator('#count-open').textContent()).toBe('0');
  });
});
