// Raises alerts and prints each receipt until it is killed. It does not use Nest, whose start would take most of the time of such a
// short-lived process.
import { writeSync } from 'node:fs';
import axios from 'axios';
import { from } from 'rxjs';
import { resolveDelivery } from '../../../src/delivery/delivery-options.js';
import { HttpPlatform } from '../../../src/platforms/http/http-platform.js';
import { HttpSender } from '../../../src/platforms/http/http-sender.js';
import { PLATFORMS } from '../../../src/platforms/opsgenie/alert-platforms.js';
import { OpsgenieProtocol } from '../../../src/platforms/opsgenie/opsgenie-protocol.js';
import { FileJournal } from '../../../src/journal/file/file-journal.js';
import { Outbox } from '../../../src/delivery/outbox.js';
import { systemClock as clock } from '../../../src/time/clock.js';
import { API_KEY, orders } from './orders.js';

const { unprivileged, baseUrl, directory = '', raises = 0, run = '' } = orders();

// Tests of missing permissions need an unprivileged user, because the superuser may do everything.
if (unprivileged === true && process.getuid?.() === 0) process.setuid?.('nobody');

const log = { log: () => undefined, warn: () => undefined, error: (line: string) => say('error', line) };
// Hundreds of processes end before they can send much, so the inherited messages must fit into the queue.
const settings = resolveDelivery({ perMinute: 10_000, burst: 10_000, maxMessages: 10_000, maxBytes: 10_000_000 });
const journal = new FileJournal({
  directory,
  service: 'shop',
  environment: 'test',
  clock,
  log,
  maxBytes: settings.maxBytes,
});
const sender = new HttpSender({
  http: { request: (config) => from(axios.request(config)) },
  clock,
  apiKey: API_KEY,
  attemptTimeout: settings.attemptTimeout,
});
const platform = new HttpPlatform(new OpsgenieProtocol({ ...PLATFORMS.opsgenie, baseUrl, apiKey: API_KEY }), sender);
const outbox = new Outbox({ platform, clock, settings, log, journal });
journal.start({ messages: outbox.inheritance, incidents: { takeUp: () => undefined } });

void raiseAll();

async function raiseAll(): Promise<void> {
  for (let index = 0; index < raises; index++) {
    const alias = `${run}-${index}`;
    const payload = { message: `Trouble ${alias}`, alias, priority: 'P2' } as const;
    say('raise', alias, outbox.accept({ type: 'create', alias, priority: 'P2', payload }).outcome);
    if (index % 3 === 2) {
      // Some are closed soon, before or after they were sent.
      const over = `${run}-${index - 2 * (index % 2)}`;
      say('closing', over, 'now');
      say('closed', over, outbox.accept({ type: 'close', alias: over, priority: 'P2', payload: {} }).outcome);
    }
    if (index % 4 === 3) await new Promise((resolve) => void setTimeout(resolve, 1));
  }
  const { pending, dropped } = await outbox.flush(30_000);
  say('flushed', String(pending), String(dropped));
  // Runs until it is killed.
  setInterval(() => undefined, 60_000);
}

function say(...words: string[]): void {
  writeSync(1, `${words.join(' ')}\n`);
}
