import { Injectable, Module } from '@nestjs/common';
import { Cron, CronExpression, ScheduleModule, SchedulerRegistry } from '@nestjs/schedule';
import { expect, it } from 'vitest';

import { OpsgenieService } from '../../src/index.js';
import { startContext, type ObservedApp } from './application.js';

const NEVER = CronExpression.EVERY_YEAR;

/** Lets the scheduler run all its cron jobs, as at their time. */
async function runAll({ app }: ObservedApp): Promise<void> {
  const jobs = [...app.get(SchedulerRegistry).getCronJobs().values()];
  await Promise.all(jobs.map(async (job) => job.fireOnTick()));
}

it('names the subclass of an inherited job', async () => {
  abstract class Base {
    @Cron(NEVER)
    run(): void {
      throw new Error('broken');
    }
  }
  @Injectable()
  class Nightly extends Base {}
  const observed = await startContext({ imports: [ScheduleModule.forRoot()], providers: [Nightly] });

  await runAll(observed);

  expect(await observed.aliases()).toEqual(['exception:cron:Nightly.run:Error']);
});

it('counts each instance of a class that two modules provide', async () => {
  @Injectable()
  class Jobs {
    @Cron(NEVER)
    run(): void {
      throw new Error('broken');
    }
  }
  @Module({ providers: [Jobs] })
  class One {}
  @Module({ providers: [Jobs] })
  class Other {}
  const observed = await startContext({ imports: [ScheduleModule.forRoot(), One, Other] });

  await runAll(observed);

  expect(await observed.aliases()).toEqual(['exception:cron:Jobs.run:Error']);
  expect(observed.app.get(OpsgenieService).active()).toMatchObject([{ operation: 'cron:Jobs.run', bad: 2 }]);
});

it('counts a job that is called by hand', async () => {
  @Injectable()
  class Jobs {
    @Cron(NEVER)
    run(): void {
      throw new Error('broken');
    }
  }
  const { app, aliases } = await startContext({ imports: [ScheduleModule.forRoot()], providers: [Jobs] });

  expect(() => app.get(Jobs).run()).toThrow('broken');

  expect(await aliases()).toEqual(['exception:cron:Jobs.run:Error']);
});

it('sends the alert of a run that fails after the application began to close', async () => {
  @Injectable()
  class Jobs {
    @Cron(NEVER)
    async run(): Promise<void> {
      await new Promise((resolve) => setTimeout(resolve, 50));
      throw new Error('broken');
    }
  }
  const observed = await startContext({ imports: [ScheduleModule.forRoot()], providers: [Jobs] });

  const run = runAll(observed);
  await observed.app.close();
  await run;

  expect(observed.sandbox.alerts.map(({ alias }) => alias)).toEqual(['shop:test:exception:cron:Jobs.run:Error']);
});
