import { randomUUID } from 'node:crypto';

import { Controller, Get } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';

import {
  AlertOnLatency,
  onErrorRate,
  onException,
  onStatus,
  OPSGENIE_CLOCK,
  OpsgenieModule,
  type OpsgenieModuleOptions,
} from '../../src/index.js';
import { VirtualClock } from '../../src/testing/index.js';
import { optionsFor, RecordingLogger, startContext, startSandbox } from './context.js';

@Controller()
class OrdersController {
  @Get()
  @AlertOnLatency(500)
  find() {}
}

async function bootLines(own: Partial<OpsgenieModuleOptions>): Promise<readonly string[]> {
  const logger = new RecordingLogger();
  const options = { ...optionsFor(await startSandbox()), logger, ...own };
  await startContext({ imports: [OpsgenieModule.forRoot(options)], controllers: [OrdersController] });
  return logger.lines.filter((line) => line.includes('Alerting'));
}

describe('the line that is logged at boot', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('says what is watched and where alerts go', async () => {
    const rules = [onErrorRate(0.01, { priority: 'P2' }), onException({ priority: () => 'P1' })];

    expect(
      await bootLines({ baseUrl: undefined, rules, environment: 'production', defaults: { priority: 'P3' } }),
    ).toEqual(['log: Alerting ON: shop/production to opsgenie, 3 rules, no journal. [Opsgenie]']);
  });

  it('says that alerts stay on this machine where they go to a sandbox, and names its address', async () => {
    const [line] = await bootLines({ baseUrl: 'http://127.0.0.1:3001/jsm/ops/integration', platform: 'jsm' });

    expect(line).toContain(
      'shop/test to http://127.0.0.1:3001/jsm/ops/integration on this machine in place of jsm, 1 rule, no journal.',
    );
  });

  it('names the address of a proxy', async () => {
    const [line] = await bootLines({ baseUrl: 'https://alerts.example/opsgenie', platform: 'opsgenie-eu' });

    expect(line).toContain('shop/test to opsgenie-eu at https://alerts.example/opsgenie, 1 rule');
  });

  it('names targets that leave this machine where the others do not', async () => {
    const apiKey = randomUUID();
    const [line] = await bootLines({
      baseUrl: 'http://localhost:3001',
      targets: { payments: { apiKey }, billing: { apiKey, platform: 'jsm' } },
    });

    expect(line).toContain(
      'to http://localhost:3001 on this machine in place of opsgenie, 1 rule, 2 targets (billing to jsm), ',
    );
  });

  it('names rules whose priority pages no one in most schedules', async () => {
    const rules = [onStatus('5XX'), onException({ priority: 'P5' }), onErrorRate(0.01, { priority: 'P2' })];

    expect(await bootLines({ baseUrl: undefined, rules })).toEqual([
      'log: Alerting ON: shop/test to opsgenie, 4 rules, no journal. ' +
        'P4 and P5 page no one in most schedules: status:5XX, exception, latency. Set `priority`. [Opsgenie]',
    ]);
  });

  it('names five of them', async () => {
    const rules = [500, 501, 502, 503, 504, 505].map((status) => onStatus(status));

    const [line] = await bootLines({ rules });

    expect(line).toContain('status:500, status:501, status:502, status:503, status:504, 2 more. Set');
  });

  it('names the journal, and says that a dry run sends nothing', async () => {
    const [line] = await bootLines({
      baseUrl: undefined,
      dryRun: true,
      delivery: { journal: { directory: '/var/lib/alerts' } },
    });

    expect(line).toContain('Alerting ON as a dry run, nothing is sent: shop/test to opsgenie, 1 rule, journal in /var');
  });

  it('says that the module is off, and why', async () => {
    vi.stubEnv('NODE_ENV', 'test');

    expect(await bootLines({ enabled: false })).toEqual(['log: Alerting OFF (enabled: false). [Opsgenie]']);
    // As an application that does not say whether it is on.
    const { enabled: _enabled, ...options } = optionsFor(await startSandbox());
    const logger = new RecordingLogger();
    await startContext({ imports: [OpsgenieModule.forRoot({ ...options, logger })] });
    expect(logger.lines).toContain('log: Alerting OFF (NODE_ENV=test). [Opsgenie]');
  });

  it('is followed by a warning where the platform stops soon', async () => {
    const warningsOf = async (own: Partial<OpsgenieModuleOptions>): Promise<readonly string[]> => {
      const logger = new RecordingLogger();
      const options = { ...optionsFor(await startSandbox()), baseUrl: undefined, logger, ...own };
      const app = await Test.createTestingModule({ imports: [OpsgenieModule.forRoot(options)] })
        .overrideProvider(OPSGENIE_CLOCK)
        .useValue(new VirtualClock(new Date('2027-02-04T08:00:00Z')))
        .compile();
      onTestFinished(() => app.close());
      await app.init();
      return logger.lines.filter((line) => line.startsWith('warn: '));
    };

    expect(await warningsOf({})).toEqual([
      expect.stringContaining("Opsgenie's API shuts down on 2027-04-05, in 60 days; no alert is delivered after that."),
    ]);
    expect(await warningsOf({ platform: 'jsm' })).toEqual([]);
    expect(await warningsOf({ enabled: false })).toEqual([]);
  });
});
