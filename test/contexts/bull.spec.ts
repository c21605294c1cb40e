import { Scope } from '@nestjs/common';
import { BullModule, getQueueToken, Process, Processor } from '@nestjs/bull';
import type { DoneCallback, Job, JobOptions, Queue } from 'bull';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { AlertOnException, AlertOnLatency, onException, onLatency, OpsgenieService } from '../../src/index.js';
import { startContext, type ObservedApp, type Parts } from './application.js';
import { hasRedis, startRedis, type Redis } from './redis.js';

const MINUTE = 60_000;

interface QueueApp extends ObservedApp {
  readonly queue: Queue;
  /** What the queue reported, in order: `completed`, `failed 1`. */
  readonly events: readonly string[];
  /** @param options of which the types of Bull lack `timestamp` */
  add(name?: string, options?: JobOptions & { readonly timestamp?: number }): Promise<Job>;
  /** Waits until the queue has reported this. */
  reported(event: string, times?: number): Promise<void>;
}

interface Setup extends Parts {
  readonly scope?: Scope;
}

describe.skipIf(!hasRedis())('jobs of Bull', () => {
  let redis: Redis;
  let queues = 0;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());

  async function startQueue(process: (job: Job) => unknown, parts: Setup = {}): Promise<QueueApp> {
    const { scope = Scope.DEFAULT } = parts;

    @Processor({ name: 'mail', scope })
    class MailProcessor {
      @Process()
      async any(job: Job): Promise<unknown> {
        return process(job);
      }

      @Process('send')
      @AlertOnException({ name: 'each', attempts: 'all' })
      async send(job: Job): Promise<unknown> {
        return process(job);
      }

      @Process('callback')
      @AlertOnLatency(50)
      callback(job: Job, done: DoneCallback): void {
        setTimeout(() => {
          try {
            done(null, process(job));
          } catch (error) {
            done(error as Error);
          }
        }, 60);
      }

      @Process('wait')
      @AlertOnLatency('5m', { of: 'wait' })
      wait(): void {}
    }
    const started = await startContext({
      ...parts,
      imports: [
        BullModule.forRoot({ redis: { host: '127.0.0.1', port: redis.port }, prefix: `b${(queues += 1)}` }),
        BullModule.registerQueue({
          name: 'mail',
          settings: { stalledInterval: 200, lockDuration: 200, maxStalledCount: 0 },
        }),
      ],
      providers: [MailProcessor],
    });
    const queue = started.app.get<Queue>(getQueueToken('mail'));
    const events: string[] = [];
    queue.on('completed', () => events.push('completed'));
    queue.on('failed', (job: Job) => events.push(`failed ${job.attemptsMade}`));
    return {
      ...started,
      queue,
      events,
      add: (name = '', options = {}) => (name === '' ? queue.add({}, options) : queue.add(name, {}, options)),
      reported: async (event, times = 1) => {
        await expect.poll(() => events.filter((one) => one === event).length, { timeout: 15_000 }).toBe(times);
      },
    };
  }

  it.each<[string, (job: Job) => unknown, JobOptions, readonly string[], readonly string[]]>([
    ['is done', () => 'sent', {}, ['completed'], []],
    [
      'fails at each of 2 attempts',
      () => fail(),
      { attempts: 2 },
      ['failed 1', 'failed 2'],
      ['exception:queue:mail:TypeError'],
    ],
    [
      'is done at the second attempt',
      ({ attemptsMade }) => (attemptsMade < 1 ? fail() : 'sent'),
      { attempts: 2 },
      ['failed 1', 'completed'],
      [],
    ],
    [
      'is removed when it fails',
      () => fail(),
      { removeOnFail: true },
      ['failed 1'],
      ['exception:queue:mail:TypeError'],
    ],
  ])('a job that %s', async (_what, process, options, events, aliases) => {
    const run = async (opsgenie: NonNullable<Parts['opsgenie']>): Promise<unknown> => {
      const app = await startQueue(process, { opsgenie });
      const { id } = await app.add('', options);
      await app.reported(events.at(-1) ?? '');
      expect(app.events).toEqual(events);
      expect(await app.aliases()).toEqual(opsgenie === 'absent' ? [] : aliases);
      const job = await app.queue.getJob(id);
      return [await job?.getState(), job?.attemptsMade, job?.failedReason, job?.returnvalue as unknown];
    };

    expect(await run({})).toEqual(await run('absent'));
  });

  it('counts the jobs of each processor on their own, and attempts where they are asked for', async () => {
    const app = await startQueue(() => fail());
    await app.add('send', { attempts: 3 });
    await app.add('', { attempts: 2 });
    await app.reported('failed 3');

    expect(await figures(app)).toMatchObject([
      { rule: 'exception', operation: 'queue:mail', bad: 1, total: 1 },
      { rule: 'exception', operation: 'queue:mail:send', bad: 1, total: 1 },
      { rule: 'exception:each', operation: 'queue:mail:send', bad: 3, total: 3 },
    ]);
  });

  it('a processor that ends by a callback', async () => {
    const run = async (opsgenie: NonNullable<Parts['opsgenie']>): Promise<QueueApp> => {
      const app = await startQueue(() => fail(), { opsgenie });
      await app.add('callback');
      await app.reported('failed 1');
      return app;
    };
    const app = await run({});

    expect(app.events).toEqual((await run('absent')).events);
    expect(await figures(app)).toMatchObject([
      { rule: 'exception', operation: 'queue:mail:callback', bad: 1, total: 1 },
      // It lasts until the callback, not until the method returns.
      { rule: 'latency', operation: 'queue:mail:callback', bad: 1, total: 1 },
    ]);
  });

  it('a processor that is request-scoped', async () => {
    const app = await startQueue(() => fail(), { scope: Scope.REQUEST });
    await app.add('', { attempts: 2 });
    await app.reported('failed 2');

    expect(await figures(app)).toMatchObject([{ operation: 'queue:mail', bad: 1, total: 1 }]);
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
      { opsgenie: { rules: [onException(), onLatency(1)] } },
    );
    await app.add();
    await expect.poll(() => app.events.length, { timeout: 15_000 }).toBe(1);

    expect(app.events[0]).toMatch(/^failed/);
    expect(runs).toBe(1);
    expect(await figures(app)).toMatchObject([{ rule: 'exception', bad: 1, total: 1 }]);
  });

  it('alerts on jobs that waited for a worker', async () => {
    const app = await startQueue(() => 'sent');
    await app.add('wait', { timestamp: Date.now() - 7 * MINUTE });
    await app.add('wait');
    await app.reported('completed', 2);

    expect(await app.aliases()).toEqual(['latency:queue:mail:wait:wait-5m']);
    expect(app.sandbox.alerts[0]?.message).toBe('[test] shop: a job of queue mail:wait waited 7 min (limit 5 min)');
  });

  it('removes its listeners from the queue', async () => {
    const app = await startQueue(() => 'sent');
    await app.add();
    await app.reported('completed');
    const during = ['completed', 'failed'].map((event) => app.queue.listenerCount(event));
    await app.app.close();

    expect(during).toEqual([2, 2]);
    expect(['completed', 'failed'].map((event) => app.queue.listenerCount(event))).toEqual([1, 1]);
  });

  async function figures({ app }: QueueApp): Promise<object[]> {
    const opsgenie = app.get(OpsgenieService);
    await opsgenie.flush();
    return opsgenie
      .active()
      .toSorted((one, other) => (`${one.rule} ${one.operation}` < `${other.rule} ${other.operation}` ? -1 : 1));
  }

  function fail(): never {
    throw new TypeError('no mail server');
  }
});
