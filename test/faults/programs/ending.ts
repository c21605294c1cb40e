// An application that ends in various ways while its platform accepts nothing.
import { writeSync } from 'node:fs';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { OpsgenieModule, OpsgenieService } from '../../../src/index.js';
import { optionsFor, orders } from './orders.js';

const order = orders();
const say = (text: string): void => void writeSync(1, `${text}\n`);

class Connection {
  beforeApplicationShutdown(): void {
    if (order.ending === 'hook throws') throw new Error('the connection is gone');
  }
}

const options = optionsFor(order);

@Module({
  imports: [
    OpsgenieModule.forRoot({
      ...options,
      logger: false,
      processErrors: order.ending?.startsWith('crash') === true,
      delivery: {
        ...options.delivery,
        flushTimeout: order.flushTimeout ?? '300ms',
        onDropped: ({ alias }, reason) => say(`dropped ${alias}: ${reason}`),
      },
    }),
  ],
  providers: [Connection],
})
class AppModule {}

async function main(): Promise<void> {
  const app = await NestFactory.createApplicationContext(AppModule, { logger: false });
  app.enableShutdownHooks();
  app.get(OpsgenieService).raise({ message: 'the disk is full', alias: 'disk', priority: 'P1' });
  // Until the first attempt is in flight.
  await new Promise((resolve) => void setTimeout(resolve, 500));
  say('ends');
  switch (order.ending) {
    case 'exit':
      process.exit(4);
      break;
    case 'hook throws':
      process.kill(process.pid, 'SIGTERM');
      break;
    case 'close':
      await app.close();
      break;
    case 'crash':
      throw new TypeError('boom');
    case 'crashes':
      process.on('uncaughtException', () => undefined);
      for (const name of ['One', 'Two', 'Three', 'Four']) failAs(name);
      setTimeout(() => process.exit(5), 200);
      break;
    case 'crash while closing':
      setTimeout(() => failAs('Late'), 100);
      await app.close();
      break;
    case 'never':
    case undefined:
      break;
  }
}

function failAs(name: string): void {
  setTimeout(() => {
    throw Object.assign(new Error('boom'), { name });
  });
}

void main();
