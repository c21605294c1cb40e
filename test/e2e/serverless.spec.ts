import { IncomingMessage, ServerResponse, type RequestListener } from 'node:http';
import { Socket } from 'node:net';
import { Writable } from 'node:stream';

import { Controller, Get } from '@nestjs/common';
import { describe, expect, it } from 'vitest';

import { adapters, start } from './application.js';

@Controller('orders')
class OrdersController {
  @Get('throws')
  throws() {
    throw new RangeError('too many');
  }
}

/** A response as adapters to AWS Lambda make them: it is finished, but there is no server that would close it. */
class ServerlessResponse extends ServerResponse {
  constructor(request: IncomingMessage) {
    super(request);
    const sink = new Writable({ write: (_chunk, _encoding, written) => written() });
    Reflect.apply(this.assignSocket, this, [sink]);
  }
}

describe.each(adapters.filter(({ name }) => name === 'Express'))(
  'an application behind an adapter to a serverless platform, on $name',
  (adapter) => {
    it('alerts about a request whose response is never closed', async () => {
      const application = await start(adapter, { controllers: [OrdersController] });
      const express = application.nest.getHttpAdapter().getInstance() as RequestListener;
      const request = Object.assign(new IncomingMessage(new Socket()), { method: 'GET', url: '/orders/throws' });
      const response = new ServerlessResponse(request);

      const finished = new Promise((resolve) => response.once('finish', resolve));
      express(request, response);
      await finished;

      expect(response.statusCode).toBe(500);
      expect(await application.toldAlerts()).toMatchObject([{ alias: 'exception:GET /orders/throws:RangeError' }]);
    });
  },
);
