import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { describe, expect, it, onTestFinished } from 'vitest';

import { OpsgenieService } from '../../src/index.js';
import type { OpsgenieSandbox } from '../../src/testing/index.js';
import { rootModule, startSandbox } from './application.js';

// Where times are short, the library looks at its incidents often.
const opsgenie = { defaults: { keepFiringFor: '100ms' } } as const;

async function startWithoutHttp(sandbox: OpsgenieSandbox): Promise<INestApplicationContext> {
  const context = await NestFactory.createApplicationContext(rootModule({ opsgenie }, sandbox), {
    logger: false,
    abortOnError: false,
  });
  onTestFinished(() => context.close());
  return context;
}

describe('an application without HTTP', () => {
  it('raises alerts', async () => {
    const sandbox = await startSandbox();
    const context = await startWithoutHttp(sandbox);

    const { delivered } = context.get(OpsgenieService).raise({ message: 'Stock feed is late', alias: 'stock-feed' });

    expect(await delivered).toMatchObject({ ok: true, status: 202 });
    expect(sandbox.alerts).toMatchObject([
      { message: 'Stock feed is late [shop, test]', alias: 'stock-feed', count: 1 },
    ]);
  });

  it('alerts when work under watch() fails, and closes the alert at its next success', async () => {
    const sandbox = await startSandbox();
    const context = await startWithoutHttp(sandbox);
    const service = context.get(OpsgenieService);
    const alias = 'shop:test:exception:task:nightly-report:TypeError';

    const failed = service.watch('nightly-report', () => Promise.reject(new TypeError('no numbers')));
    await expect(failed).rejects.toThrow(new TypeError('no numbers'));
    await sandbox.waitForAlert({ alias, status: 'open' });

    expect(await service.watch('nightly-report', () => Promise.resolve('done'))).toBe('done');
    await sandbox.waitForAlert({ alias, status: 'closed' });
    expect(sandbox.alerts).toHaveLength(1);
  });

  it('closes alerts of incidents that ended since the last evaluation before it shuts down', async () => {
    const sandbox = await startSandbox();
    // So long that no look comes by itself.
    const patient = rootModule({ opsgenie: { defaults: { keepFiringFor: '5m' } } }, sandbox);
    const context = await NestFactory.createApplicationContext(patient, { logger: false, abortOnError: false });
    const service = context.get(OpsgenieService);

    await expect(service.watch('nightly', () => Promise.reject(new TypeError('no numbers')))).rejects.toThrow('no');
    await service.flush();
    await service.watch('nightly', () => Promise.resolve());
    await context.close();

    expect(sandbox.alerts).toMatchObject([{ alias: 'shop:test:exception:task:nightly:TypeError', status: 'closed' }]);
  });

  it('sends queued messages before it shuts down', async () => {
    const sandbox = await startSandbox();
    const context = await startWithoutHttp(sandbox);
    sandbox.fault({ status: 503, times: 1 });

    context.get(OpsgenieService).raise({ message: 'The end is near', alias: 'the-end' });
    await context.close();

    expect(sandbox.alerts).toMatchObject([{ alias: 'the-end', count: 1 }]);
  });
});
