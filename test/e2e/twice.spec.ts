import { Controller, Get } from '@nestjs/common';
import { describe, expect, it } from 'vitest';

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
});
