import { Injectable, NotFoundException, Scope, type Type } from '@nestjs/common';
import { BullModule, BullRegistrar, getQueueToken, Processor, WorkerHost } from '@nestjs/bullmq';
import {
  DelayedError,
  Queue as BareQueue,
  RateLimitError,
  UnrecoverableError,
  WaitingChildrenError,
  WaitingError,
  Worker,
  type Job,
  type JobsOptions,
  type Queue,
  type WorkerOptions,
} from 'bullmq';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';

import {
  AlertOnErrorRate,
  AlertOnException,
  AlertOnLatency,
  onErrorRate,
  onException,
  onLatency,
  OpsgenieService,
} from '../../src/index.js';
import { RecordingLogger } from '../e2e/recording-logger.js';
import { startContext, type ObservedApp, type Parts } from './application.js';
import { hasRedis, startRedis, type Redis } from './redis.js';

const MINUTE = 60_000;

type Process = (job: Job, token: string | undefined) => unknown;

/** A queue with its processor in an application. */
interface QueueApp extends ObservedApp {
  readonly queue: Queue;
  readonly worker: WorkerHost['worker'];
  /** What its worker reported, in order: `completed`, `failed 1`. */
  readonly events: readonly string[];
  add(options?: JobsOptions): Promise<Job>;
  /** Waits until the worker has reported this. */
  reported(event: string, times?: number): Promise<void>;
}

