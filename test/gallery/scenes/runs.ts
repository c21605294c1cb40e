import { Controller } from '@nestjs/common';
import { ExternalContextCreator } from '@nestjs/core';
import { Query, Resolver } from '@nestjs/graphql';
import { MessagePattern } from '@nestjs/microservices';
import { ScheduleModule, SchedulerRegistry } from '@nestjs/schedule';
import type { Job } from 'bullmq';

import { onErrorRate, onException, type OpsgenieModuleOptions } from '../../../src/index.js';
import type { Duration } from '../../../src/time/duration.js';
import type { Family } from '../scene.js';
import { Stage } from '../stage.js';

@Resolver()
class OrdersResolver {
  @Query(() => String)
  order(): never {
    throw new TypeError("Cannot read properties of null (reading 'total')");
  }
}

@Controller()
class StockController {
  @MessagePattern({ cmd: 'reserve' })
  reserve(): never {
    throw new Error('no connection to the warehouse');
  }
}

// Loaded by the scenes that have it: the start of any other would warn that it does not provide it.
async function openReports(options: Partial<OpsgenieModuleOptions>) {
  const { Reports } = await import('../jobs/reports.js');
  const stage = await Stage.open(options, undefined, { imports: [ScheduleModule.forRoot()], providers: [Reports] });
  const registry = stage.nest.get(SchedulerRegistry);
  return {
    stage,
    reports: stage.nest.get(Reports),
    start: async (job: string) => {
      void registry.getCronJob(job).fireOnTick();
      await stage.settle();
    },
  };
}

async function openMail(options: Partial<OpsgenieModuleOptions>) {
  const { MailProcessor } = await import('../jobs/mail-processor.js');
  const stage = await Stage.open(options, undefined, { providers: [MailProcessor] });
  const mail = stage.nest.get(MailProcessor);
  /** Lets the worker run a job until it succeeds, or has failed three times. @param waited the time before */
  const work = async (waited: Duration = 0): Promise<void> => {
    const timestamp = stage.clock.wall();
    if (waited !== 0) await stage.wait(waited, '1m');
    const job = { id: '4711', attemptsMade: 0, opts: { attempts: 3 }, timestamp, processedOn: stage.clock.wall() };
    for (let attempt = 1; attempt <= 3; attempt++) {
      stage.clock.advance('28ms');
      const error: unknown = await mail.process(job as Job).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      job.attemptsMade = attempt;
      if (error === undefined || attempt === 3) Object.assign(job, { finishedOn: stage.clock.wall() });
      if (error === undefined) mail.events.emit('completed', job);
      else mail.events.emit('failed', job, error);
      await stage.settle();
      if (error === undefined) return;
    }
  };
  return { stage, mail, work };
}

function noMailServer(): never {
  throw Object.assign(new Error('connect ECONNREFUSED 10.0.0.7:25'), {
    code: 'ECONNREFUSED',
    syscall: 'connect',
    address: '10.0.0.7',
    port: 25,
  });
}

export const runs: Family = {
  title: 'Runs outside HTTP',
  scenes: [
    {
      title: 'A run of a job that is missed',
      besides: /Reports\.import/,
      play: async () => {
        const { stage, start } = await openReports({ rules: [] });
        await stage.wait('70m', '1m');
        await start('nightly-report');
        await stage.wait('1m', '10s');
        return stage.played;
      },
    },
    {
      title: 'A run that is stuck',
      play: async () => {
        const { stage, reports, start } = await openReports({ rules: [], missedRuns: { grace: '2h' } });
        let end = (): void => undefined;
        reports.behaviour = () => new Promise<void>((resolve) => (end = resolve));
        await start('import');
        await stage.wait('45m', '1m');
        end();
        await stage.wait('1m', '10s');
        return stage.played;
      },
    },
    {
      title: 'A cron job that fails',
      play: async () => {
        const rules = [onException({ priority: 'P2' })];
        const { stage, reports, start } = await openReports({ rules, missedRuns: false });
        reports.behaviour = () => {
          throw new Error('bucket reports is empty');
        };
        await start('nightly-report');
        await stage.wait('1h', '5m');
        reports.behaviour = () => undefined;
        await start('nightly-report');
        await stage.wait('30m', '5m');
        return stage.played;
      },
    },
    {
      title: 'A job of a queue that has failed for good',
      play: async () => {
        const { stage, mail, work } = await openMail({ rules: [onException({ priority: 'P2' })] });
        mail.behaviour = noMailServer;
        await work();
        mail.behaviour = () => undefined;
        for (let job = 0; job < 20; job++) {
          await stage.wait('1m', '10s');
          await work();
        }
        return stage.played;
      },
    },
    {
      title: 'A job of a queue that waited too long',
      play: async () => {
        const { stage, work } = await openMail({ rules: [] });
        await work('12m');
        for (let job = 0; job < 20; job++) {
          await stage.wait('1m', '10s');
          await work();
        }
        return stage.played;
      },
    },
    {
      title: 'An error rate of the jobs of queues',
      play: async () => {
        const { stage, mail, work } = await openMail({ rules: [onErrorRate(0.05, { window: '2m' })] });
        for (let job = 0; job < 200; job++) {
          mail.behaviour = job >= 120 && job % 3 === 0 ? noMailServer : () => undefined;
          await work();
          await stage.wait('1s');
        }
        mail.behaviour = () => undefined;
        while (stage.opsgenie.active().length > 0) {
          await work();
          await stage.wait('5s');
        }
        return stage.played;
      },
    },
    {
      title: 'A resolver of GraphQL that fails',
      play: async () => {
        const parts = { providers: [OrdersResolver] };
        const stage = await Stage.open({ rules: [onException({ priority: 'P2' })] }, undefined, parts);
        const resolver = stage.nest.get(OrdersResolver);
        const contexts = stage.nest.get(ExternalContextCreator);
        const names = [undefined, undefined, undefined, undefined, undefined] as const;
        const order = contexts.create(resolver, Reflect.get(resolver, 'order'), 'order', ...names, 'graphql');
        await order(undefined, {}, {}).catch(() => undefined);
        await stage.settle();
        return stage.played;
      },
    },
    {
      title: 'A message of a microservice that fails',
      play: async () => {
        const parts = { controllers: [StockController] };
        const stage = await Stage.open({ rules: [onException({ priority: 'P2' })] }, undefined, parts);
        const stock = stage.nest.get(StockController);
        try {
          stock.reserve();
        } catch {
          // It is meant to fail.
        }
        await stage.settle();
        return stage.played;
      },
    },
  ],
};
