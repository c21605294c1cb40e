import { Controller, Get, HttpCode, Res } from '@nestjs/common';

import { describeSituations } from './situations.js';

/** The response as Express and Fastify both have it. */
interface Reply {
  status(code: number): Reply;
  send(body?: unknown): unknown;
}

class StockIsDown extends Error {}

@Controller('orders')
class OrdersController {
  @Get('http-code')
  @HttpCode(500)
  httpCode() {
    return { id: 7 };
  }

  @Get('passthrough')
  passthrough(@Res({ passthrough: true }) reply: Reply) {
    reply.status(503);
    return { id: 7 };
  }

  @Get('manual')
  manual(@Res() reply: Reply) {
    reply.status(503).send({ id: 7 });
  }

  @Get('manual-later')
  manualLater(@Res() reply: Reply) {
    setImmediate(() => reply.status(503).send({ id: 7 }));
  }

  @Get('manual-then-throws')
  manualThenThrows(@Res() reply: Reply) {
    reply.status(200).send({ id: 7 });
    throw new StockIsDown('no connection');
  }

  @Get('cyclic')
  cyclic() {
    const order: { self?: unknown } = {};
    order.self = order;
    return order;
  }

  @Get('bigint')
  bigint() {
    return { id: 7n };
  }
}

const exceptionAnd5xx = (path: string, error: string) => [
  { alias: `exception:GET /orders/${path}:${error}`, status: 500, alsoMatched: 'status:5XX' },
];
const status5xx = (path: string, status: number) => [{ alias: `status:GET /orders/${path}:5XX`, status }];

describeSituations('a handler', { controllers: [OrdersController] }, [
  {
    title: 'with @HttpCode(500) breaks the status rule only',
    request: 'GET /orders/http-code',
    answer: 500,
    alerts: status5xx('http-code', 500),
  },
  {
    title: 'that sets 503 and returns breaks the status rule only',
    request: 'GET /orders/passthrough',
    answer: 503,
    alerts: status5xx('passthrough', 503),
  },
  {
    title: 'that answers 503 by hand breaks the status rule only',
    request: 'GET /orders/manual',
    answer: 503,
    alerts: status5xx('manual', 503),
  },
  {
    title: 'that answers 503 by hand after it returned breaks the status rule only',
    request: 'GET /orders/manual-later',
    answer: 503,
    alerts: status5xx('manual-later', 503),
  },
  {
    title: 'that answers by hand and then throws is one alert, though the client got 200',
    request: 'GET /orders/manual-then-throws',
    answer: 200,
    alerts: [{ alias: 'exception:GET /orders/manual-then-throws:StockIsDown', status: 200 }],
  },
  {
    title: 'whose result has a cycle is one alert',
    request: 'GET /orders/cyclic',
    answer: 500,
    alerts: exceptionAnd5xx('cyclic', 'TypeError'),
  },
  {
    title: 'whose result contains a BigInt is one alert',
    request: 'GET /orders/bigint',
    answer: 500,
    alerts: exceptionAnd5xx('bigint', 'TypeError'),
  },
]);
