import type { IncomingMessage, ServerResponse } from 'node:http';

import { Controller, Get, Post, RequestMethod } from '@nestjs/common';
import { describe, expect, it } from 'vitest';

import { onErrorRate, onStatus } from '../../../src/index.js';
import type { SandboxAlert } from '../../../src/testing/index.js';
import { adapters, start, type Blueprint } from '../application.js';

type Next = (error?: Error) => void;

/** Something that a middleware needs, and that fails at first. */
class SessionStore {
  isDown = true;

  readonly load = (_request: IncomingMessage, _response: ServerResponse, next: Next): void =>
    next(this.isDown ? new Error('no connection') : undefined);
}

@Controller('orders')
class OrdersController {
  @Get(':id')
  find() {
    return { id: 7 };
  }

  @Post()
  create() {
    return { id: 7 };
  }
}

// The shortest possible times: only the order of bad and good runs matters.
const blueprint: Blueprint = {
  controllers: [OrdersController],
  opsgenie: { rules: [onStatus(['4XX', '5XX'], { keepFiringFor: '50ms' })] },
};

describe.each(adapters)(
  'an alert about what never reached a handler is closed once requests get through, on $name',
  (adapter) => {
    it('where a middleware of a module failed', async () => {
      const store = new SessionStore();
      const middleware: Blueprint['middleware'] = (consumer) =>
        void consumer.apply(store.load).forRoutes(OrdersController);
      const application = await start(adapter, { ...blueprint, middleware });

      await application.request('GET /orders/7');
      const { alias } = await application.sandbox.waitForAlert({ status: 'open' });
      store.isDown = false;

      const closed = application.sandbox.waitForAlert({ alias, status: 'closed' });
      expect(await closedBy(closed, () => application.request('GET /orders/7'))).toMatchObject({ count: 1 });
      expect(application.sandbox.alerts).toHaveLength(1);
      expect(application.sandbox.alerts).toHaveLength(1);
    });

    it('where a middleware from main.ts failed', async () => {
      const store = new SessionStore();
      const application = await start(adapter, { ...blueprint, main: (app) => app.use(store.load) });

      await application.request('GET /orders/7');
      const { alias } = await application.sandbox.waitForAlert({ status: 'open' });
      store.isDown = false;

      const closed = application.sandbox.waitForAlert({ alias, status: 'closed' });
      expect(await closedBy(closed, () => application.request('GET /orders/7'))).toMatchObject({ count: 1 });
      expect(application.sandbox.alerts).toHaveLength(1);
      expect(application.sandbox.alerts).toHaveLength(1);
    });

    it('where a middleware for all routes failed', async () => {
      const store = new SessionStore();
      const routes = { path: '*path', method: RequestMethod.GET };
      const middleware: Blueprint['middleware'] = (consumer) => void consumer.apply(store.load).forRoutes(routes);
      const application = await start(adapter, { ...blueprint, middleware });

      await application.request('GET /orders/7');
      const { alias } = await application.sandbox.waitForAlert({ status: 'open' });
      store.isDown = false;

      const closed = application.sandbox.waitForAlert({ alias, status: 'closed' });
      expect(await closedBy(closed, () => application.request('GET /orders/7'))).toMatchObject({ count: 1 });
      expect(application.sandbox.alerts).toHaveLength(1);
      expect(application.sandbox.alerts).toHaveLength(1);
    });

    it('where the route was unknown', async () => {
      const application = await start(adapter, blueprint);

      await application.request('GET /nowhere');
      await application.sandbox.waitForAlert({ alias: 'shop:test:status:404:*:4XX,5XX', status: 'open' });

      const closed = application.sandbox.waitForAlert({ alias: 'shop:test:status:404:*:4XX,5XX', status: 'closed' });
      expect(await closedBy(closed, () => application.request('GET /orders/7'))).toMatchObject({ count: 1 });
      expect(application.sandbox.alerts).toHaveLength(1);
    });

    it('where the body was malformed', async () => {
      const application = await start(adapter, blueprint);
      const headers = { 'content-type': 'application/json' };

      await application.request('POST /orders', { headers, body: '{' });
      const { alias } = await application.sandbox.waitForAlert({ status: 'open' });

      const closed = application.sandbox.waitForAlert({ alias, status: 'closed' });
      expect(await closedBy(closed, () => application.request('POST /orders', { headers, body: '{}' }))).toMatchObject({
        count: 1,
      });
      expect(application.sandbox.alerts).toHaveLength(1);
    });
  },
);

/** Goes on with requests until the alert is closed. */
async function closedBy(closed: Promise<SandboxAlert>, request: () => Promise<Response>): Promise<SandboxAlert> {
  const state = { isOver: false };
  const settle = (): void => void (state.isOver = true);
  closed.then(settle, settle);
  while (!state.isOver) await (await request()).arrayBuffer();
  return closed;
}

@Controller('carts')
class CartsController {
  @Get()
  list() {
    throw new Error('no connection');
  }
}

describe.each(adapters)('the error rate of a service in trouble, on $name', (adapter) => {
  it('counts each request once', async () => {
    const application = await start(adapter, {
      controllers: [OrdersController, CartsController],
      opsgenie: { rules: [onErrorRate(0.5, { window: '300ms', minSamples: 10, minBad: 5 })] },
    });
    let requests = 0;
    const fail = async (): Promise<void> => {
      requests++;
      await application.request('GET /carts');
    };
    while (application.opsgenie.active().length === 0) await fail();
    for (let count = 0; count < 20; count++) await fail();
    await application.responsesClosed();
    const [incident] = application.opsgenie.active();
    expect(incident?.bad).toBeGreaterThan(20);
    expect(incident?.total).toBeLessThanOrEqual(requests);
  });
});
