// Starts an application with or without a fleet, as the first argument says in JSON, and ends it.
import 'reflect-metadata';

import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { OpsgenieModule } from 'nestjs-opsgenie';

class ApplicationModule {}
const [, , redis] = process.argv;
const alerts = OpsgenieModule.forRoot({
  apiKey: '6f1c2b34-90ab-4cde-8f01-23456789abcd',
  // No one is paged about a start that fails.
  baseUrl: 'http://127.0.0.1:9',
  service: 'shop',
  environment: 'test',
  enabled: true,
  fleet: redis === undefined ? undefined : { redis: JSON.parse(redis) },
});
Module({ imports: [alerts] })(ApplicationModule);

const application = await NestFactory.createApplicationContext(ApplicationModule, {
  logger: ['fatal', 'error', 'warn'],
});
console.log('started');
await application.close();
