import { Injectable, Module } from '@nestjs/common';
import { LazyModuleLoader } from '@nestjs/core';
import { Cron, ScheduleModule } from '@nestjs/schedule';
import { expect, it } from 'vitest';

import { AlertOnException } from '../../src/index.js';
import { RecordingLogger } from '../e2e/recording-logger.js';
import { startContext } from './application.js';

/** A module that is loaded when it is needed. */
function lazyModule() {
  @Injectable()
  class Prices {
    @AlertOnException()
    load(): never {
      throw new TypeError('no rates');
    }
  }
  @Injectable()
  class Reports {
    @Cron('0 0 1 1 *')
    nightly(): void {}
  }
  class LazyModule {}
  Module({ providers: [Prices, Reports], exports: [Prices] })(LazyModule);
  return { LazyModule, Prices };
}

it('observes decorated methods of a module that is loaded lazily, and says which of its methods Nest never calls', async () => {
  const { LazyModule, Prices } = lazyModule();
  const logger = new RecordingLogger();
  const { app, aliases } = await startContext({ imports: [ScheduleModule.forRoot()], opsgenie: { logger } });
  logger.clear();

  const module = await app.get(LazyModuleLoader).load(() => LazyModule);

  expect(() => module.get(Prices).load()).toThrow(new TypeError('no rates'));
  expect(await aliases()).toEqual(['exception:method:Prices.load:TypeError']);
  expect(logger.lines).toEqual([
    'warn | Nest never calls Reports.nightly: it registers jobs, listeners and handlers only of modules that are imported at the ' +
      'start, not of those that are loaded lazily. | Opsgenie',
  ]);
});

it('loads the same module twice, and leaves the loader as it was', async () => {
  const { LazyModule, Prices } = lazyModule();
  const { app } = await startContext({});
  const loader = app.get(LazyModuleLoader);
  const load = () => loader.load(() => LazyModule);

  const first = await load();
  expect((await load()).get(Prices)).toBe(first.get(Prices));
  await expect(loader.load(() => Promise.reject(new RangeError('no such chunk')))).rejects.toThrow('no such chunk');
  await app.close();

  expect(Object.hasOwn(loader, 'load')).toBe(false);
});

it('replaces nothing where alerting is off', async () => {
  const { app } = await startContext({ opsgenie: { enabled: false } });

  expect(Object.hasOwn(app.get(LazyModuleLoader), 'load')).toBe(false);
});
