import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

import { BackgroundProgram } from './background-program.js';
import { buildSample, type SampleBuild } from './sample-build.js';

/** Port 0 is any free port. Vitest's NODE_ENV would disable the module. */
const ENVIRONMENT = { NODE_ENV: 'production', PORT: '0', SANDBOX_PORT: '0', NO_COLOR: '1' };

describe.concurrent('the sample', () => {
  let build: SampleBuild;
  const programs: BackgroundProgram[] = [];

  beforeAll(async () => {
    build = await buildSample();
  });
  afterAll(async () => {
    await Promise.all(programs.map((program) => program.end('SIGKILL')));
    build.remove();
  });

  const start = (script: string): BackgroundProgram => {
    const program = new BackgroundProgram(join(build.folder, script), ENVIRONMENT);
    programs.push(program);
    return program;
  };

  it('raises the promised alerts for each line, and ends cleanly on Ctrl-C', async () => {
    const shop = start('main.js');
    await shows(shop, 'Ctrl-C ends.');
    const lines = linesOf(shop.output.split('Outside HTTP handlers:')[0]);
    expect(lines).toHaveLength(19);

    for (const line of lines) {
      await request(line);
      // The background task must run once while it is broken.
      if (/POST .*\/drill\/price-feed/.test(line))
        await shows(shop, 'ALERT  P1  [sample] shop: refresh-prices failed: The feed is empty');
    }
    await shows(shop, 'CLOSED P1  [sample] shop: "connect ECONNREFUSED 192.0.2.7:443" in POST /orders');
    await shows(shop, 'CLOSED P2  [sample] shop: 100% failing in /checkout (');
    await shows(shop, 'CLOSED P1  [sample] shop: refresh-prices failed: The feed is empty');

    expect(headlines(shop.output)).toEqual(
      [
        'ALERT  P1  [sample] shop: "connect ECONNREFUSED 192.0.2.7:443" in POST /orders',
        'ALERT  P1  [sample] shop: refresh-prices failed: The feed is empty',
        'ALERT  P2  [sample] shop: 100% failing in /checkout (',
        'ALERT  P3  [sample] shop: "Cannot read properties of undefined (reading \'join\')" in GET /orders/:id (TypeError)',
        'ALERT  P4  Stock is low: kettle [shop, sample]',
        'ALERT  P4  The same shelf is packed twice [shop, sample]',
        'ALERT  P4  [sample] shop: GET /catalog/export took',
        'ALERT  P4  [sample] shop: error budget burns 100x too fast, 100% over 200 ms on /search',
        'CLOSED P1  [sample] shop: "connect ECONNREFUSED 192.0.2.7:443" in POST /orders',
        'CLOSED P1  [sample] shop: refresh-prices failed: The feed is empty',
        'CLOSED P2  [sample] shop: 100% failing in /checkout (',
        'CLOSED P3  [sample] shop: "Cannot read properties of undefined (reading \'join\')" in GET /orders/:id (TypeError)',
        'CLOSED P4  Stock is low: kettle',
        'CLOSED P4  The same shelf is packed twice',
        'CLOSED P4  [sample] shop: GET /catalog/export took',
        'CLOSED P4  [sample] shop: error budget burns 100x too fast',
      ].map((headline): unknown => expect.stringContaining(headline)),
    );
    expect(await shop.end('SIGINT'), shop.output).toBe(0);
    expect(shop.output).toContain('Closed. Messages delivered: 16, lost: 0.');
  });

  it('raises alerts about a job, a listener and a resolver', async () => {
    const shop = start('main.js');
    await shows(shop, 'Ctrl-C ends.');
    const lines = linesOf(shop.output.split('Outside HTTP handlers:')[1]);
    expect(lines).toHaveLength(10);

    for (const line of lines) await request(line);

    await shows(shop, 'CLOSED P2  [sample] shop: cron NightlyReport.write failed: No space left on device');
    await shows(shop, 'ALERT  P3  [sample] shop: listener of order.created failed: SMTP 421: try again later');
    await shows(shop, 'ALERT  P3  [sample] shop: "The price of \'tray\' is missing" in Query.price (RangeError)');
    await shows(shop, 'CLOSED P3  [sample] shop: listener of order.created failed: SMTP 421: try again later');
    await shows(shop, 'CLOSED P3  [sample] shop: "The price of \'tray\' is missing" in Query.price (RangeError)');
    expect(shop.output).toContain('# A queue: start the shop with REDIS_URL=redis://127.0.0.1:6379');
    expect(await shop.end('SIGINT'), shop.output).toBe(0);
  });

  it('shows an outage from the page to the close, and ends itself', async () => {
    const outage = start('outage.js');

    expect(await outage.exit(), outage.output).toBe(0);

    expect(headlines(outage.output)).toEqual([
      expect.stringMatching(/ALERT {2}P2 {2}\[sample\] shop: [\d.]+% failing in \/checkout \(/),
      expect.stringContaining('CLOSED P2  [sample] shop: '),
    ]);
    expect(outage.output).toMatch(/note {3}Recovered: lasted [\d.]+ s \(/);
    expect(outage.output).toContain('Alerts: 1. Messages delivered: 2, lost: 0.');
  });
});

/** Waits until the program has written something. */
async function shows(program: BackgroundProgram, text: string): Promise<void> {
  await vi.waitFor(() => expect(program.output).toContain(text), { timeout: 60_000, interval: 100 });
}

/** The first lines of all alerts, notes and closes, without their times, in alphabetical order. */
function headlines(output: string): string[] {
  return output
    .split('\n')
    .filter((line) => / (?:ALERT |CLOSED|NOTE )/.test(line))
    .map((line) => line.slice(line.search(/ALERT|CLOSED|NOTE/)))
    .toSorted();
}

function linesOf(output = ''): string[] {
  return output.split('\n').filter((line) => line.startsWith('curl '));
}

const JSON_BODY = { 'content-type': 'application/json' };

/** Sends the requests of a curl line, including `[1-40]`, a rate and a body of JSON. */
async function request(line: string): Promise<void> {
  const [, method = 'GET', template = ''] = /^curl (?:-X (\w+) )?"?([^" ]+)"?/.exec(line) ?? [];
  const [, json] = /-d '(.+)'$/.exec(line) ?? [];
  const [, perSecond] = / --rate (\d+)\/s/.exec(line) ?? [];
  const [, first = '1', last = '1'] = /\[(\d+)-(\d+)\]/.exec(template) ?? [];
  for (let number = Number(first); number <= Number(last); number++) {
    const body = json === undefined ? { method } : { method: 'POST', headers: JSON_BODY, body: json };
    const response = await fetch(template.replace(/\[.*\]/, String(number)), body);
    await response.body?.cancel();
    if (perSecond !== undefined) await setTimeout(1_000 / Number(perSecond));
  }
}
