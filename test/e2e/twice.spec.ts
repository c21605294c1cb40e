import { Controller, Get, Module } from '@nestjs/common';
import { describe, expect, it, vi } from 'vitest';

import { OpsgenieModule, OpsgenieService } from '../../src/index.js';
import { adapters, optionsFor, start, startSandbox } from './application.js';
import { RecordingLogger } from './recording-logger.js';

@Controller('orders')
class OrdersController {
  @Get(':id')
  find() {
    throw new TypeError('no connection');
  }
}

describe.each(adapters)('the module imported twice, on $name', (adapter) => {
  it('alerts once, and warns', async () => {
    const logger = new RecordingLogger();
    const other = await startSandbox();
    const application = await start(adapter, {
      controllers: [OrdersController],
      imports: [OpsgenieModule.forRoot(optionsFor(other, { logger }))],
      opsgenie: { logger },
    });

    await application.request('GET /orders/7');
    await application.responsesClosed();
    await Promise.all(application.nest.get(OpsgenieService, { each: true }).map((opsgenie) => opsgenie.flush()));

    expect([...other.alerts, ...application.sandbox.alerts]).toMatchObject([
      { alias: 'shop:test:exception:GET /orders/:id:TypeError', count: 1 },
    ]);
    expect([...other.requests, ...application.sandbox.requests]).toHaveLength(1);
    expect(logger.lines).toEqual([expect.stringContaining('OpsgenieModule is imported twice')]);
  });

  it.each(['first', 'second'])(
    'from two copies of the package, this one %s, alerts once, answers as ever, and warns',
    async (place) => {
      const logger = new RecordingLogger();
      const other = await startSandbox();
      const options = optionsFor(other, { logger });
      vi.resetModules();
      const copy = await import('../../src/index.js');
      expect(copy.OpsgenieModule).not.toBe(OpsgenieModule);
      const sharedLibrary = class SharedLibrary {};
      Module({ imports: [copy.OpsgenieModule.forRoot(options)] })(sharedLibrary);
      const blueprint = { controllers: [OrdersController], opsgenie: { logger } };
      const application = await start(
        adapter,
        place === 'second'
          ? { ...blueprint, imports: [sharedLibrary] }
          : {
              ...blueprint,
              opsgenie: 'absent',
              imports: [OpsgenieModule.forRoot(optionsFor(other, { logger })), sharedLibrary],
            },
      );

      const answers = [await application.request('GET /orders/7'), await application.request('GET /nowhere')];
      expect(await Promise.all(answers.map((answer) => answer.json()))).toEqual([
        { statusCode: 500, message: 'Internal server error' },
        { statusCode: 404, error: 'Not Found', message: 'Cannot GET /nowhere' },
      ]);
      await application.responsesClosed();
      const services = [OpsgenieService, copy.OpsgenieService].flatMap((token) =>
        application.nest.get<OpsgenieService>(token, { each: true }),
      );
      await Promise.all(services.map((opsgenie) => opsgenie.flush()));

      expect([...other.alerts, ...application.sandbox.alerts]).toMatchObject([
        { alias: 'shop:test:exception:GET /orders/:id:TypeError', count: 1 },
      ]);
      expect(logger.lines).toEqual([expect.stringContaining('from two copies of nestjs-opsgenie')]);
    },
  );
});
