// Runs a job of a schedule once and closes the application, if the job has not ended the process; with the module or without it.
import { writeSync } from 'node:fs';

import { Injectable, Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Cron, ScheduleModule } from '@nestjs/schedule';
import { AlertOnException, AlertOnLatency, MaxRuntime, onException, OpsgenieModule } from '../../../src/index.js';
import { optionsFor, orders } from './orders.js';

const order = orders();

/** Ends when the job has run. */
let hasRun = (): void => undefined;
const run = new Promise<void>((resolve) => (hasRun = resolve));

@Injectable()
class Reports {
  #isDone = false;

  @Cron('* * * * * *', { name: 'report' })
  @AlertOnException()
  @AlertOnLatency('1h')
  @MaxRuntime('1h')
  async report(): Promise<string> {
    // On a slow machine it would run again before the application is closed.
    if (this.#isDone) return 'done';
    this.#isDone = true;
    setTimeout(hasRun, 200);
    if (order.job === 'throws') throw new TypeError('no disk');
    await Promise.resolve();
    if (order.job === 'rejects') throw new TypeError('no disk');
    if (order.job === 'exits') process.exit(5);
    if (order.job === 'leaves a rejection') void Promise.reject(new RangeError('too far'));
    if (order.job === 'throws in a callback') {
      setTimeout(() => {
        throw new RangeError('too far');
      });
    }
    return 'done';
  }
}

const library: DynamicModule[] =
  order.watched === true
    ? [OpsgenieModule.forRoot({ ...optionsFor(order), rules: [onException()], processErrors: true, logger: false })]
    : [];

@Module({ imports: [ScheduleModule.forRoot(), ...library], providers: [Reports] })
class AppModule {}

const app = await NestFactory.createApplicationContext(AppModule, { logger: ['error'] });
await app.init();
await run;
await app.close();
writeSync(1, 'closed\n');
