import { Controller, Get, Injectable } from '@nestjs/common';
import { Cron, ScheduleModule, Timeout } from '@nestjs/schedule';
import { EventEmitter2, EventEmitterModule, OnEvent } from '@nestjs/event-emitter';
import { expect, it, onTestFinished, vi } from 'vitest';

import { Heartbeat, OpsgenieConfigurationError, OpsgenieService } from '../../src/index.js';
import { OpsgenieSandbox, type ReceivedRequest } from '../../src/testing/index.js';
import { RecordingLogger } from '../e2e/recording-logger.js';
import { startContext } from './application.js';

const NEVER = '0 0 1 1 *';
const JSM = { cloudId: 'cloud 1', teamId: 'team-1', user: 'bot@shop.test', token: 'secret-token-of-the-bot' };

function isPing({ path }: ReceivedRequest): boolean {
  return path.includes('/heartbeats/');
}

function pings(sandbox: OpsgenieSandbox): string[] {
  return sandbox.requests.filter(isPing).map(({ method, path }) => `${method} ${path}`);
}

/** Jobs of which one fails on demand. */
@Injectable()
class Jobs {
  isBroken = false;

  @Cron(NEVER)
  @Heartbeat('nightly report', { interval: '1d', grace: '1h' })
  async report(): Promise<string> {
    await Promise.resolve();
    if (this.isBroken) throw new Error('disk full');
    return 'done';
  }
}

it('pings after each successful run of a job, and after no failed one', async () => {
  const { app, sandbox } = await startContext({
    imports: [ScheduleModule.forRoot()],
    providers: [Jobs],
    opsgenie: { rules: [], missedRuns: false },
  });
  const jobs = app.get(Jobs);
  await expect(jobs.report()).resolves.toBe('done');
  await app.get(OpsgenieService).flush();
  expect(pings(sandbox)).toEqual(['POST /v2/heartbeats/nightly%20report/ping']);
  expect(sandbox.requests[0]?.headers.authorization).toMatch(/^GenieKey /);

  jobs.isBroken = true;
  await expect(jobs.report()).rejects.toThrow('disk full');
  await app.get(OpsgenieService).flush();
  expect(pings(sandbox)).toHaveLength(1);

  jobs.isBroken = false;
  await jobs.report();
  await app.close();
  expect(pings(sandbox)).toHaveLength(2);
});

it('pings when the schedule starts the job, and before the application has shut down', async () => {
  let ran = (): void => undefined;
  const run = new Promise<void>((resolve) => (ran = resolve));
  @Injectable()
  class Once {
    @Timeout(1)
    @Heartbeat('once')
    once(): void {
      ran();
    }
  }
  const { app, sandbox } = await startContext({
    imports: [ScheduleModule.forRoot()],
    providers: [Once],
    opsgenie: { rules: [] },
  });
  await run;
  await app.close();
  expect(pings(sandbox)).toEqual(['POST /v2/heartbeats/once/ping']);
});

it('pings for a plain method, and at most every 10 seconds for what traffic drives', async () => {
  @Injectable()
  class Work {
    @OnEvent('order')
    @Heartbeat('orders')
    onOrder(): void {}

    @Heartbeat('plain')
    plain(): number {
      return 42;
    }
  }
  const { app, sandbox } = await startContext({ imports: [EventEmitterModule.forRoot()], providers: [Work] });
  await app.init();
  for (let times = 0; times < 5; times++) {
    app.get(EventEmitter2).emit('order');
    await app.get(OpsgenieService).flush();
  }
  expect(app.get(Work).plain()).toBe(42);
  await app.get(OpsgenieService).flush();
  expect(pings(sandbox)).toEqual(['POST /v2/heartbeats/orders/ping', 'POST /v2/heartbeats/plain/ping']);
});

it.each([{ dryRun: true }, { enabled: false }])('sends no ping with %j', async (opsgenie) => {
  const { app, sandbox } = await startContext({ providers: [Jobs], opsgenie: { ...opsgenie, heartbeat: 'shop' } });
  await app.get(Jobs).report();
  await app.close();
  expect(sandbox.requests).toEqual([]);
});

it('lets a job and the alerts go on when pings are refused', async () => {
  const { app, sandbox } = await startContext({ providers: [Jobs] });
  sandbox.fault({ status: 401, match: isPing });
  await expect(app.get(Jobs).report()).resolves.toBe('done');
  app.get(OpsgenieService).raise({ message: 'Disk full', alias: 'disk' });
  await app.get(OpsgenieService).flush();
  expect(sandbox.alerts).toHaveLength(1);
});

it('pings the heartbeat of the application at the start, and not after the shutdown', async () => {
  const { app, sandbox } = await startContext({ opsgenie: { heartbeat: { name: 'shop', interval: '10s' } } });
  await sandbox.waitForRequest(isPing);
  await app.close();
  expect(pings(sandbox)).toEqual(['POST /v2/heartbeats/shop/ping']);
});

it('pings heartbeats of Jira Service Management with their own access', async () => {
  const { app, sandbox } = await startContext({
    providers: [Jobs],
    opsgenie: { platform: 'jsm', heartbeat: { name: 'shop', jsm: JSM } },
  });
  sandbox.fault({ status: 202, match: isPing });
  await app.get(Jobs).report();
  await vi.waitFor(() => expect(pings(sandbox)).toHaveLength(2));
  const [ping] = sandbox.requests;
  expect(ping?.path).toBe('/jsm/ops/api/cloud%201/v1/teams/team-1/heartbeats/ping');
  expect(new Set(sandbox.requests.map(({ query }) => query['name']))).toEqual(new Set(['nightly report', 'shop']));
  expect(ping?.headers.authorization).toBe(`Basic ${Buffer.from(`${JSM.user}:${JSM.token}`).toString('base64')}`);
});

