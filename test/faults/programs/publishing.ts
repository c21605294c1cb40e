// Publishes an event of CQRS whose handler fails, which ends the process; with the module or without it.
import { writeSync } from 'node:fs';

import { Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CqrsModule, EventBus, EventsHandler } from '@nestjs/cqrs';
import { onException, OpsgenieModule, type Message } from '../../../src/index.js';
import { optionsFor, orders } from './orders.js';

const order = orders();

class OrderCreated {}

@EventsHandler(OrderCreated)
class Mailer {
  handle(): Promise<never> {
    return Promise.reject(new TypeError('no mail server'));
  }
}

const options = optionsFor(order);
const onDropped = ({ alias }: Message): void => void writeSync(1, `dropped ${alias}\n`);
const library: DynamicModule[] =
  order.watched === true
    ? [
        OpsgenieModule.forRoot({
          ...options,
          rules: [onException()],
          processErrors: true,
          logger: false,
          delivery: { ...options.delivery, onDropped },
        }),
      ]
    : [];

@Module({ imports: [CqrsModule.forRoot({ rethrowUnhandled: true }), ...library], providers: [Mailer] })
class AppModule {}

const app = await NestFactory.createApplicationContext(AppModule, { logger: false });
await app.init();
app.get(EventBus).publish(new OrderCreated());
// It would run on, if the error did not end it.
setTimeout(() => process.exit(0), 20_000);
