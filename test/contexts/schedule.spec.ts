import { Injectable, NotFoundException } from '@nestjs/common';
import { Cron, CronExpression, Interval, ScheduleModule, SchedulerRegistry, Timeout } from '@nestjs/schedule';
import { expect, it } from 'vitest';

import { startContext } from './application.js';

it.each([
  ['an error of a synchronous job', 'cron:Jobs.synchronous', 'Error'],
  ['a rejection', 'cron:Jobs.asynchronous', 'Error'],
  ['an answer that nobody asked for', 'cron:Jobs.answering', 'NotFoundException'],
] as const)('alerts on %s', async (_what, operation, error) => {
  @Injectable()
  class Jobs {
    @Cron(CronExpression.EVERY_YEAR, { name: 'cron:Jobs.synchronous' })
    synchronous(): void {
      throw new Error('broken');
    }

    @Cron(CronExpression.EVERY_YEAR, { name: 'cron:Jobs.asynchronous' })
    async asynchronous(): Promise<void> {
      await Promise.reject(new Error('broken'));
    }

    @Cron(CronExpression.EVERY_YEAR, { name: 'cron:Jobs.answering' })
    answering(): void {
      throw new NotFoundException();
    }
  }
  const { app, aliases } = await startContext({ imports: [ScheduleModule.forRoot()], providers: [Jobs] });
  const job = app.get(SchedulerRegistry).getCronJob(operation);

  await job.fireOnTick();

  expect(await aliases()).toEqual([`exception:${operation}:${error}`]);
});

it('alerts on intervals and timeouts', async () => {
  @Injectable()
  class Jobs {
    @Interval(10)
    often(): void {
      throw new Error('broken');
    }

    @Timeout(10)
    once(): void {
      throw new Error('broken');
    }
  }
  const { sandbox } = await startContext({ imports: [ScheduleModule.forRoot()], providers: [Jobs] });

  const alertAbout = (operation: string) => sandbox.waitForAlert({ alias: `shop:test:exception:${operation}:Error` });
  expect(await alertAbout('interval:Jobs.often')).toMatchObject({ entity: 'interval:Jobs.often' });
  expect(await alertAbout('timeout:Jobs.once')).toMatchObject({ entity: 'timeout:Jobs.once' });
});
