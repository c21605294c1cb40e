import { Injectable, NotFoundException } from '@nestjs/common';
import { Cron, Interval, ScheduleModule, SchedulerRegistry } from '@nestjs/schedule';
import { expect, it, onTestFinished } from 'vitest';

import { AlertOnException, Heartbeat, MaxRuntime, onErrorRate, onException, onLatency } from '../../src/index.js';
import { RecordingLogger } from '../e2e/recording-logger.js';
import { startContext, type Parts } from './application.js';

const NEVER = '0 0 1 1 *';
const JOBS = ['succeeds', 'throws', 'rejects', 'answers'] as const;

/** Jobs that end in all ways. */
@Injectable()
class Jobs {
  readonly seen: unknown[] = [];

  @Cron(NEVER, { name: 'succeeds' })
  @Heartbeat('succeeds', { interval: '1d' })
  @MaxRuntime('1h')
  async succeeds(): Promise<string> {
    this.seen.push(['succeeds', this instanceof Jobs, Jobs.prototype.succeeds.name]);
    await Promise.resolve();
    return 'done';
  }

  @Cron(NEVER, { name: 'throws' })
  @Heartbeat('throws')
  throws(): never {
    this.seen.push(['throws', this instanceof Jobs, Jobs.prototype.throws.length]);
    throw new TypeError('no disk');
  }

  @Cron(NEVER, { name: 'rejects', waitForCompletion: true })
  @AlertOnException({ priority: 'P1' })
  async rejects(): Promise<never> {
    await Promise.resolve();
    throw new TypeError('no report');
  }

  @Cron(NEVER, { name: 'answers' })
  answers(): never {
    throw new NotFoundException();
  }

  @Interval('often', 5)
  often(): void {
    if (!this.seen.includes('often')) this.seen.push('often');
  }
}

/** What the application and its operator see. */
async function run(opsgenie: NonNullable<Parts['opsgenie']>): Promise<unknown> {
  const logger = new RecordingLogger();
  const unhandled: unknown[] = [];
  const note = (reason: unknown): void => void unhandled.push(String(reason));
  process.on('unhandledRejection', note);
  onTestFinished(() => void process.off('unhandledRejection', note));
  const { app } = await startContext({ imports: [ScheduleModule.forRoot()], providers: [Jobs], opsgenie, logger });
  const jobs = app.get(Jobs);
  const byHand = [];
  for (const name of JOBS) {
    const job = app.get(SchedulerRegistry).getCronJob(name);
    byHand.push(await Promise.resolve(job.fireOnTick()).catch((error: unknown) => String(error)));
    byHand.push(await new Promise((resolve) => resolve(jobs[name]())).catch((error: unknown) => String(error)));
  }
  await expect.poll(() => jobs.seen).toContain('often');
  await app.close();
  return { byHand, unhandled, lines: logger.lines, seen: jobs.seen.filter((seen) => seen !== 'often') };
}

it.each([
  ['observed', { rules: [onException(), onErrorRate(0.01), onLatency('1s')] }],
  ['switched off', { observe: { schedule: false } }],
])('scheduled jobs and heartbeats end and log the same with the library as without (%s)', async (_how, opsgenie) => {
  const without = await run('absent');

  expect(without).toMatchObject({
    unhandled: [],
    lines: expect.arrayContaining([expect.stringContaining('no disk')]) as unknown,
  });
  expect(await run(opsgenie)).toEqual(without);
});
