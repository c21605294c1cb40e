import type { IncomingMessage, ServerResponse } from 'node:http';

import { Controller, Get } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { describe, expect, it } from 'vitest';

import { onException, onStatus } from '../../../src/index.js';
import { adapters, start, type Blueprint, type RunningApplication } from '../application.js';

class StockIsDown extends Error {}

@Controller('orders')
class OrdersController {
  @Get()
  findAll() {
    return [];
  }
}

const fails = (_request: IncomingMessage, _response: ServerResponse, next: (error: Error) => void): void =>
  next(new StockIsDown('no connection'));
const refuses = (_request: IncomingMessage, response: ServerResponse): void => {
  response.statusCode = 401;
  response.end();
};

/** An application with a route of a plugin, which is there before the middleware of modules. */
function withPlugin(middleware: typeof fails | typeof refuses): Blueprint {
  return {
    controllers: [OrdersController],
    opsgenie: { rules: [onException(), onStatus('4XX'), onStatus('5XX')] },
    middleware: (consumer) => void consumer.apply(middleware).forRoutes('{*path}'),
    main: async (app) => {
      const fastify = (app as NestFastifyApplication).getHttpAdapter().getInstance();
      // Waited for, it is loaded at once.
      await fastify.register(async (context) => void context.get('/plugin', () => Promise.resolve('fine')));
    },
  };
}

async function statusOfInjected(application: RunningApplication, url: string): Promise<number> {
  const { statusCode } = await (application.nest as NestFastifyApplication).inject(url);
  return statusCode;
}

// Each plugin of Fastify gets a context of its own, with hooks and middleware of its own.
describe.each(adapters.filter(({ name }) => name === 'Fastify'))('middleware, on $name', (adapter) => {
  it.each([
    ['/orders', 'exception:GET /orders:StockIsDown'],
    // Nest's error handler does not answer there, so only the answer is seen.
    ['/plugin', 'status:unrouted:*:5XX'],
  ])('that fails is one alert, wherever it is registered: %s', async (path, alias) => {
    const application = await start(adapter, withPlugin(fails));
    expect((await application.request(`GET ${path}`)).status).toBe(500);
    expect(await application.receivedAlerts()).toMatchObject([{ alias, count: '1' }]);
  });

  it.each(['/orders', '/plugin'])('that answers itself is one alert, wherever it is registered: %s', async (path) => {
    const application = await start(adapter, withPlugin(refuses));
    expect((await application.request(`GET ${path}`)).status).toBe(401);
    expect(await application.receivedAlerts()).toMatchObject([{ alias: 'status:unrouted:*:4XX', status: '401' }]);
  });

  it('is observed also for requests by inject(), which bypass the server', async () => {
    const application = await start(adapter, withPlugin(refuses));
    expect(await statusOfInjected(application, '/orders')).toBe(401);
    expect(await application.receivedAlerts()).toMatchObject([{ alias: 'status:unrouted:*:4XX', status: '401' }]);
  });
});
