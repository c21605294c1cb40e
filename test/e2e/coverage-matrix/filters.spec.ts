import {
  BadGatewayException,
  Catch,
  Controller,
  Get,
  HttpException,
  UseFilters,
  UseGuards,
  type ArgumentsHost,
  type ExceptionFilter,
} from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import type { ServerResponse } from 'node:http';
import { expect } from 'vitest';

import { onException, onStatus } from '../../../src/index.js';
import type { RunningApplication } from '../application.js';
import { describeSituations } from './situations.js';

class StockIsDown extends Error {}

/** Answers in the application's own words, on both adapters. */
function answer(host: ArgumentsHost, status: number, text: string): void {
  const reply = host.switchToHttp().getResponse<{ status(code: number): { send(body: object): unknown } }>();
  reply.status(status).send({ text });
}

@Catch()
class CatchesAll implements ExceptionFilter {
  catch(_error: unknown, host: ArgumentsHost): void {
    answer(host, 500, 'caught by the catch-all');
  }
}

@Catch(StockIsDown)
class MapsToTeapot implements ExceptionFilter {
  catch(_error: StockIsDown, host: ArgumentsHost): void {
    answer(host, 418, 'a teapot');
  }
}

@Catch(HttpException)
class CatchesHttp implements ExceptionFilter {
  catch(error: HttpException, host: ArgumentsHost): void {
    answer(host, error.getStatus(), 'caught by the HTTP filter');
  }
}

@Catch()
class Rethrows implements ExceptionFilter {
  catch(): never {
    throw new BadGatewayException();
  }
}

const throwing = {
  canActivate() {
    throw new StockIsDown('no connection');
  },
};

@Controller('orders')
class OrdersController {
  @Get('throws')
  throws() {
    throw new StockIsDown('no connection');
  }

  @Get('bad-gateway')
  badGateway() {
    throw new BadGatewayException();
  }

  @Get('guarded')
  @UseGuards(throwing)
  guarded() {}

  @Get('mapped')
  @UseFilters(MapsToTeapot)
  mapped() {
    throw new StockIsDown('no connection');
  }

  @Get('guarded-and-mapped')
  @UseGuards(throwing)
  @UseFilters(MapsToTeapot)
  guardedAndMapped() {}

  @Get('guarded-and-caught')
  @UseGuards(throwing)
  @UseFilters(CatchesAll)
  guardedAndCaught() {}

  @Get('rethrown')
  @UseFilters(Rethrows)
  rethrown() {
    throw new StockIsDown('no connection');
  }
}

@Controller('mapped-orders')
@UseFilters(MapsToTeapot)
class MappedOrdersController {
  @Get('throws')
  throws() {
    throw new StockIsDown('no connection');
  }
}

/** Sends a request and looks at who answered it. */
function answeredBy(line: string, text: string) {
  return async (application: RunningApplication): Promise<number> => {
    const response = await application.request(line);
    expect(await response.json()).toEqual({ text });
    return response.status;
  };
}

const failingMiddleware = (_request: unknown, _response: ServerResponse, next: (error: Error) => void): void =>
  next(new StockIsDown('no connection'));

const namingTheError = { opsgenie: { rules: [onException(StockIsDown), onStatus('5XX')] } };
const exceptionAnd5xx = (operation: string, error = 'StockIsDown', status = 500) => [
  { alias: `exception:${operation}:${error}`, status, alsoMatched: 'status:5XX' },
];

