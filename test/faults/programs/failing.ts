// An application that fails in many ways.
import { writeSync } from 'node:fs';
import { Controller, Inject, Injectable, Module, type OnModuleInit } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { OpsgenieModule } from '../../../src/index.js';
import { optionsFor, orders } from './orders.js';

const told = orders();
const { failure } = told;

@Injectable()
class Database implements OnModuleInit {
  async onModuleInit(): Promise<void> {
    await new Promise((resolve) => void setTimeout(resolve, 10));
    if (failure === 'onModuleInit') throw new Error('the database does not answer');
  }
}

@Controller()
class AppController {
  constructor(@Inject(Database) readonly database: Database) {}
}

const library =
  told.watched === true ? [OpsgenieModule.forRoot({ ...optionsFor(told), processErrors: true, logger: false })] : [];

@Module({ imports: library, controllers: [AppController], providers: [Database] })
class AppModule {}

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
  await app.listen(told.port ?? 0, '127.0.0.1');
  writeSync(1, 'listens\n');
  setTimeout(fail, 20);
  if (failure === 'nothing') await app.close();
}

// The way of most applications: they log what went wrong, and end.
main().catch((error: unknown) => {
  writeSync(2, `cannot start: ${error instanceof Error ? error.message : 'unknown'}\n`);
  process.exit(1);
});
