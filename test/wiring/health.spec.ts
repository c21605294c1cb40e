import { Controller, Get, Inject, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { HealthCheckService, TerminusModule, type HealthCheckResult } from '@nestjs/terminus';
import { describe, expect, it, onTestFinished, vi } from 'vitest';

import { OpsgenieModule, OpsgenieService, SkipAlerts, type OpsgenieModuleOptions } from '../../src/index.js';
import { OpsgenieHealthIndicator } from '../../src/terminus/index.js';
import type { OpsgenieSandbox } from '../../src/testing/index.js';
import { API_KEY, optionsFor, startSandbox } from './context.js';

const MINUTE = 60_000;
const MOMENT = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);

@Controller('health')
@SkipAlerts()
class HealthController {
  constructor(
    @Inject(HealthCheckService) private readonly health: HealthCheckService,
    @Inject(OpsgenieHealthIndicator) private readonly opsgenie: OpsgenieHealthIndicator,
  ) {}

  @Get()
  check(): Promise<HealthCheckResult> {
    return this.health.check([() => this.opsgenie.isHealthy()]);
  }

  @Get('renamed')
  checkByAnotherName(): Promise<HealthCheckResult> {
    return this.health.check([() => this.opsgenie.isHealthy('alerting')]);
  }
}

@Module({
  imports: [TerminusModule.forRoot({ logger: false })],
  controllers: [HealthController],
  providers: [OpsgenieHealthIndicator],
})
class HealthModule {}

interface Health {
  readonly status: number;
  readonly text: string;
  readonly details: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Starts an application with a health endpoint. It stops when the test ends. */
async function start(
  sandbox: OpsgenieSandbox,
  own: Partial<OpsgenieModuleOptions> = {},
): Promise<{
  readonly opsgenie: OpsgenieService;
  readonly health: (path?: string) => Promise<Health>;
}> {
  class AppModule {}
  const options = optionsFor(sandbox, { delivery: { flushTimeout: 10 }, ...own });
  Module({ imports: [OpsgenieModule.forRoot(options), HealthModule] })(AppModule);
  const app = await NestFactory.create(AppModule, { logger: false, abortOnError: false, forceCloseConnections: true });
  onTestFinished(() => app.close());
  await app.listen(0, '127.0.0.1');
  const address = await app.getUrl();
  return {
    opsgenie: app.get(OpsgenieService),
    health: async (path = '/health') => {
      const response = await fetch(address + path);
      const text = await response.text();
      const { details } = JSON.parse(text) as Pick<Health, 'details'>;
      return { status: response.status, text, details };
    },
  };
}

describe('a health endpoint', () => {
  it('is up before the first alert', async () => {
    const { health } = await start(await startSandbox());

    expect(await health()).toMatchObject({
      status: 200,
      details: { opsgenie: { status: 'up', circuit: 'closed', waiting: 0, dropped: 0 } },
    });
  });

  it('reports when the last alert was delivered', async () => {
    const { opsgenie, health } = await start(await startSandbox());

    await opsgenie.raise({ message: 'Stock feed is late' }).delivered;

    expect((await health()).details).toEqual({
      opsgenie: { status: 'up', circuit: 'closed', waiting: 0, dropped: 0, lastDeliveredAt: MOMENT },
    });
  });

  it('counts dropped messages', async () => {
    const sandbox = await startSandbox();
    const { opsgenie, health } = await start(sandbox);

    sandbox.fault({ status: 501, times: 1 });
    await opsgenie.raise({ message: 'Stock feed is late' }).delivered;

    expect((await health()).details).toEqual({
      opsgenie: { status: 'up', circuit: 'closed', waiting: 0, dropped: 1 },
    });
  });

  it('has the name that the application gives', async () => {
    const { health } = await start(await startSandbox());

    expect((await health('/health/renamed')).details).toMatchObject({ alerting: { status: 'up' } });
  });

  it('is down while the platform refuses the key, and does not show the key', async () => {
    const sandbox = await startSandbox();
    const { opsgenie, health } = await start(sandbox);

    sandbox.fault({ status: 401, body: { message: `Could not authenticate ${API_KEY}` } });
    opsgenie.raise({ message: 'Stock feed is late' });

    await expect.poll(health, { timeout: 5_000 }).toMatchObject({
      status: 503,
      details: {
        opsgenie: { status: 'down', circuit: 'open', waiting: 1, message: 'The alert platform refuses the API key.' },
      },
    });
    expect((await health()).text).not.toContain(API_KEY);
  });

  it('is down while the platform is unreachable', async () => {
    const sandbox = await startSandbox();
    const { opsgenie, health } = await start(sandbox);

    sandbox.fault({ drop: 'before' });
    for (const feed of ['stock', 'price', 'order', 'return', 'invoice']) opsgenie.raise({ message: `${feed} is late` });

    await expect.poll(health, { timeout: 5_000 }).toMatchObject({
      status: 503,
      details: { opsgenie: { status: 'down', waiting: 5, message: 'The alert platform is unreachable.' } },
    });
  });

  it('is down during a requested pause only if a message waits for long', async () => {
    const sandbox = await startSandbox();
    const { opsgenie, health } = await start(sandbox);
    vi.useFakeTimers({ toFake: ['performance'] });
    onTestFinished(() => void vi.useRealTimers());

    sandbox.fault({ rateLimited: { retryAfterSeconds: 600 } });
    opsgenie.raise({ message: 'Stock feed is late' });

    await expect
      .poll(health, { timeout: 5_000 })
      .toMatchObject({ status: 200, details: { opsgenie: { status: 'up', circuit: 'open', waiting: 1 } } });

    vi.advanceTimersByTime(6 * MINUTE);

    expect(await health()).toMatchObject({
      status: 503,
      details: {
        opsgenie: {
          status: 'down',
          oldestWaitingMs: expect.closeTo(6 * MINUTE, -3),
          message: 'A message has waited for more than 5 minutes.',
        },
      },
    });
  });

  it('is down while a target cannot be reached, and up while only the mirror cannot', async () => {
    const [sandbox, payments, mirrored] = [await startSandbox(), await startSandbox(), await startSandbox()];
    const { opsgenie, health } = await start(sandbox, {
      targets: { payments: { apiKey: API_KEY, baseUrl: payments.url } },
      mirror: { platform: 'jsm', apiKey: API_KEY, baseUrl: mirrored.url },
    });
    mirrored.fault({ status: 401 });
    await opsgenie.raise({ message: 'Stock feed is late' }).delivered;
    await vi.waitFor(() => expect(opsgenie.stats().mirror).toMatchObject({ circuitCause: 'keyRefused' }));
    const refused = { circuit: 'open', message: 'The alert platform refuses the API key.', waiting: 1 };
    expect(await health()).toMatchObject({
      status: 200,
      details: { opsgenie: { status: 'up', targets: { payments: { circuit: 'closed' } }, mirror: refused } },
    });

    payments.fault({ status: 401 });
    opsgenie.raise({ message: 'Card feed is late', target: 'payments' });
    await vi.waitFor(() =>
      expect(opsgenie.stats().targets?.['payments']).toMatchObject({ circuitCause: 'keyRefused' }),
    );
    expect(await health()).toMatchObject({
      status: 503,
      details: {
        opsgenie: {
          status: 'down',
          circuit: 'closed',
          waiting: 1,
          targets: { payments: refused },
          message: "Target 'payments': The alert platform refuses the API key.",
        },
      },
    });
  });
});