describeSituations('a filter', { controllers: [OrdersController, MappedOrdersController] }, [
  {
    title: 'of a method that maps an error to 418 has handled it',
    request: answeredBy('GET /orders/mapped', 'a teapot'),
    answer: 418,
    alerts: [],
  },
  {
    title: 'of a controller that maps an error to 418 has handled it',
    request: answeredBy('GET /mapped-orders/throws', 'a teapot'),
    answer: 418,
    alerts: [],
  },
  {
    title: 'of a method that maps an error to 418 does not hide it from a rule that names it',
    blueprint: namingTheError,
    request: answeredBy('GET /orders/mapped', 'a teapot'),
    answer: 418,
    alerts: [{ alias: 'exception:GET /orders/mapped:StockIsDown', status: 418 }],
  },
  {
    title: 'of a controller that maps an error to 418 does not hide it from a rule that names it',
    blueprint: namingTheError,
    request: answeredBy('GET /mapped-orders/throws', 'a teapot'),
    answer: 418,
    alerts: [{ alias: 'exception:GET /mapped-orders/throws:StockIsDown', status: 418 }],
  },
  {
    title: 'that throws another error makes one alert, about the first error',
    request: 'GET /orders/rethrown',
    answer: 502,
    alerts: exceptionAnd5xx('GET /orders/rethrown', 'StockIsDown', 502),
  },
  {
    title: 'of a method that maps the error of a guard has handled it',
    request: answeredBy('GET /orders/guarded-and-mapped', 'a teapot'),
    answer: 418,
    alerts: [],
  },
  {
    title: 'of a method that answers 500 to the error of a guard is detected by its status',
    request: answeredBy('GET /orders/guarded-and-caught', 'caught by the catch-all'),
    answer: 500,
    alerts: [{ alias: 'status:GET /orders/guarded-and-caught:5XX', status: 500 }],
  },
  {
    title: 'for one class in the root module answers, and has handled the error',
    blueprint: { providers: [{ provide: APP_FILTER, useClass: MapsToTeapot }] },
    request: answeredBy('GET /orders/throws', 'a teapot'),
    answer: 418,
    alerts: [],
  },
  {
    title: 'for one class in the root module also answers errors of guards',
    blueprint: { ...namingTheError, providers: [{ provide: APP_FILTER, useClass: MapsToTeapot }] },
    request: answeredBy('GET /orders/guarded', 'a teapot'),
    answer: 418,
    alerts: [{ alias: 'exception:GET /orders/guarded:StockIsDown', status: 418 }],
  },
  {
    title: 'for HTTP exceptions in the root module answers those, and they are detected',
    blueprint: { providers: [{ provide: APP_FILTER, useClass: CatchesHttp }] },
    request: answeredBy('GET /orders/bad-gateway', 'caught by the HTTP filter'),
    answer: 502,
    alerts: exceptionAnd5xx('GET /orders/bad-gateway', 'BadGatewayException', 502),
  },
  {
    title: 'for HTTP exceptions in the root module leaves other errors to Nest, and they are detected',
    blueprint: { providers: [{ provide: APP_FILTER, useClass: CatchesHttp }] },
    request: 'GET /orders/throws',
    answer: 500,
    alerts: exceptionAnd5xx('GET /orders/throws'),
  },
  {
    title: 'for everything in the root module answers, and the error is detected',
    blueprint: { providers: [{ provide: APP_FILTER, useClass: CatchesAll }] },
    request: answeredBy('GET /orders/throws', 'caught by the catch-all'),
    answer: 500,
    alerts: exceptionAnd5xx('GET /orders/throws'),
  },
  {
    title: 'from main.ts answers the error of a handler, and the error is detected',
    blueprint: { main: (app) => app.useGlobalFilters(new CatchesAll()) },
    request: answeredBy('GET /orders/throws', 'caught by the catch-all'),
    answer: 500,
    alerts: exceptionAnd5xx('GET /orders/throws'),
  },
  {
    title: 'from main.ts answers the error of a guard, and the error is detected',
    blueprint: { main: (app) => app.useGlobalFilters(new CatchesAll()) },
    request: answeredBy('GET /orders/guarded', 'caught by the catch-all'),
    answer: 500,
    alerts: exceptionAnd5xx('GET /orders/guarded'),
  },
  {
    title: 'from main.ts that answers unknown routes with 500 triggers the status rule',
    blueprint: { main: (app) => app.useGlobalFilters(new CatchesAll()) },
    request: answeredBy('GET /nowhere', 'caught by the catch-all'),
    answer: 500,
    alerts: [{ alias: 'status:unrouted:*:5XX', status: 500 }],
  },
  {
    title: 'from main.ts answers the error of middleware of a module, and the error is detected',
    blueprint: {
      main: (app) => app.useGlobalFilters(new CatchesAll()),
      middleware: (consumer) => void consumer.apply(failingMiddleware).forRoutes(OrdersController),
    },
    request: answeredBy('GET /orders/throws', 'caught by the catch-all'),
    answer: 500,
    alerts: exceptionAnd5xx('GET /orders/throws'),
  },
  {
    title: 'from main.ts runs before one of the root module, as without the library',
    blueprint: {
      main: (app) => app.useGlobalFilters(new MapsToTeapot()),
      providers: [{ provide: APP_FILTER, useClass: CatchesAll }],
    },
    request: answeredBy('GET /orders/throws', 'a teapot'),
    answer: 418,
    alerts: [],
  },
]);