describe.skipIf(!hasRedis())('jobs of BullMQ', () => {
  let redis: Redis;
  let queues = 0;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());

  interface Setup extends Parts {
    readonly worker?: Omit<WorkerOptions, 'connection'>;
    readonly scope?: Scope;
    readonly manualRegistration?: boolean;
    readonly decorators?: readonly ClassDecorator[];
    readonly method?: readonly MethodDecorator[];
  }

  async function startQueue(process: Process, setup: Setup = {}): Promise<QueueApp> {
    const { worker = {}, scope = Scope.DEFAULT, manualRegistration = false, decorators = [], method = [] } = setup;
    const name = 'mail';
    const prefix = `q${(queues += 1)}`;

    class MailProcessor extends WorkerHost {
      async process(job: Job, token?: string): Promise<unknown> {
        return process(job, token);
      }
    }
    const descriptor = Object.getOwnPropertyDescriptor(MailProcessor.prototype, 'process');
    if (descriptor !== undefined)
      for (const decorate of method) decorate(MailProcessor.prototype, 'process', descriptor);
    for (const decorate of decorators) decorate(MailProcessor);
    Processor({ name, scope }, worker)(MailProcessor);
    Injectable({ scope })(MailProcessor);
    const connection = { host: '127.0.0.1', port: redis.port, maxRetriesPerRequest: null };
    const started = await startContext({
      ...setup,
      imports: [
        ...(setup.imports ?? []),
        BullModule.forRoot({ connection, prefix, extraOptions: { manualRegistration } }),
        BullModule.registerQueue({ name }),
      ],
      providers: [MailProcessor, ...(setup.providers ?? [])],
    });
    const { app } = started;
    if (manualRegistration) app.get(BullRegistrar).register();
    const host = await hostOf(app, MailProcessor, scope);
    const events: string[] = [];
    host.worker.on('completed', () => events.push('completed'));
    host.worker.on('failed', (job) => events.push(`failed ${job?.attemptsMade ?? '?'}`));
    host.worker.on('error', () => undefined);
    const queue = app.get<Queue>(getQueueToken(name));
    return {
      ...started,
      queue,
      worker: host.worker,
      events,
      add: (options = {}) => queue.add('send', {}, { backoff: 1, ...options }),
      reported: async (event, times = 1) => {
        await expect.poll(() => events.filter((one) => one === event).length, { timeout: 15_000 }).toBe(times);
      },
    };
  }

  it.each<[string, Process, JobsOptions, readonly string[], readonly string[]]>([
    ['is done', () => 'sent', {}, ['completed'], []],
    ['fails at its only attempt', () => fail(), {}, ['failed 1'], ['exception:queue:mail:TypeError']],
    [
      'fails at each of 3 attempts',
      () => fail(),
      { attempts: 3 },
      ['failed 1', 'failed 2', 'failed 3'],
      ['exception:queue:mail:TypeError'],
    ],
    [
      'is done at the second of 3 attempts',
      (job) => (job.attemptsMade < 1 ? fail() : 'sent'),
      { attempts: 3 },
      ['failed 1', 'completed'],
      [],
    ],
    [
      'fails for good at the first of 5 attempts',
      () => {
        throw new UnrecoverableError('no such address');
      },
      { attempts: 5 },
      ['failed 1'],
      ['exception:queue:mail:UnrecoverableError'],
    ],
    [
      'is removed when it fails',
      () => fail(),
      { removeOnFail: true },
      ['failed 1'],
      ['exception:queue:mail:TypeError'],
    ],
    [
      'fails by an error that would be an answer over HTTP',
      () => {
        throw new NotFoundException();
      },
      {},
      ['failed 1'],
      ['exception:queue:mail:NotFoundException'],
    ],
  ])('a job that %s', async (_what, process, options, events, aliases) => {
    const run = async (opsgenie: NonNullable<Parts['opsgenie']>): Promise<unknown> => {
      const app = await startQueue(process, { opsgenie });
      const { id = '' } = await app.add(options);
      await app.reported(events.at(-1) ?? '');
      expect(app.events).toEqual(events);
      expect(await app.aliases()).toEqual(opsgenie === 'absent' ? [] : aliases);
      const job = await app.queue.getJob(id);
      return [await job?.getState(), job?.attemptsMade, job?.failedReason, job?.returnvalue];
    };

    expect(await run({})).toEqual(await run('absent'));
  });

  it('counts a job once, and a job that is tried again not at all', async () => {
    const app = await startQueue(() => fail());
    await app.add({ attempts: 3 });
    await app.add({ attempts: 3 });
    await app.reported('failed 3', 2);

    expect(await figures(app)).toMatchObject([{ operation: 'queue:mail', bad: 2, total: 2 }]);
  });

  it('counts a good job once, as a success', async () => {
    const app = await startQueue((job) => (job.attemptsMade < 1 ? fail() : 'sent'), {
      opsgenie: { rules: [onException({ attempts: 'all' })] },
    });
    await app.add({ attempts: 3 });
    await app.reported('completed');

    expect(await figures(app)).toMatchObject([{ bad: 1, total: 2 }]);
  });

  it.each([
    ['request-scoped', { scope: Scope.REQUEST }],
    ['registered by hand', { manualRegistration: true }],
  ])('a processor that is %s', async (_what, setup) => {
    const app = await startQueue(() => fail(), setup);
    await app.add({ attempts: 2 });
    await app.reported('failed 2');

    expect(await figures(app)).toMatchObject([{ operation: 'queue:mail', bad: 1, total: 1 }]);
  });

  it.each<[string, Process]>([
    [
      'delayed',
      async (job, token) => {
        await job.moveToDelayed(Date.now() + 20, token);
        throw new DelayedError();
      },
    ],
    [
      'put back',
      async (job, token) => {
        await job.moveToWait(token);
        throw new WaitingError();
      },
    ],
    [
      'limited',
      async (job) => {
        await (job as unknown as { queue: Queue }).queue.rateLimit?.(20);
        throw new RateLimitError();
      },
    ],
  ])('a job that its processor gave back: %s', async (_what, giveBack) => {
    let runs = 0;
    const app = await startQueue(async (job, token) => ((runs += 1) === 1 ? giveBack(job, token) : fail()), {
      worker: { limiter: { max: 100, duration: 20 } },
    });
    await app.add();
    await app.reported('failed 1');

    expect(runs).toBe(2);
    expect(await figures(app)).toMatchObject([{ bad: 1, total: 1 }]);
  });

  it('a job that waits for its children counts once, when it has ended', async () => {
    let runs = 0;
    const app = await startQueue(async (job, token) => {
      runs += 1;
      if (runs > 1) fail();
      await children.add('child', {}, { parent: { id: job.id ?? '', queue: job.queueQualifiedName } });
      if (await job.moveToWaitingChildren(token ?? '')) throw new WaitingChildrenError();
    });
    const options = {
      connection: { host: '127.0.0.1', port: redis.port, maxRetriesPerRequest: null },
      prefix: app.queue.opts.prefix ?? '',
    };
    const children = new BareQueue('children', options);
    const worker = new Worker('children', () => Promise.resolve('done'), options);
    onTestFinished(async () => {
      await worker.close();
      await children.close();
    });
    await app.add();
    await app.reported('failed 1');

    expect(runs).toBe(2);
    expect(await figures(app)).toMatchObject([{ operation: 'queue:mail', bad: 1, total: 1 }]);
  });

  it('a job that fails because a command in it failed is one incident, of the command', async () => {
    const { CommandBus, CommandHandler, CqrsModule } = await import('@nestjs/cqrs');
    class SendMail {}
    @CommandHandler(SendMail)
    class SendMailHandler {
      execute(): Promise<never> {
        return Promise.reject(new TypeError('no mail server'));
      }
    }
    const app: QueueApp = await startQueue(() => app.app.get(CommandBus).execute(new SendMail()), {
      imports: [CqrsModule.forRoot()],
      providers: [SendMailHandler],
    });
    await app.add();
    await app.reported('failed 1');

    expect(await app.aliases()).toEqual(['exception:command:SendMail:TypeError']);
  });

  it('logs the same with the library as without', async () => {
    const run = async (opsgenie: NonNullable<Parts['opsgenie']>): Promise<readonly string[]> => {
      const logger = new RecordingLogger();
      const app = await startQueue((job) => (job.attemptsMade < 1 ? fail() : 'sent'), { opsgenie, logger });
      await app.add({ attempts: 2 });
      await app.reported('completed');
      await app.add();
      await app.reported('failed 1', 2);
      return logger.lines;
    };

    expect(await run({})).toEqual(await run('absent'));
  });

  it('a job that stalled too often has failed, without a duration, though its processor succeeded', async () => {
    let runs = 0;
    const app = await startQueue(
      () => {
        runs += 1;
        const until = Date.now() + 1_500;
        while (Date.now() < until);
        return 'sent';
      },
      {
        worker: { lockDuration: 300, stalledInterval: 200, maxStalledCount: 0 },
        opsgenie: { rules: [onException(), onLatency(1)] },
      },
    );
    await app.add();
    await expect.poll(() => app.events.length, { timeout: 15_000 }).toBe(1);

    expect(app.events[0]).toMatch(/^failed/);
    expect(runs).toBe(1);
    expect(await figures(app)).toMatchObject([{ rule: 'exception', bad: 1, total: 1 }]);
  });

  it("counts each attempt for rules with attempts: 'all', and no other rule's", async () => {
    const app = await startQueue(() => fail(), {
      decorators: [AlertOnException({ attempts: 'all', name: 'each' }), AlertOnException({ name: 'last' })],
      opsgenie: { rules: [] },
    });
    await app.add({ attempts: 3 });
    await app.reported('failed 3');

    expect(await figures(app)).toMatchObject([
      { rule: 'exception:each', bad: 3 },
      { rule: 'exception:last', bad: 1 },
    ]);
  });

  it("counts each attempt in an error rate with attempts: 'all'", async () => {
    const app = await startQueue(() => fail(), {
      decorators: [AlertOnErrorRate(0.5, { attempts: 'all', window: '2s', minSamples: 3, minBad: 3 })],
      opsgenie: { rules: [onErrorRate(0.5, { window: '2s', minSamples: 3, minBad: 3, name: 'jobs' })] },
    });
    await app.add({ attempts: 100_000 });
    await app.sandbox.waitForAlert({ source: 'shop' }, '15s');

    expect(await app.aliases()).toEqual(['errorRate:MailProcessor:50%']);
  });

  it('measures how long a job runs, without the attempts before', async () => {
    const app = await startQueue(() => new Promise((resolve) => void setTimeout(resolve, 60, 'sent')), {
      method: [AlertOnLatency(50)],
    });
    await app.add();
    await app.reported('completed');

    const [alert] = (await app.aliases(), app.sandbox.alerts);
    expect(alert).toMatchObject({ alias: 'shop:test:latency:queue:mail:50ms' });
    expect(Number(alert?.details['durationMs'])).toBeGreaterThanOrEqual(50);
  });

  describe('that wait', () => {
    it('alerts on jobs that waited for a worker, and says so', async () => {
      const app = await startQueue(() => 'sent', { decorators: [AlertOnLatency('5m', { of: 'wait' })] });
      await app.add({ timestamp: Date.now() - 7 * MINUTE });
      await app.add();
      await app.add({ timestamp: Date.now() - 7 * MINUTE });
      // It was due just now.
      await app.add({ timestamp: Date.now() - 7 * MINUTE, delay: 7 * MINUTE });
      await app.reported('completed', 4);

      const [alert] = (await app.aliases(), app.sandbox.alerts);
      expect(alert).toMatchObject({
        alias: 'shop:test:latency:queue:mail:wait-5m',
        message: expect.stringMatching(/^\[test\] shop: a job of queue mail waited 7 min \(limit 5 min\)$/) as string,
      });
      expect(Number(alert?.details['waitMs'])).toBeGreaterThanOrEqual(7 * MINUTE);
      expect(await figures(app)).toMatchObject([{ rule: 'latency:wait', bad: 2, total: 4 }]);
    });

    it('counts no retry and no run', async () => {
      let runs = 0;
      const app = await startQueue(() => ((runs += 1) === 1 ? fail() : undefined), {
        decorators: [AlertOnLatency('1s', { of: 'wait' })],
        opsgenie: { rules: [] },
      });
      await app.add({ attempts: 2, backoff: 1_200 });
      await app.reported('completed');

      expect(runs).toBe(2);
      expect(await app.aliases()).toEqual([]);
    });
  });

  it('leaves the listeners of the application as they were, warns of no leak, and removes its own', async () => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error): void => void warnings.push(warning);
    process.on('warning', onWarning);
    const app = await startQueue(() => 'sent');
    const worker = app.worker;
    for (let count = 0; count < 8; count++) worker.on('completed', () => undefined);
    await app.add();
    await app.reported('completed');
    const during = worker.listenerCount('completed');
    await app.app.close();
    await new Promise((resolve) => void setImmediate(resolve));
    process.off('warning', onWarning);

    expect(during - worker.listenerCount('completed')).toBe(1);
    expect(worker.listenerCount('failed')).toBe(1);
    expect(warnings).toEqual([]);
  });

  it('observes no queue that is switched off', async () => {
    const app = await startQueue(() => fail(), { opsgenie: { observe: { queues: false } } });
    await app.add();
    await app.reported('failed 1');

    expect(await app.aliases()).toEqual([]);
  });

  async function hostOf(app: ObservedApp['app'], type: Type<WorkerHost>, scope: Scope): Promise<WorkerHost> {
    if (scope === Scope.DEFAULT) return app.get(type);
    const { ModulesContainer } = await import('@nestjs/core');
    for (const module of app.get(ModulesContainer).values())
      for (const { metatype, instance } of module.providers.values())
        if (metatype === type) return instance as WorkerHost;
    throw new Error('The processor is not there.');
  }

  async function figures({ app }: QueueApp): Promise<object[]> {
    const opsgenie = app.get(OpsgenieService);
    await opsgenie.flush();
    return opsgenie.active().toSorted((one, other) => (one.rule < other.rule ? -1 : 1));
  }

  function fail(): never {
    throw new TypeError('no mail server');
  }
});
