import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { ScheduleModule, SchedulerRegistry } from '@nestjs/schedule';
import { CronJob } from 'cron';
import { expect, it } from 'vitest';

import { OpsgenieService } from '../../src/index.js';
import { startContext } from './application.js';

/** Adds jobs while the application runs. */
@Injectable()
class Imports implements OnApplicationBootstrap {
  constructor(
    @Inject(SchedulerRegistry) private readonly registry: SchedulerRegistry,
    @Inject(OpsgenieService) private readonly opsgenie: OpsgenieService,
  ) {}

  onApplicationBootstrap(): void {
    this.#add('watched', () => this.opsgenie.watch('import', () => this.import()));
    this.#add('bare', () => this.import());
  }

  async import(): Promise<never> {
    await Promise.resolve();
    throw new TypeError('no file');
  }

  #add(name: string, run: () => Promise<never>): void {
    const job = CronJob.from({
      cronTime: '0 0 1 1 *',
      onTick: async () => {
        await run().catch(() => undefined);
      },
    });
    this.registry.addCronJob(name, job);
  }
}

it('sees a job that was added at run time only where watch() runs it', async () => {
  const { app, aliases } = await startContext({ imports: [ScheduleModule.forRoot()], providers: [Imports] });
  await app.init();
  const registry = app.get(SchedulerRegistry);

  await registry.getCronJob('bare').fireOnTick();
  expect(await aliases()).toEqual([]);
  await registry.getCronJob('watched').fireOnTick();
  expect(await aliases()).toEqual(['exception:task:import:TypeError']);
});
