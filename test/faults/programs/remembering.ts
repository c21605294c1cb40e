// An application in which everything fails with large errors while the platform accepts nothing. It prints its memory usage.
import { writeSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { onException, OpsgenieModule, OpsgenieService, type AlertReceipt } from '../../../src/index.js';
import { optionsFor, orders } from './orders.js';

const FAILURES = 30;
const MEBIBYTE = 1_048_576;

/** An error like those of HTTP clients, with 4 MiB of text and 4 MiB of bytes. */
function heavyError(): Error {
  const data = Buffer.alloc(4 * MEBIBYTE, 'x');
  const response = { data, text: data.toString('latin1') };
  return Object.assign(new Error('upstream failed', { cause: Object.assign(new Error('timeout'), { response }) }), {
    response,
  });
}

class FailingController {}
const routes = Array.from({ length: FAILURES }, (_, index) => `route-${index}`);
for (const name of routes) {
  const descriptor: TypedPropertyDescriptor<() => never> = {
    configurable: true,
    value: () => {
      throw heavyError();
    },
  };
  Object.defineProperty(FailingController.prototype, name, descriptor);
  Get(name)(FailingController.prototype, name, descriptor);
}
Controller()(FailingController);

const options = optionsFor(orders());

@Module({
  imports: [OpsgenieModule.forRoot({ ...options, logger: false, rules: [onException()] })],
  controllers: [FailingController],
})
class AppModule {}

/** The memory in use after garbage collection, in MiB. */
async function inUse(): Promise<number> {
  for (let time = 0; time < 5; time++) {
    globalThis.gc?.();
    await wait(20);
  }
  const { heapUsed, external } = process.memoryUsage();
  return Math.round((heapUsed + external) / MEBIBYTE);
}

async function main(): Promise<void> {
  const app = await NestFactory.create(AppModule, { logger: false });
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  const opsgenie = app.get(OpsgenieService);
  const receipts: AlertReceipt[] = [];
  const activeAre = async (count: number): Promise<void> => {
    while (opsgenie.active().length < count) await wait(10);
  };
  const fail = (name: string): void => {
    try {
      opsgenie.watch(name, () => {
        throw heavyError();
      });
    } catch {
      // It is rethrown unchanged.
    }
  };

  // Loads modules that are loaded only at the first failure.
  fail('first');
  opsgenie.raiseException(heavyError(), { alias: 'first' });
  const before = await inUse();
  const say = async (what: string): Promise<void> => {
    writeSync(1, `${JSON.stringify({ what, grown: (await inUse()) - before })}\n`);
  };

  // More than five incidents within a minute are a storm.
  for (const name of [...routes, ...routes]) await (await fetch(`${url}/${name}`)).text();
  await activeAre(1 + FAILURES);
  await say('routes');
  for (const name of routes) fail(name);
  await activeAre(1 + 2 * FAILURES);
  await say('tasks');
  for (const name of routes) receipts.push(opsgenie.raiseException(heavyError(), { alias: name }));
  await say(`${receipts.filter(({ outcome }) => outcome === 'queued').length} receipts`);
  opsgenie.mute({ for: '1h', reason: 'measuring' });
  for (const name of routes) {
    fail(`muted ${name}`);
    receipts.push(opsgenie.raiseException(heavyError(), { alias: `muted ${name}` }));
  }
  await activeAre(1 + 3 * FAILURES);
  await say(`${receipts.filter(({ outcome }) => outcome === 'muted').length} muted receipts`);
  process.exit();
}

void main();
