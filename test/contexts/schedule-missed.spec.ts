import { Injectable } from '@nestjs/common';
import { Cron, Interval, ScheduleModule, SchedulerRegistry, Timeout } from '@nestjs/schedule';
import { expect, it } from 'vitest';

import { MaxRuntime, OpsgenieService, type OpsgenieModuleOptions } from '../../src/index.js';
import { startContext } from './application.js';

const EACH_SECOND = '* * * * * *';

/** An application with jobs, of which no error is observed: only their times. */
async function jobs(provider: new () => object, missedRuns?: OpsgenieModuleOptions['missedRuns']) {
  return startContext({
    imports: [ScheduleModule.forRoot()],
    providers: [provider],
    opsgenie: { rules: [], missedRuns },
  });
}

/** Blocks the event loop. */
function block(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

it('alerts on runs that `waitForCompletion` skips, and closes with the next run that starts', async () => {
  @Injectable()
  class Jobs {
    runs = 0;

    @Cron(EACH_SECOND, { name: 'import', waitForCompletion: true })
    async import(): Promise<void> {
      this.runs += 1;
      if (this.runs === 1) await new Promise((resolve) => setTimeout(resolve, 2_500));
    }
  }
  const { sandbox } = await jobs(Jobs, { grace: '500ms' });

  const alias = 'shop:test:missedRun:cron:Jobs.import:missed';
  const alert = await sandbox.waitForAlert({ alias }, '10s');
  expect(alert.message).toMatch(
    /^\[test\] shop: cron Jobs\.\w+ did not run: due [\d:]+ UTC, [\d.]+ m?s ago, the run of [\d:]+ is still going$/,
  );
  await sandbox.waitForAlert({ alias, status: 'closed' }, '15s');
  expect(sandbox.alerts).toHaveLength(1);
});

it('alerts on runs that a blocked event loop has lost, and says so', async () => {
  @Injectable()
  class Jobs {
    @Cron(EACH_SECOND)
    often(): void {}
  }
  const { sandbox } = await jobs(Jobs);
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  block(3_300);

  const alias = 'shop:test:missedRun:cron:Jobs.often:missed';
  const alert = await sandbox.waitForAlert({ alias }, '10s');
  expect(alert.message).toContain('event loop blocked for');
  await sandbox.waitForAlert({ alias, status: 'closed' }, '15s');
  expect(sandbox.alerts).toHaveLength(1);
});

it('expects nothing of jobs that run in time, are stopped, are deleted, or are disabled', async () => {
  @Injectable()
  class Jobs {
    @Cron(EACH_SECOND)
    well(): void {}

    @Cron(EACH_SECOND, { name: 'stopped' })
    stopped(): void {}

    @Cron(EACH_SECOND, { name: 'deleted' })
    deleted(): void {}

    @Cron(EACH_SECOND, { name: 'disabled', disabled: true })
    disabled(): void {}

    @Interval('interval', 500)
    interval(): void {}

    @Interval('deleted interval', 500)
    deletedInterval(): void {}

    @Timeout(100)
    once(): void {}
  }
  const { app, aliases } = await jobs(Jobs, { grace: '900ms' });
  const registry = app.get(SchedulerRegistry);
  await registry.getCronJob('stopped').stop();
  registry.deleteCronJob('deleted');
  registry.deleteInterval('deleted interval');
  await new Promise((resolve) => setTimeout(resolve, 3_500));

  expect(await aliases()).toEqual([]);
});

it('alerts on a run that does not end within its @MaxRuntime, and closes when it ends', async () => {
  let end = (): void => undefined;
  @Injectable()
  class Jobs {
    @Timeout('import', 10)
    @MaxRuntime('100ms', { priority: 'P1' })
    async import(): Promise<void> {
      await new Promise<void>((resolve) => (end = resolve));
    }
  }
  const { app, sandbox } = await jobs(Jobs, false);

  const alias = 'shop:test:maxRuntime:timeout:Jobs.import:100ms';
  const alert = await sandbox.waitForAlert({ alias }, '5s');
  expect(alert).toMatchObject({ priority: 'P1', status: 'open' });
  end();
  await sandbox.waitForAlert({ alias, status: 'closed' }, '15s');
  expect(
    app
      .get(OpsgenieService)
      .explain(Jobs, 'import')
      .map(({ key }) => key),
  ).toEqual(['maxRuntime']);
});

it('explains the rules about times of a job, and of nothing else', async () => {
  @Injectable()
  class Jobs {
    @Cron('0 0 1 1 *')
    yearly(): void {}

    plain(): void {}
  }
  const { app } = await jobs(Jobs, { grace: '10m' });
  const opsgenie = app.get(OpsgenieService);

  const rules = opsgenie.explain(Jobs, 'yearly');
  expect(rules).toMatchObject([
    {
      key: 'missedRun',
      kind: 'missedRun',
      matches: 'missed',
      active: true,
      fields: { priority: { value: 'P3', from: 'recommended' } },
    },
    { key: 'maxRuntime', kind: 'maxRuntime', matches: 'overlap', active: true },
  ]);
  expect(opsgenie.explain(Jobs, 'plain')).toEqual([]);
});

it.each([
  [{ grace: 'soon' }, 'missedRuns.grace'],
  [{ maxRuntime: 0 }, 'missedRuns.maxRuntime'],
  [true, 'missedRuns'],
  [{ gracePeriod: '1m' }, 'missedRuns.gracePeriod'],
])('refuses `missedRuns: %o`', async (missedRuns, path) => {
  class Jobs {}
  const start: unknown = Reflect.apply(jobs, undefined, [Jobs, missedRuns]);
  await expect(start).rejects.toMatchObject({ problems: [{ path }] });
});
