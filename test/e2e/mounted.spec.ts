import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';

import { Controller, Get } from '@nestjs/common';
import { describe, expect, it, onTestFinished } from 'vitest';

import { onException, onStatus } from '../../src/index.js';
import { adapters, start, type RunningApplication } from './application.js';

type Next = (error?: unknown) => void;
type Handler = (request: IncomingMessage, response: ServerResponse, next: Next) => unknown;

interface Router extends Handler {
  get(path: string, handler: Handler): void;
  use(path: string, handler: Handler): void;
}

/** Express as the adapter has it. */
const express = createRequire(createRequire(import.meta.url).resolve('@nestjs/platform-express'))('express') as {
  (): Router;
  Router(): Router;
};

@Controller('orders')
class OrdersController {
  @Get(':id')
  find() {
    throw new RangeError('too many');
  }
}

/** The request details of the last create. */
function lastAlert(application: RunningApplication): { alias?: string; path?: string } {
  const body = application.creates.at(-1)?.body as { alias?: string; details?: { request?: string } } | undefined;
  return {
    ...(body?.alias && { alias: body.alias }),
    ...(body?.details?.request && { path: body.details.request.replace(/^\S+ /, '') }),
  };
}

describe.each(adapters.filter(({ name }) => name === 'Express'))(
  'a router mounted beside Nest, on $name',
  (adapter) => {
    const board = express.Router();
    board.get('/api/jobs', (_request, response) => {
      response.statusCode = 500;
      response.end();
    });
    board.get('/api/throws', (_request, _response, next) => next(new RangeError('redis is gone')));
    board.get('/api/late', (_request, response) => {
      setImmediate(() => {
        response.statusCode = 500;
        response.end();
      });
    });
    const legacy = express();
    legacy.use('/admin', board);

    it.each([
      ['/admin/queues/api/jobs?page=1', '/admin/queues/api/jobs'],
      ['/admin/queues/api/late', '/admin/queues/api/late'],
      ['/admin/queues/api/throws', '/admin/queues/api/throws'],
      ['/legacy/admin/api/jobs', '/legacy/admin/api/jobs'],
      ['/rewritten/jobs', '/rewritten/jobs'],
    ])('%s is alerted about with the path that was asked for', async (asked, path) => {
      const application = await start(adapter, {
        opsgenie: { rules: [onStatus('5XX')] },
        main: (app) => {
          app.use('/admin/queues', board);
          app.use('/legacy', legacy);
          app.use('/rewritten', (request: IncomingMessage, response: ServerResponse) => {
            request.url = '/internal';
            response.statusCode = 503;
            response.end();
          });
        },
      });

      await application.request(`GET ${asked}`);

      expect((await application.receivedAlerts()).map(({ alias }) => alias)).toEqual(['status:unrouted:*:5XX']);
      expect(lastAlert(application).path).toBe(path);
    });

    it('names the mount of an application that is itself mounted, as the code does', async () => {
      const application = await start(adapter, {
        controllers: [OrdersController],
        opsgenie: { rules: [onException()] },
      });
      const outer = express();
      outer.use('/tenants/:tenant', application.nest.getHttpAdapter().getInstance() as Handler);
      const server: Server = createServer(outer as never).listen(0, '127.0.0.1');
      onTestFinished(() => void server.close());
      await once(server, 'listening');

      await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/tenants/acme/orders/7`);

      expect((await application.receivedAlerts()).map(({ alias }) => alias)).toEqual([
        'exception:GET /tenants/:tenant/orders/:id:RangeError',
      ]);
      expect(lastAlert(application).path).toBe('/tenants/acme/orders/7');
    });

    it('observes the answer of the outer application to a request passed on to it', async () => {
      const application = await start(adapter, {
        opsgenie: { rules: [onStatus('5XX')] },
        // Leaves the application, as Nest 12 does by itself for paths outside of a global prefix.
        main: (app) => app.use((_request: IncomingMessage, _response: ServerResponse, next: Next) => next('router')),
      });
      const outer = express();
      outer.use('/inner', application.nest.getHttpAdapter().getInstance() as Handler);
      outer.use('/inner', (_request, response) => {
        response.statusCode = 503;
        response.end();
      });
      const server: Server = createServer(outer as never).listen(0, '127.0.0.1');
      onTestFinished(() => void server.close());
      await once(server, 'listening');

      const { status } = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/inner/late`);

      expect(status).toBe(503);
      expect((await application.receivedAlerts()).map(({ alias }) => alias)).toEqual(['status:unrouted:*:5XX']);
    });
  },
);

describe.each(adapters.filter(({ name }) => name === 'Fastify'))('a plugin with a prefix, on $name', (adapter) => {
  it('raises alerts with the whole path', async () => {
    const application = await start(adapter, {
      opsgenie: { rules: [onException()] },
      main: (app) => {
        const fastify = app.getHttpAdapter().getInstance() as {
          register(plugin: (context: FastifyContext) => Promise<void>, options: object): unknown;
        };
        interface FastifyContext {
          get(path: string, handler: () => Promise<never>): void;
        }
        fastify.register(
          async (context) => {
            context.get('/jobs/:id', () => Promise.reject(new RangeError('redis is gone')));
            await Promise.resolve();
          },
          { prefix: '/admin' },
        );
      },
    });

    await application.request('GET /admin/jobs/7');

    expect((await application.receivedAlerts()).map(({ alias }) => alias)).toEqual([
      'exception:GET /admin/jobs/:id:RangeError',
    ]);
    expect(lastAlert(application).path).toBe('/admin/jobs/7');
  });
});
