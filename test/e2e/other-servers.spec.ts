import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { Controller, Get } from '@nestjs/common';
import { describe, expect, it, onTestFinished } from 'vitest';

import { adapters, start } from './application.js';

class StockIsDown extends Error {}

@Controller('orders')
class OrdersController {
  @Get('throws')
  throws() {
    throw new StockIsDown('no connection');
  }
}

/**
 * Sends a request to a server beside Nest's own, such as applications have that serve HTTP and HTTPS.
 *
 * @returns the status, once the server is through with the request
 */
async function requestByAnotherServer(application: RequestListener, path: string): Promise<number> {
  const server = createServer();
  const closed = new Promise((resolve) => {
    server.once('request', (_request, response) => response.once('close', resolve));
  });
  server.on('request', application);
  server.listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  await once(server, 'listening');
  const { status } = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`);
  await closed;
  return status;
}

describe.each(adapters.filter(({ name }) => name === 'Express'))(
  'a second server of an application on $name',
  (adapter) => {
    it('alerts like the first one, once', async () => {
      const application = await start(adapter, { controllers: [OrdersController] });
      const express = application.nest.getHttpAdapter().getInstance() as RequestListener;

      expect(await requestByAnotherServer(express, '/orders/throws')).toBe(500);

      expect(await application.receivedAlerts()).toMatchObject([
        { alias: 'exception:GET /orders/throws:StockIsDown', alsoMatched: 'status:5XX', status: '500', count: '1' },
      ]);
    });

    it('also alerts about answers of middleware', async () => {
      const refuses = (_request: IncomingMessage, response: ServerResponse): void => {
        response.statusCode = 503;
        response.end();
      };
      const application = await start(adapter, { main: (nest) => nest.use(refuses) });
      const express = application.nest.getHttpAdapter().getInstance() as RequestListener;

      expect(await requestByAnotherServer(express, '/orders')).toBe(503);

      expect(await application.receivedAlerts()).toMatchObject([{ alias: 'status:unrouted:*:5XX', status: '503' }]);
    });
  },
);
