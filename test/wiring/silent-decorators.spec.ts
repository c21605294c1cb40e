import { Controller, Get, Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Cron } from '@nestjs/schedule';
import { expect, it, onTestFinished } from 'vitest';

import { AlertDefaults, AlertOnException, AlertOnLatency, OpsgenieModule, SkipAlerts } from '../../src/index.js';
import { STATIC_DECLARATIONS } from '../../src/rules/declaration.js';
import { optionsFor, RecordingLogger, startSandbox } from './context.js';

@Injectable()
class Payments {
  @AlertOnException()
  charge() {}

  get balance(): never {
    throw new Error('Nobody may read this.');
  }
}

@Injectable()
@AlertDefaults({ priority: 'P1' })
class Reports {}

class Imports {
  @AlertOnLatency('2s')
  nightly() {}
}

class Prices {
  @AlertOnException()
  static load() {}
}

@Controller('orders')
@AlertOnException()
class OrdersController {
  @Get()
  @SkipAlerts()
  find() {}

  @AlertOnException()
  recount() {}
}

@Controller('fine')
@AlertOnException()
class FineController {
  @Get()
  @AlertOnLatency('2s')
  find() {}
}

const hostile: object = new Proxy(
  {},
  {
    getPrototypeOf: () => {
      throw new Error('Nobody may look at this.');
    },
  },
);

async function warningsOf(
  controllers: (new () => object)[],
  providers: object[],
  options: object = {},
): Promise<string[]> {
  const logger = new RecordingLogger();
  const sandbox = await startSandbox();
  class AppModule {}
  Module({
    imports: [OpsgenieModule.forRoot(optionsFor(sandbox, { logger, ...options }))],
    controllers,
    providers: providers as never[],
  })(AppModule);
  const app = await NestFactory.createApplicationContext(AppModule, { logger: false, abortOnError: false });
  onTestFinished(() => app.close());
  return logger.lines.filter((line) => line.includes('Alert decorators'));
}

it('names the option that switches a kind of runs off', async () => {
  class Nightly {
    @Cron('0 3 * * *')
    @AlertOnException()
    report() {}
  }
  const warnings = await warningsOf([], [Nightly], { observe: { schedule: false } });

  expect(warnings[0]).toContain('Nightly.report (observe.schedule is false)');
});

it('says nothing of other ways where all is switched off', async () => {
  @AlertOnException()
  class Nightly {
    @Cron('0 3 * * *')
    report() {}
  }
  const ofFile = [...STATIC_DECLARATIONS];
  STATIC_DECLARATIONS.clear();
  onTestFinished(() => ofFile.forEach((name) => STATIC_DECLARATIONS.add(name)));

  expect(await warningsOf([], [Nightly], { observe: { schedule: false } })).toEqual([
    'warn: Alert decorators have no effect on Nightly (observe.schedule is false). [Opsgenie]',
  ]);
});

it('warns once about all places where alert decorators have no effect', async () => {
  const warnings = await warningsOf(
    [OrdersController, FineController],
    [
      Payments,
      Reports,
      { provide: 'IMPORTS', useFactory: () => new Imports() },
      { provide: 'X', useFactory: () => hostile },
    ],
  );

  expect(warnings).toEqual([
    expect.stringContaining(
      'Alert decorators have no effect on Reports (class), Prices.load (static). They work on methods of controllers and providers, ' +
        'but not on static ones. Elsewhere, run the work in OpsgenieService.watch().',
    ),
  ]);
  expect(Prices.load).toBeTypeOf('function');
});
