// Accepts notes on several alerts, with a journal in Redis and perhaps one on disk, until it is killed. It does not use Nest, as `raising`.
import { writeSync } from 'node:fs';
import axios from 'axios';
import { from } from 'rxjs';
import { resolveDelivery } from '../../../src/delivery/delivery-options.js';
import { Outbox } from '../../../src/delivery/outbox.js';
import { openRedisJournal } from '../../../src/fleet/redis/open-store.js';
import { CombinedJournal } from '../../../src/journal/combined-journal.js';
import { FileJournal } from '../../../src/journal/file/file-journal.js';
import { OpsgenieProtocol } from '../../../src/platforms/opsgenie/opsgenie-protocol.js';
import { PLATFORMS } from '../../../src/platforms/opsgenie/alert-platforms.js';
import { HttpPlatform } from '../../../src/platforms/http/http-platform.js';
import { HttpSender } from '../../../src/platforms/http/http-sender.js';
import { systemClock as clock } from '../../../src/time/clock.js';
import { API_KEY, orders } from './orders.js';

const { baseUrl, directory, raises = 0, redis = '' } = orders();
const ALIASES = 10;
const say = (line: string): void => void writeSync(1, `${line}\n`);
const log = { log: say, warn: say, error: say };
const scope = { service: 'shop', environment: 'test', clock, log };
const settings = resolveDelivery({ perMinute: 100_000, burst: 100_000 });
const fleet = { redis, prefix: 'nog', instance: undefined, lease: 10_000 };
// Seconds pass ten times faster for the journal: a process is dead after 3 s.
const shared = openRedisJournal({ ...scope, fleet, version: undefined, speed: 10 });
const journal =
  directory === undefined
    ? shared
    : new CombinedJournal(new FileJournal({ ...scope, directory, maxBytes: settings.maxBytes }), shared);
const sender = new HttpSender({
  http: { request: (config) => from(axios.request(config)) },
  clock,
  apiKey: API_KEY,
  attemptTimeout: settings.attemptTimeout,
});
const platform = new HttpPlatform(new OpsgenieProtocol({ ...PLATFORMS.opsgenie, baseUrl, apiKey: API_KEY }), sender);
const outbox = new Outbox({ platform, clock, settings, log, journal });
journal.start({ messages: outbox.inheritance, incidents: { takeUp: () => undefined } });

for (let index = 0; index < raises; index++) {
  const alias = `alert-${index % ALIASES}`;
  outbox.accept({ type: 'note', alias, priority: 'P2', payload: { note: `note ${index}` } });
}
const waiting = setInterval(() => {
  if (!shared.isWritten) return;
  clearInterval(waiting);
  say('written');
}, 5);
setInterval(() => undefined, 60_000);
