import 'reflect-metadata';

import type { OpsgenieSandbox } from 'nestjs-opsgenie/testing';

import { useSandbox } from './alerting/alert-platform.js';
import { alertText } from './alerting/alert-text.js';
import { openShop, type Shop } from './shop.js';
import { thingsOutsideHttp, thingsToTry } from './things-to-try.js';

const { OPSGENIE_API_KEY, OPSGENIE_PLATFORM = 'opsgenie', PORT = '3000', SANDBOX_PORT = '3001' } = process.env;

/** Opens the shop. Alerts are sent to a sandbox and printed here; with `OPSGENIE_API_KEY` they are sent to the platform and page people. */
async function main(): Promise<void> {
  const sandbox = OPSGENIE_API_KEY === undefined ? await useSandbox(Number(SANDBOX_PORT)) : undefined;
  const shop = await openShop(Number(PORT));

  sandbox?.on('alert', (alert, change) => {
    const time = new Date().toTimeString().slice(0, 8);
    console.log(`\n${time}  ${alertText(alert, change).replaceAll('\n', '\n          ')}`);
  });
  console.log(`The shop:     ${shop.url}`);
  console.log(
    sandbox === undefined
      ? `Alerts go to: ${OPSGENIE_PLATFORM}, for real`
      : `The alerts:   ${sandbox.url}   (a sandbox; open it in a browser to see and handle them)`,
  );
  console.log(
    `\nTry in another terminal, and watch the alerts here or in the browser. Each closes by the line below it:\n\n${thingsToTry(shop.url)}`,
  );
  console.log(`\nOutside HTTP handlers:\n\n${thingsOutsideHttp(shop.url)}`);
  console.log(
    process.env['REDIS_URL'] === undefined
      ? '# A queue: start the shop with REDIS_URL=redis://127.0.0.1:6379 to see its worker fail.'
      : '# A queue: its worker fails now.',
  );
  console.log(
    '\nMore than five new incidents in a minute, P1 aside, become one alert: that is the storm guard. Ctrl-C ends.',
  );

  const end = (): void => void close(shop, sandbox);
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
}

/** Closes the application first, which sends its queued messages, and then the sandbox. Nothing keeps the process alive afterwards. */
async function close({ application, opsgenie }: Shop, sandbox: OpsgenieSandbox | undefined): Promise<void> {
  await application.close();
  await sandbox?.stop();
  const { delivered, dropped } = opsgenie.stats();
  console.log(`\nClosed. Messages delivered: ${delivered}, lost: ${dropped}.`);
}

void main();