it.each([
  ['shop', 'heartbeat.jsm needs cloudId, teamId, user, token'],
  [{ name: 'shop', jsm: { cloudId: '1', user: 'u' } }, 'heartbeat.jsm needs teamId, token'],
  [undefined, '@Heartbeat() on Jobs.report'],
] as const)('names in one error what Jira Service Management needs: %j', async (heartbeat, message) => {
  const started = startContext({ providers: [Jobs], opsgenie: { platform: 'jsm', heartbeat: heartbeat as undefined } });
  await expect(started).rejects.toThrow(message);
});

const ENSURED = { name: 'shop', interval: '30s', ensure: true } as const;

it('creates the heartbeats that it pings, before their first ping', async () => {
  const { app, sandbox } = await startContext({ providers: [Jobs], opsgenie: { heartbeat: ENSURED } });
  await app.init();
  await app.get(Jobs).report();
  await app.get(OpsgenieService).flush();
  await vi.waitFor(() =>
    expect(sandbox.expectedHeartbeats.map(({ lastPingTime }) => lastPingTime)).not.toContain(undefined),
  );
  expect(sandbox.expectedHeartbeats.toSorted((one, other) => (one.name < other.name ? -1 : 1))).toMatchObject([
    { name: 'nightly report', interval: 25, intervalUnit: 'hours', enabled: true },
    // Three pings of 30 seconds, in whole minutes.
    { name: 'shop', interval: 2, intervalUnit: 'minutes', enabled: true },
  ]);
});

it('gives a heartbeat that exists its interval, and leaves one alone that has it', async () => {
  const sandbox = await OpsgenieSandbox.start({ processingDelay: 0 });
  onTestFinished(() => sandbox.stop());
  sandbox.expectHeartbeat('nightly report', '1d');
  sandbox.expectHeartbeat('shop', '2m');
  await startContext({ providers: [Jobs], opsgenie: { heartbeat: ENSURED, baseUrl: sandbox.url } });
  await vi.waitFor(() =>
    expect(sandbox.expectedHeartbeats).toMatchObject([
      { name: 'nightly report', interval: 25, intervalUnit: 'hours' },
      { name: 'shop', interval: 2, intervalUnit: 'minutes' },
    ]),
  );
  await sandbox.waitForRequest(({ path }) => path === '/v2/heartbeats/shop/ping');
  const changes = sandbox.requests.filter(({ method, path }) => method !== 'GET' && !path.endsWith('/ping'));
  expect(changes.map(({ method, path }) => `${method} ${path}`)).toEqual(['PATCH /v2/heartbeats/nightly%20report']);
});

it('says once what to do where the key may only ping, and pings in any case', async () => {
  const sandbox = await OpsgenieSandbox.start({ processingDelay: 0 });
  onTestFinished(() => sandbox.stop());
  sandbox.fault({ status: 403, match: ({ path }) => !path.endsWith('/ping') });
  const logger = new RecordingLogger();
  @Injectable()
  class Others {
    @Heartbeat('others', { interval: '1h', ensure: true })
    run(): void {}
  }
  const { app } = await startContext({ providers: [Others], opsgenie: { baseUrl: sandbox.url, logger } });
  for (let times = 0; times < 3; times++) {
    app.get(Others).run();
    await app.get(OpsgenieService).flush();
  }
  expect(logger.lines.filter((line) => line.includes("heartbeat 'others'"))).toEqual([
    expect.stringMatching(
      /could not be created or adjusted: 403 .*Create it on the platform with an interval of 1 h, or use a key that may change the configuration/,
    ),
  ]);
  expect(sandbox.heartbeats.filter(({ name }) => name === 'others')).toHaveLength(3);
  expect(sandbox.expectedHeartbeats).toEqual([]);
});

it('does not create heartbeats of Jira Service Management, and says so', async () => {
  const logger = new RecordingLogger();
  const { app, sandbox } = await startContext({
    opsgenie: { platform: 'jsm', heartbeat: { ...ENSURED, jsm: JSM }, logger },
  });
  await sandbox.waitForRequest(isPing);
  await app.close();
  expect(logger.lines.join('\n')).toContain('the library creates heartbeats on Opsgenie only');
});

it('refuses a heartbeat on a handler of a route', async () => {
  @Controller()
  class Orders {
    @Get()
    @Heartbeat('orders')
    find(): void {}
  }
  await expect(startContext({ controllers: [Orders] })).rejects.toThrow(
    /@Heartbeat\(\).*\n.*Orders\.find is a handler/,
  );
});

it.each([
  [() => Heartbeat(''), 'name'],
  [() => Heartbeat('x'.repeat(201)), 'name'],
  [() => Heartbeat('x', { interval: 'often' as '1d' }), 'interval'],
  [() => Heartbeat('x', { pause: 1 } as object), 'pause'],
  [() => Heartbeat('x', { ensure: true }), 'interval'],
])('refuses wrong arguments when the class is defined', (decorator, path) => {
  const define = (): void => {
    class Wrong {
      run(): void {}
    }
    const descriptor = Object.getOwnPropertyDescriptor(Wrong.prototype, 'run') ?? {};
    decorator()(Wrong.prototype, 'run', descriptor);
  };
  expect(define).toThrow(OpsgenieConfigurationError);
  expect(define).toThrow(new RegExp(`- ${path} `));
});
