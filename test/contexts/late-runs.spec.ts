import { Injectable } from '@nestjs/common';
import { Cron, ScheduleModule } from '@nestjs/schedule';
import { expect, it } from 'vitest';

import { AlertOnException, OpsgenieService, type Message } from '../../src/index.js';
import { startContext } from './application.js';

const NEVER = '0 0 1 1 *';

/** Something that a run waits for. */
function gate(): { readonly opened: Promise<void>; open(): void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open: () => open() };
}

it.each(['a decorated method', 'watch()'] as const)(
  'flush() does not wait for the run that calls it: %s',
  async (way) => {
    @Injectable()
    class Jobs {
      constructor(private readonly opsgenie: OpsgenieService) {}

      @AlertOnException()
      flushing(): Promise<number> {
        return this.flush();
      }

      async flush(): Promise<number> {
        const startedAt = performance.now();
        this.opsgenie.raise({ message: 'Disk full' });
        await this.opsgenie.flush();
        return performance.now() - startedAt;
      }
    }
    const { app, sandbox } = await startContext({ providers: [Jobs] });
    const jobs = app.get(Jobs);
    const run = async (): Promise<number> =>
      way === 'watch()' ? app.get(OpsgenieService).watch('flushing', () => jobs.flush()) : jobs.flushing();

    await run();
    expect(sandbox.alerts).toHaveLength(1);

    // The first one has connected. Of several, one runs while the machine is not busy with something else.
    const times = [];
    for (let time = 0; time < 5; time++) times.push(await run());
    expect(Math.min(...times)).toBeLessThan(150);
  },
);

it('flush() sends the alert of a listener that was just called', async () => {
  @Injectable()
  class Jobs {
    @AlertOnException()
    async run(): Promise<never> {
      await new Promise((resolve) => setImmediate(resolve));
      throw new Error('broken');
    }
  }
  const { app, sandbox } = await startContext({ providers: [Jobs] });
  const run = app.get(Jobs).run();
  run.catch(() => undefined);

  await app.get(OpsgenieService).flush();

  expect(sandbox.alerts).toHaveLength(1);
});

it.each(['a job', 'watch()'] as const)(
  'sends the alert of a run that ends long after the shutdown: %s',
  async (way) => {
    const { opened, open } = gate();
    @Injectable()
    class Jobs {
      @Cron(NEVER)
      async run(): Promise<void> {
        await this.work();
      }

      async work(): Promise<never> {
        await opened;
        throw new Error('broken');
      }
    }
    const { app, sandbox } = await startContext({ imports: [ScheduleModule.forRoot()], providers: [Jobs] });
    const run =
      way === 'watch()' ? app.get(OpsgenieService).watch('work', () => app.get(Jobs).work()) : app.get(Jobs).run();
    const ended = run.catch((error: unknown) => error);

    await app.close();
    expect(sandbox.alerts).toEqual([]);
    open();
    await ended;

    const operation = way === 'watch()' ? 'task:work' : 'cron:Jobs.run';
    await sandbox.waitForAlert({ alias: `shop:test:exception:${operation}:Error` });
  },
);

it('passes it to onDropped with the reason where the platform cannot be reached', async () => {
  const { opened, open } = gate();
  @Injectable()
  class Jobs {
    @AlertOnException()
    async run(): Promise<never> {
      await opened;
      throw new Error('broken');
    }
  }
  const dropped: [string, string][] = [];
  const onDropped = ({ alias }: Message, reason: string): void => void dropped.push([alias, reason]);
  const { app, sandbox } = await startContext({
    providers: [Jobs],
    opsgenie: { delivery: { flushTimeout: '100ms', onDropped } },
  });
  sandbox.fault({ drop: 'before' });
  const ended = app
    .get(Jobs)
    .run()
    .catch((error: unknown) => error);

  await app.close();
  open();
  await ended;

  await expect.poll(() => dropped).toEqual([['shop:test:exception:method:Jobs.run:Error', expect.any(String)]]);
});
