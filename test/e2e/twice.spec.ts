import { Controller, Get } from '@nestjs/common';
import { describe, expect, it } from 'vitest';

import { adapters, type Blueprint } from './application.js';
import { RecordingLogger } from './recording-logger.js';
import { startWithTwoCopies, startWithTwoImports } from './unusual-starts.js';

@Controller('orders')
class OrdersController {
  @Get(':id')
  find() {
    throw new TypeError('no connection');
  }
}

const WAYS = [
  ['imported twice', startWithTwoImports, 'OpsgenieModule is imported twice'],
  ['from two copies of the package, this one first', startWithTwoCopies('first'), 'from two copies of nestjs-opsgenie'],
  [
    'from two copies of the package, this one second',
    startWithTwoCopies('second'),
    'from two copies of nestjs-opsgenie',
  ],
] as const;

describe.each(adapters)('the module, on $name', (adapter) => {
  it.each(WAYS)('%s alerts once, answers as usual, and warns', async (_title, start, warning) => {
    const logger = new RecordingLogger();
    const blueprint: Blueprint = { controllers: [OrdersController], opsgenie: { logger } };
    const application = await start(adapter, blueprint);
    expect(application.services).toHaveLength(2);

    const answers = [await application.request('GET /orders/7'), await application.request('GET /nowhere')];

    expect(await Promise.all(answers.map((answer) => answer.json()))).toEqual([
      { statusCode: 500, message: 'Internal server error' },
      { statusCode: 404, error: 'Not Found', message: 'Cannot GET /nowhere' },
    ]);
    expect(await application.receivedAlerts()).toMatchObject([
      { alias: 'exception:GET /orders/:id:TypeError', count: '1' },
    ]);
    expect(application.sandbox.requests).toHaveLength(1);
    expect(logger.lines).toEqual([expect.stringContaining(warning)]);
  });
});
