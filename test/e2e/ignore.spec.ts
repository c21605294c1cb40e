import type { IncomingMessage, ServerResponse } from 'node:http';

import { Controller, Get } from '@nestjs/common';
import { describe, expect, it } from 'vitest';

import { onException, onStatus } from '../../src/index.js';
import { adapters, start, type Blueprint } from './application.js';

@Controller('orders')
class OrdersController {
  @Get('internal')
  internal() {
    throw new Error('no connection');
  }
}

const failing: Blueprint = {
  controllers: [OrdersController],
  main: (app) => {
    app.use((request: IncomingMessage, response: ServerResponse, next: () => void) => {
      if (request.url?.startsWith('/orders') === true) return next();
      response.statusCode = 503;
      response.end();
    });
  },
};

describe.each(adapters)('an ignored path, on $name', (adapter) => {
  it.each([
    ['/metrics', '/metrics?all=1'],
    ['/metrics', '/metrics/'],
    ['/static/*', '/static/app/main.js'],
    ['/static/*', '/static'],
    ['/docs*', '/docs-json'],
    ['/orders/internal', '/orders/internal'],
  ])('%s covers %s', async (ignored, path) => {
    const application = await start(adapter, {
      ...failing,
      opsgenie: { rules: [onException(), onStatus('5XX')], ignore: ['/other', ignored] },
    });

    await application.request(`GET ${path}`);

    expect(await application.receivedAlerts()).toEqual([]);
    expect(application.opsgenie.active()).toEqual([]);
  });

  it.each([
    ['/metrics', '/metrics-of-orders'],
    ['/metrics', '/a/metrics'],
    ['/static/*', '/statics'],
  ])('%s does not cover %s', async (ignored, path) => {
    const application = await start(adapter, { ...failing, opsgenie: { rules: [onStatus('5XX')], ignore: [ignored] } });

    await application.request(`GET ${path}`);

    expect((await application.receivedAlerts()).map(({ alias }) => alias)).toEqual(['status:unrouted:*:5XX']);
  });
});
