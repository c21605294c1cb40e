import {
  Catch,
  Controller,
  Get,
  Inject,
  Injectable,
  Scope,
  UseGuards,
  type ArgumentsHost,
  type ExceptionFilter,
} from '@nestjs/common';
import { APP_FILTER, APP_INTERCEPTOR } from '@nestjs/core';
import type { Observable } from 'rxjs';

import { describeSituations } from './situations.js';

class StockIsDown extends Error {}

const throwing = {
  canActivate() {
    throw new StockIsDown('no connection');
  },
};

@Injectable({ scope: Scope.REQUEST })
class BrokenStock {
  constructor() {
    throw new StockIsDown('no connection');
  }
}

@Controller({ path: 'orders', scope: Scope.REQUEST })
class RequestScopedController {
  @Get('fine')
  fine() {
    return { id: 7 };
  }

  @Get('throws')
  throws() {
    throw new StockIsDown('no connection');
  }
}

@Controller('stock')
class StockController {
  constructor(@Inject(BrokenStock) readonly stock: BrokenStock) {}

  @Get()
  count() {
    return this.stock;
  }
}

@Controller('plain')
class PlainController {
  @Get('throws')
  throws() {
    throw new StockIsDown('no connection');
  }

  @Get('guarded')
  @UseGuards(throwing)
  guarded() {}
}

@Catch()
@Injectable({ scope: Scope.REQUEST })
class RequestScopedFilter implements ExceptionFilter {
  catch(_error: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<{ status(code: number): { send(body: object): unknown } }>();
    reply.status(500).send({ text: 'caught for this request' });
  }
}

@Injectable({ scope: Scope.REQUEST })
class RequestScopedInterceptor {
  intercept(_context: unknown, next: { handle(): Observable<unknown> }): Observable<unknown> {
    return next.handle();
  }
}

const exceptionAnd5xx = (operation: string) => [
  { alias: `exception:${operation}:StockIsDown`, status: 500, alsoMatched: 'status:5XX' },
];

describeSituations(
  'what lives for one request',
  { controllers: [RequestScopedController, StockController, PlainController], providers: [BrokenStock] },
  [
    { title: 'raises no alert when it succeeds', request: 'GET /orders/fine', answer: 200, alerts: [] },
    {
      title: 'is one alert when its handler throws',
      request: 'GET /orders/throws',
      answer: 500,
      alerts: exceptionAnd5xx('GET /orders/throws'),
    },
    {
      title: 'is one alert when it cannot be instantiated',
      request: 'GET /stock',
      answer: 500,
      alerts: exceptionAnd5xx('GET /stock'),
    },
    {
      title: 'may be an interceptor: then an error of a handler is one alert',
      blueprint: { providers: [{ provide: APP_INTERCEPTOR, useClass: RequestScopedInterceptor }] },
      request: 'GET /plain/throws',
      answer: 500,
      alerts: exceptionAnd5xx('GET /plain/throws'),
    },
    {
      title: 'may be a filter: then an error of a handler is one alert',
      blueprint: { providers: [{ provide: APP_FILTER, useClass: RequestScopedFilter }] },
      request: 'GET /plain/throws',
      answer: 500,
      alerts: exceptionAnd5xx('GET /plain/throws'),
    },
    {
      title: 'may be a filter: then an error of a guard is detected by its status',
      blueprint: { providers: [{ provide: APP_FILTER, useClass: RequestScopedFilter }] },
      request: 'GET /plain/guarded',
      answer: 500,
      // Nest asks filters of the request before all others, and nothing else sees what guards throw.
      alerts: [{ alias: 'status:GET /plain/guarded:5XX', status: 500 }],
    },
  ],
);
