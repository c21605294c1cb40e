// Publishes an event of CQRS whose handler fails, which ends the process; with the module or without it.
import { Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CqrsModule, EventBus, EventsHandler } from '@nestjs/cqrs';
import { onException, OpsgenieModule } from '../../../src/index.js';
import { optionsFor, orders } from './orders.js';

const order = orders();

class OrderCreated {}

@EventsHandler(OrderCreated)
class Mailer {
  handle(): Promise<never> {
    return Promise.reject(new TypeError('no mail server'));
  }
}

const library: DynamicModule[] =
  order.watched === true
    ? [OpsgenieModule.forRoot({ ...optionsFor(order), rules: [onException()], processErrors: true, logger: false })]
    : [];

@Module({ imports: [CqrsModule.forRoot({ rethrowUnhandled: true }), ...library], providers: [Mailer] })
class AppModule {}

const app = await NestFactory.createApplicationContext(AppModule, { logger: false });
await app.init();
app.get(EventBus).publish(new OrderCreated());
// It would run on, if the error did not end it.
setTimeout(() => process.exit(0), 20_000);
