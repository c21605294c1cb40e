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

describeSituations('a request that reaches no handler', { controllers: [OrdersController] }, [
  { title: 'raises no alert if the route is unknown', request: 'GET /nowhere', answer: 404, alerts: [] },
  {
    title: 'raises no alert if the route is unknown, under rules for exceptions, 5XX, 410 and latency',
    blueprint: {
      opsgenie: { rules: [onException(), onException(Error), onStatus('5XX'), onStatus(410), onLatency('1ms')] },
    },
    request: 'GET /nowhere',
    answer: 404,
    alerts: [],
  },
  {
    title: 'raises one alert for all unknown routes under a rule for 404',
    blueprint: { opsgenie: { rules: [onStatus(404)] } },
    request: 'GET /nowhere',
    answer: 404,
    alerts: [{ alias: 'status:404:*:404', status: 404 }],
  },
  {
    title: 'raises one alert for all unknown routes under a rule for 4XX',
    blueprint: of4xx,
    request: 'DELETE /orders/7/nowhere',
    answer: 404,
    alerts: [{ alias: 'status:404:*:4XX', status: 404 }],
  },
  {
    title: 'has an unknown route below a global prefix, too',
    blueprint: { ...of4xx, main: (app) => app.setGlobalPrefix('api') },
    request: 'GET /api/nowhere',
    answer: 404,
    alerts: [{ alias: 'status:404:*:4XX', status: 404 }],
  },
  {
    title: 'has an unknown route outside a global prefix, too',
    blueprint: { ...of4xx, main: (app) => app.setGlobalPrefix('api') },
    request: 'GET /orders/7',
    answer: 404,
    alerts: [{ alias: 'status:404:*:4XX', status: 404 }],
  },
  {
    title: 'has an unknown route with OPTIONS, too',
    blueprint: of4xx,
    request: 'OPTIONS /nowhere',
    answer: 404,
    alerts: [{ alias: 'status:404:*:4XX', status: 404 }],
  },
  {
    title: 'raises no alert for OPTIONS of an unknown route',
    request: 'OPTIONS /nowhere',
    answer: 404,
    alerts: [],
  },
  {
    title: 'is an incident if middleware throws',
    blueprint: { middleware: (consumer) => void consumer.apply(throws).forRoutes(OrdersController) },
    request: 'GET /orders/7',
    answer: 500,
    alerts: { Express: ofRoute, Fastify: ofNoRoute },
  },
  {
    title: 'is an incident if middleware passes an error on',
    blueprint: { middleware: (consumer) => void consumer.apply(passesOn).forRoutes(OrdersController) },
    request: 'GET /orders/7',
    answer: 500,
    alerts: ofRoute,
  },
  {
    title: 'is an incident if middleware rejects',
    blueprint: { middleware: (consumer) => void consumer.apply(rejects).forRoutes(OrdersController) },
    request: 'GET /orders/7',
    answer: 500,
    alerts: { Express: ofRoute, Fastify: ofNoRoute },
  },
  {
    title: 'is an incident if middleware from main.ts passes an error on',
    blueprint: { main: (app) => app.use(passesOn) },
    request: 'GET /orders/7',
    answer: 500,
    alerts: { Express: ofNoRoute, Fastify: ofRoute },
  },
  {
    title: 'raises no alert if middleware answers 401',
    blueprint: { middleware: (consumer) => void consumer.apply(refuses).forRoutes(OrdersController) },
    request: 'GET /orders/7',
    answer: 401,
    alerts: [],
  },
  {
    title: 'raises one alert if middleware answers 401, under a rule for 4XX',
    blueprint: { ...of4xx, middleware: (consumer) => void consumer.apply(refuses).forRoutes(OrdersController) },
    request: 'GET /orders/7',
    answer: 401,
    alerts: [{ alias: 'status:unrouted:*:4XX', status: 401 }],
  },
  {
    title: 'raises one alert if middleware from main.ts answers 401, under a rule for 4XX',
    blueprint: { ...of4xx, main: (app) => app.use(refuses) },
    request: 'GET /orders/7',
    answer: 401,
    alerts: [{ alias: 'status:unrouted:*:4XX', status: 401 }],
  },
  { title: 'raises no alert if the body is malformed', request: posts('{"id":'), answer: 400, alerts: [] },
  {
    title: 'raises one alert if the body is malformed, under a rule for 4XX',
    blueprint: of4xx,
    request: posts('{"id":'),
    answer: 400,
    alerts: {
      Express: [{ alias: 'status:unrouted:*:4XX', status: 400 }],
      Fastify: [{ alias: 'status:POST /orders:4XX', status: 400 }],
    },
  },
  {
    title: 'raises no alert if the body is too large',
    request: posts(JSON.stringify('x'.repeat(2_000_000))),
    answer: 413,
    alerts: [],
  },
  { title: 'raises no alert if the URL is badly encoded', request: 'GET /orders/%FF', answer: 400, alerts: [] },
  {
    title: 'raises one alert if the URL is badly encoded, under a rule for 4XX, if the adapter exposes such requests',
    blueprint: of4xx,
    request: 'GET /orders/%FF',
    answer: 400,
    // Fastify's router answers before any middleware, hook or filter runs.
    alerts: { Express: [{ alias: 'status:unrouted:*:4XX', status: 400 }], Fastify: [] },
  },
]);
