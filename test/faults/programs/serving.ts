// A small application: `GET /orders` fails or succeeds, depending on its arguments.
import { writeSync } from 'node:fs';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AlertOnException, OpsgenieModule } from '../../../src/index.js';
import { optionsFor, orders } from './orders.js';

const order = orders();

@Controller('orders')
class OrdersController {
  @Get()
  @AlertOnException({ keepFiringFor: '100ms', priority: 'P2' })
  list(): string {
    if (order.fails === true) throw new TypeError('no database');
    return 'all is well';
  }
}

@Module({ imports: [OpsgenieModule.forRoot(optionsFor(order))], controllers: [OrdersController] })
class AppModule {}

void NestFactory.create(AppModule, { logger: false }).then(async (app) => {
  app.enableShutdownHooks();
  await app.listen(0, '127.0.0.1');
  writeSync(1, `listens at ${await app.getUrl()}\n`);
});
