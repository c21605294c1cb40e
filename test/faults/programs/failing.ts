// An application that fails in various ways.
import { writeSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { Worker } from 'node:worker_threads';
import { Controller, Get, Inject, Injectable, Module, type OnModuleInit, type Provider } from '@nestjs/common';
import { ConfigModule, ConfigService } from '@nestjs/config';
import { NestFactory } from '@nestjs/core';
import { OpsgenieModule, type OpsgenieModuleOptions } from '../../../src/index.js';
import { optionsFor, orders } from './orders.js';

const order = orders();
const { failure } = order;

@Injectable()
class Database implements OnModuleInit {
  constructor(@Inject(ConfigService) config: ConfigService) {
    if (failure === 'missing setting') config.getOrThrow('DATABASE_URL');
  }

  async onModuleInit(): Promise<void> {
    await new Promise((resolve) => void setTimeout(resolve, 10));
    if (failure === 'onModuleInit') throw new Error('the database does not answer');
  }
}

@Controller()
class AppController {
  constructor(@Inject(Database) readonly database: Database) {
    if (failure === 'controller') throw new Error('not today');
  }

  @Get('for-ever')
  takeForEver(): Promise<never> {
    return new Promise(() => undefined);
  }
}

const extra: Provider[] = [
  { provide: 'connection', useFactory: () => (failure === 'factory' ? Promise.reject(new Error('no route')) : {}) },
];
if (failure === 'missing dependency') extra.push({ provide: 'cache', inject: ['absent'], useFactory: () => ({}) });

const options: OpsgenieModuleOptions = { ...optionsFor(order), processErrors: true, logger: false };
const asynchronous = OpsgenieModule.forRootAsync({ inject: [ConfigService], useFactory: () => options });
const library = order.async === true ? asynchronous : OpsgenieModule.forRoot(options);
const settings = ConfigModule.forRoot({ isGlobal: true, ignoreEnvFile: true });

@Module({
  imports: order.watched === true ? [settings, library] : [settings],
  controllers: [AppController],
  providers: [Database, ...extra],
})
class AppModule {}

const THROWS = 'throw new TypeError("boom")';

function fail(): void {
  switch (failure) {
    case 'throw':
      throw new TypeError('boom');
    case 'throw a string':
      throwAnything('boom');
      break;
    case 'rejection':
      void Promise.reject(new RangeError('too far'));
      break;
    case 'worker':
      void new Worker(THROWS, { eval: true });
      break;
    case 'worker with a listener':
      new Worker(THROWS, { eval: true }).on('error', () => process.exit(3));
      break;
    case 'exit in a handler':
      process.once('uncaughtException', () => process.exit(7));
      throw new TypeError('boom');
    case 'survive in a handler':
      process.once('uncaughtException', () => setTimeout(() => process.exit(0), 1_000));
      throw new TypeError('boom');
    case 'exit 3':
      process.exit(3);
      break;
    case 'nothing':
    case 'exit while closing':
    case 'exit of servers of its own':
    case 'missing setting':
    case 'missing dependency':
    case 'factory':
    case 'controller':
    case 'onModuleInit':
    case 'port taken':
    case undefined:
      break;
  }
}

function throwAnything(thrown: unknown): void {
  throw thrown;
}

async function main(): Promise<void> {
  const app = await NestFactory.create(AppModule, { logger: ['error'] });
  if (failure === 'exit of servers of its own') {
    await app.init();
    createServer(app.getHttpAdapter().getInstance() as RequestListener).listen(0, '127.0.0.1');
    setTimeout(() => process.exit(3), 6_000);
    return;
  }
  await app.listen(order.port ?? 0, '127.0.0.1');
  writeSync(1, 'listens\n');
  setTimeout(fail, 20);
  if (failure === 'nothing') await app.close();
  if (failure === 'exit while closing') {
    fetch(`${await app.getUrl()}/for-ever`).catch(() => undefined);
    setTimeout(() => process.exit(1), 500);
    setTimeout(() => void app.close(), 200);
  }
}

// Like most applications: logs the error and exits.
main().catch((error: unknown) => {
  writeSync(2, `cannot start: ${error instanceof Error ? error.message : 'unknown'}\n`);
  process.exit(1);
});
