import 'reflect-metadata';

import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AlertOnException, OpsgenieModule, onStatus } from 'nestjs-opsgenie';
import { OpsgenieSandbox } from 'nestjs-opsgenie/testing';

@Controller('orders')
class OrdersController {
  @Get(':id')
  @AlertOnException({ priority: 'P1' })
  find(): never {
    throw new Error('the database is gone');
  }
}

/** How a request was answered, and the alert that came of it. */
export interface Failure {
  readonly status: number;
  readonly alias: string;
  readonly priority: string;
}

/** Lets a route fail. @returns what the platform got to know of it */
export async function failOnce(): Promise<Failure> {
  const sandbox = await OpsgenieSandbox.start();

  @Module({
    imports: [
      OpsgenieModule.forRoot({
        apiKey: '6f1c2b34-90ab-4cde-8f01-23456789abcd',
        baseUrl: sandbox.url,
        service: 'shop',
        environment: 'test',
        enabled: true,
        rules: [onStatus('5XX')],
      }),
    ],
    controllers: [OrdersController],
  })
  class ApplicationModule {}

  const application = await NestFactory.create(ApplicationModule, { logger: ['error', 'warn'] });
  await application.listen(0, '127.0.0.1');
  const { status } = await fetch(`${await application.getUrl()}/orders/7`);
  const { alias, priority } = await sandbox.waitForAlert({ priority: 'P1' });
  await application.close();
  await sandbox.stop();

  return { status, alias, priority };
}
