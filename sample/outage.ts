import 'reflect-metadata';

import { setTimeout as elapse } from 'node:timers/promises';

import { useSandbox } from './alerting/alert-platform.js';
import { alertText } from './alerting/alert-text.js';
import { Customers } from './customers.js';
import { openShop } from './shop.js';
import { timeline } from './timeline.js';

/** How long the shop runs well, and how long it does not. Milliseconds. */
const CALM = 4_000;
const OUTAGE = 8_000;
/** Recovery takes ten seconds without failures; a busy machine needs a little more. */
const PATIENCE = '40s';

/** An outage from start to end, described as it happens. Always runs against a sandbox: no one is paged. */
async function main(): Promise<void> {
  const sandbox = await useSandbox(0);
  const { application, opsgenie, url } = await openShop(0);
  const customers = new Customers(() => url);
  const say = timeline();
  sandbox.on('alert', (alert, change) => say(alertText(alert, change)));
  try {
    say('Customers check out, ten a second.');
    customers.come();
    await elapse(CALM);

    say(`${customers.report()} Now the payment provider goes down.`);
    await fetch(`${url}/drill/payments`, { method: 'POST' });
    await elapse(OUTAGE);

    say(`${customers.report()} Now it recovers.`);
    await fetch(`${url}/drill/payments`, { method: 'DELETE' });
    await sandbox.waitForAlert({ status: 'closed' }, PATIENCE);
    say(customers.report());
  } finally {
    await customers.leave();
    await application.close();
    await sandbox.stop();
  }
  const { delivered, dropped } = opsgenie.stats();
  say(`Alerts: ${sandbox.alerts.length}. Messages delivered: ${delivered}, lost: ${dropped}.`);
}

void main();
