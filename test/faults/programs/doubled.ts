// Two copies of the library in one failing process: in one application, or in one application each.
import { writeSync } from 'node:fs';
import { Module, type LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { OpsgenieModule } from '../../../src/index.js';
import { optionsFor, orders } from './orders.js';

const order = orders();
const { path = '', apart = false } = order.copy ?? {};
const copy = (await import(path)) as { readonly OpsgenieModule: typeof OpsgenieModule };
if (copy.OpsgenieModule === OpsgenieModule) throw new Error('It is no copy.');

const write = (message: unknown): void => void writeSync(1, `${String(message)}\n`);
const logger: LoggerService = { log: write, warn: write, error: write };
const options = { ...optionsFor(order), processErrors: true, logger };

async function start(...libraries: readonly (typeof OpsgenieModule)[]): Promise<void> {
  class AppModule {}
  Module({ imports: libraries.map((library) => library.forRoot(options)) })(AppModule);
  await NestFactory.createApplicationContext(AppModule, { logger: false });
}

if (apart) {
  await start(OpsgenieModule);
  await start(copy.OpsgenieModule);
} else {
  await start(OpsgenieModule, copy.OpsgenieModule);
}
setTimeout(() => {
  throw new TypeError('boom');
}, 20);
