import { Test } from '@nestjs/testing';
import { describe, expect, it, onTestFinished } from 'vitest';

import { OpsgenieModule, OpsgenieService } from '../../src/index.js';
import { OpsgenieSandbox } from '../../src/testing/index.js';
import { optionsFor, RecordingLogger } from '../wiring/context.js';
import { hasServer, RedisServer } from './redis-server.js';
import { until } from './store-bench.js';

describe.runIf(hasServer())('an application whose fleet has a journal', () => {
  it('delivers what another one accepted and could not deliver before it ended', { timeout: 90_000 }, async () => {
    const server = await RedisServer.start();
    onTestFinished(() => server.stop());
    const sandbox = await OpsgenieSandbox.start({ processingDelay: 0 });
    onTestFinished(() => sandbox.stop());
    const start = async () => {
      const logger = new RecordingLogger();
      const fleet = { redis: server.url, journal: true };
      const options = optionsFor(sandbox, { fleet, logger, delivery: { flushTimeout: 200 } });
      const app = await Test.createTestingModule({ imports: [OpsgenieModule.forRoot(options)] }).compile();
      onTestFinished(() => app.close());
      await app.init();
      const opsgenie = app.get(OpsgenieService);
      await until(() => opsgenie.stats().fleet?.state === 'shared');
      return { app, logger, opsgenie };
    };
    const [first, second] = [await start(), await start()];
    sandbox.fault({ status: 503 });
    const { delivered } = first.opsgenie.raise({ message: 'disk is full', alias: 'disk', priority: 'P2' });
    await until(async () => (await server.run('KEYS', 'nog1:*:j:*')).includes(':j:'));
    await first.app.close();
    expect(await delivered).toMatchObject({ ok: false, reason: expect.stringContaining('journal') });
    sandbox.fault(undefined);

    await until(() => sandbox.alerts.length > 0, 40_000);

    expect(sandbox.alerts).toMatchObject([{ alias: 'disk', priority: 'P2', status: 'open', count: 1 }]);
    expect(second.logger.fromOpsgenie).toContain('warn: Took over 1 alert message from an instance that is gone.');
  });
});
