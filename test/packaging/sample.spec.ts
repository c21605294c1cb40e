import { join } from 'node:path';

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
    const lines = shop.output.split('\n').filter((line) => line.startsWith('curl '));
    expect(lines).toHaveLength(14);

    for (const line of lines) {
      await request(line);
      // The background task must run once while it is broken.
      if (/POST .*\/drill\/price-feed/.test(line)) await shows(shop, 'ALERT  P1  task:refresh-prices threw Error');
    }
    await shows(shop, 'CLOSED P1  POST /orders threw PaymentProviderDown');
    await shows(shop, 'CLOSED P1  task:refresh-prices threw Error');

    expect(headlines(shop.output)).toEqual(
      [
        'ALERT  P1  POST /orders threw PaymentProviderDown',
        'ALERT  P1  task:refresh-prices threw Error',
        'ALERT  P2  CheckoutController 100% failing',
        'ALERT  P3  GET /orders/:id threw TypeError',
        'ALERT  P4  GET /catalog/export took',
        'ALERT  P4  SearchController 100% too slow',
        'ALERT  P4  Stock is low: kettle',
        'ALERT  P4  The same shelf is packed twice',
        'CLOSED P1  POST /orders threw PaymentProviderDown',
        'CLOSED P1  task:refresh-prices threw Error',
        'CLOSED P4  Stock is low: kettle',
      ].map((headline): unknown => expect.stringContaining(headline)),
    );
    expect(await shop.end('SIGINT'), shop.output).toBe(0);
    expect(shop.output).toContain('Closed. Messages delivered: 11, lost: 0.');
  });

  it('shows an outage from the page to the close, and ends itself', async () => {
    const outage = start('outage.js');

    expect(await outage.exit(), outage.output).toBe(0);

    expect(headlines(outage.output)).toEqual([
      expect.stringMatching(/ALERT {2}P2 {2}CheckoutController \d+% failing/),
      expect.stringContaining('CLOSED P2  CheckoutController'),
    ]);
    expect(outage.output).toMatch(/note {3}Recovered: lasted \d+ s \(/);
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

/** Sends the requests of a curl line, including `[1-40]`. */
async function request(line: string): Promise<void> {
  const [, method = 'GET', template = ''] = /^curl (?:-X (\w+) )?"?([^"]+)"?$/.exec(line) ?? [];
  const [, first = '1', last = '1'] = /\[(\d+)-(\d+)\]/.exec(template) ?? [];
  for (let number = Number(first); number <= Number(last); number++) {
    const response = await fetch(template.replace(/\[.*\]/, String(number)), { method });
    await response.body?.cancel();
  }
}
