import type { IncomingMessage, ServerResponse } from 'node:http';

import { Body, Controller, Get, Post } from '@nestjs/common';

import { onException, onLatency, onStatus } from '../../../src/index.js';
import type { RunningApplication } from '../application.js';
import { describeSituations } from './situations.js';

class StockIsDown extends Error {}

type Next = (error?: Error) => void;

const throws = (): never => {
  throw new StockIsDown('no connection');
};
const passesOn = (_request: IncomingMessage, _response: ServerResponse, next: Next): void =>
  next(new StockIsDown('no connection'));
const rejects = (): Promise<never> => Promise.reject(new StockIsDown('no connection'));
const refuses = (_request: IncomingMessage, response: ServerResponse): void => {
  response.statusCode = 401;
  response.end();
};

@Controller('orders')
class OrdersController {
  @Get(':id')
  find() {
    return { id: 7 };
  }

  @Post()
  create(@Body() order: object) {
    return order;
  }
}

function posts(body: string, type = 'application/json') {
  return async (application: RunningApplication): Promise<number> => {
    const response = await application.request('POST /orders', { body, headers: { 'content-type': type } });
    await response.arrayBuffer();
    return response.status;
  };
}

const of4xx = { opsgenie: { rules: [onStatus('4XX'), onException()] } };
const exceptionAnd5xx = (operation: string) => [
  { alias: `exception:${operation}:StockIsDown`, status: 500, alsoMatched: 'status:5XX' },
];
// Where the adapter knows the route already, the alert names it.
const ofRoute = exceptionAnd5xx('GET /orders/:id');
const ofNoRoute = exceptionAnd5xx('unrouted:*');

describeSituations('what reaches no handler', { controllers: [OrdersController] }, [
  { title: 'is nobody’s alert where the route is unknown', request: 'GET /nowhere', answer: 404, alerts: [] },
  {
    title: 'is no alert where the route is unknown, for rules about exceptions, 5XX, 410 and slowness',
    blueprint: {
      opsgenie: { rules: [onException(), onException(Error), onStatus('5XX'), onStatus(410), onLatency('1ms')] },
    },
    request: 'GET /nowhere',
    answer: 404,
    alerts: [],
  },
  {
    title: 'is one alert for all unknown routes, for a rule that names 404',
    blueprint: { opsgenie: { rules: [onStatus(404)] } },
    request: 'GET /nowhere',
    answer: 404,
    alerts: [{ alias: 'status:404:*:404', status: 404 }],
  },
  {
    title: 'is one alert for all unknown routes, for a rule about 4XX',
    blueprint: of4xx,
    request: 'DELETE /orders/7/nowhere',
    answer: 404,
    alerts: [{ alias: 'status:404:*:4XX', status: 404 }],
  },
  {
    title: 'is an unknown route also below a global prefix',
    blueprint: { ...of4xx, main: (app) => app.setGlobalPrefix('api') },
    request: 'GET /api/nowhere',
    answer: 404,
    alerts: [{ alias: 'status:404:*:4XX', status: 404 }],
  },
  {
    title: 'is an unknown route also beside a global prefix',
    blueprint: { ...of4xx, main: (app) => app.setGlobalPrefix('api') },
    request: 'GET /orders/7',
    answer: 404,
    alerts: [{ alias: 'status:404:*:4XX', status: 404 }],
  },
  {
    title: 'is an unknown route for OPTIONS',
    blueprint: of4xx,
    request: 'OPTIONS /nowhere',
    answer: 404,
    alerts: [{ alias: 'status:404:*:4XX', status: 404 }],
  },
  {
    title: 'is no alert where OPTIONS is asked of an unknown route',
    request: 'OPTIONS /nowhere',
    answer: 404,
    alerts: [],
  },
  {
    title: 'is an incident where a middleware throws',
    blueprint: { middleware: (consumer) => void consumer.apply(throws).forRoutes(OrdersController) },
    request: 'GET /orders/7',
    answer: 500,
    alerts: { Express: ofRoute, Fastify: ofNoRoute },
  },
  {
    title: 'is an incident where a middleware passes an error on',
    blueprint: { middleware: (consumer) => void consumer.apply(passesOn).forRoutes(OrdersController) },
    request: 'GET /orders/7',
    answer: 500,
    alerts: ofRoute,
  },
  {
    title: 'is an incident where a middleware rejects',
    blueprint: { middleware: (consumer) => void consumer.apply(rejects).forRoutes(OrdersController) },
    request: 'GET /orders/7',
    answer: 500,
    alerts: { Express: ofRoute, Fastify: ofNoRoute },
  },
  {
    title: 'is an incident where a middleware from main.ts passes an error on',
    blueprint: { main: (app) => app.use(passesOn) },
    request: 'GET /orders/7',
    answer: 500,
    alerts: { Express: ofNoRoute, Fastify: ofRoute },
  },
  {
    title: 'is no alert where a middleware answers 401',
    blueprint: { middleware: (consumer) => void consumer.apply(refuses).forRoutes(OrdersController) },
    request: 'GET /orders/7',
    answer: 401,
    alerts: [],
  },
  {
    title: 'is one alert where a middleware answers 401, for a rule about 4XX',
    blueprint: { ...of4xx, middleware: (consumer) => void consumer.apply(refuses).forRoutes(OrdersController) },
    request: 'GET /orders/7',
    answer: 401,
    alerts: [{ alias: 'status:unrouted:*:4XX', status: 401 }],
  },
  {
    title: 'is one alert where a middleware from main.ts answers 401, for a rule about 4XX',
    blueprint: { ...of4xx, main: (app) => app.use(refuses) },
    request: 'GET /orders/7',
    answer: 401,
    alerts: [{ alias: 'status:unrouted:*:4XX', status: 401 }],
  },
  { title: 'is no alert where the body is malformed', request: posts('{"id":'), answer: 400, alerts: [] },
  {
    title: 'is one alert where the body is malformed, for a rule about 4XX',
    blueprint: of4xx,
    request: posts('{"id":'),
    answer: 400,
    alerts: {
      Express: [{ alias: 'status:unrouted:*:4XX', status: 400 }],
      Fastify: [{ alias: 'status:POST /orders:4XX', status: 400 }],
    },
  },
  {
    title: 'is no alert where the body is too large',
    request: posts(JSON.stringify('x'.repeat(2_000_000))),
    answer: 413,
    alerts: [],
  },
  { title: 'is no alert where the URL is badly encoded', request: 'GET /orders/%FF', answer: 400, alerts: [] },
  {
    title: 'is one alert where the URL is badly encoded, for a rule about 4XX, where the adapter lets anybody see it',
    blueprint: of4xx,
    request: 'GET /orders/%FF',
    answer: 400,
    // Fastify's router answers before any middleware, hook or filter runs.
    alerts: { Express: [{ alias: 'status:unrouted:*:4XX', status: 400 }], Fastify: [] },
  },
]);
