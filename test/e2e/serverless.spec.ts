import { IncomingMessage, ServerResponse, type RequestListener } from 'node:http';
import { Socket } from 'node:net';
import { Writable } from 'node:stream';

import { configure as serverlessExpress } from '@codegenie/serverless-express';
import awsLambdaFastify from '@fastify/aws-lambda';
import { Controller, Get } from '@nestjs/common';
import serverlessHttp from 'serverless-http';
import { describe, expect, it } from 'vitest';

import { adapters, start, type Adapter } from './application.js';

@Controller('orders')
class OrdersController {
  @Get('throws')
  throws() {
    throw new RangeError('too many');
  }
}

/** A response like those of AWS Lambda adapters: it is finished, but no server closes it. */
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
      expect(await application.receivedAlerts()).toMatchObject([{ alias: 'exception:GET /orders/throws:RangeError' }]);
    });
  },
);

const [express, fastify] = adapters;

/** What API Gateway sends for a request. */
const event = {
  version: '2.0',
  routeKey: '$default',
  rawPath: '/orders/throws',
  rawQueryString: '',
  headers: { host: 'shop.example.com' },
  requestContext: {
    http: { method: 'GET', path: '/orders/throws', sourceIp: '192.0.2.1', protocol: 'HTTP/1.1', userAgent: 'test' },
    stage: '$default',
    timeEpoch: 0,
    requestId: 'r',
    accountId: 'a',
    domainName: 'shop.example.com',
  },
  isBase64Encoded: false,
};

/** Hands an event to an application, and waits for the response. */
type Call = (instance: unknown) => Promise<unknown>;

const context = {} as never;
// Its declarations cannot be resolved by Node's rules.
const configure = serverlessExpress as (options: {
  app: RequestListener;
}) => (event: object, context: object) => Promise<unknown>;
const serverlessAdapters: readonly [string, Adapter | undefined, Call][] = [
  ['@codegenie/serverless-express', express, (app) => configure({ app: app as RequestListener })(event, context)],
  ['serverless-http on Express', express, (app) => serverlessHttp(app as RequestListener)(event, context)],
  ['@fastify/aws-lambda', fastify, (app) => awsLambdaFastify(app as never, { decorateRequest: false })(event, context)],
  ['serverless-http on Fastify', fastify, (app) => serverlessHttp(app as never)(event, context)],
];

describe.each(serverlessAdapters)('flush() behind %s', (_name, adapter, call) => {
  it('waits for the outcome of the response in progress', async () => {
    if (adapter === undefined) throw new Error('There is no such adapter.');
    const application = await start(adapter, { controllers: [OrdersController] });

    expect(await call(application.nest.getHttpAdapter().getInstance())).toMatchObject({ statusCode: 500 });
    await application.opsgenie.flush();

    // A serverless platform freezes the process now.
    expect(application.creates.map(({ status }) => status)).toEqual([202]);
  });
});
