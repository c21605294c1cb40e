import 'reflect-metadata';

import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { OpsgenieModule, OpsgenieService, onException } from 'nestjs-opsgenie';

@Controller('orders')
class OrdersController {
  @Get(':id')
  find(): never {
    throw new Error('the database is gone');
  }
}

@Module({
  imports: [
    OpsgenieModule.forRoot({
      apiKey: '6f1c2b34-90ab-4cde-8f01-23456789abcd',
      baseUrl: process.env['ALERT_PLATFORM'],
      service: 'shop',
      environment: 'test',
      enabled: true,
      processErrors: true,
      rules: [onException()],
    }),
  ],
  controllers: [OrdersController],
})
class ApplicationModule {}

/** Lets a route fail, and then the process. */
async function main(): Promise<void> {
  const application = await NestFactory.create(ApplicationModule, { logger: false });
  await application.listen(0, '127.0.0.1');
  await fetch(`${await application.getUrl()}/orders/7`);
  await application.get(OpsgenieService).flush('30s');
  setTimeout(() => {
    throw new TypeError('boom');
  });
}

void main();
