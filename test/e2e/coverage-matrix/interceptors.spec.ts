import {
  BadGatewayException,
  Controller,
  Get,
  RequestTimeoutException,
  UseInterceptors,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { catchError, map, NEVER, of, throwError, timeout, type Observable } from 'rxjs';

import { onException, onStatus } from '../../../src/index.js';
import { describeSituations } from './situations.js';

class StockIsDown extends Error {}

class Swallows implements NestInterceptor {
  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(catchError(() => of({ id: 'from the past' })));
  }
}

class MapsToBadGateway implements NestInterceptor {
  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(catchError((cause: unknown) => throwError(() => new BadGatewayException({ cause }))));
  }
}

class TimesOut implements NestInterceptor {
  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const tooLate = () => throwError(() => new RequestTimeoutException());
    return next.handle().pipe(timeout({ first: 20, with: tooLate }));
  }
}

class AnswersFromCache implements NestInterceptor {
  intercept(): Observable<unknown> {
    return of({ id: 'from the cache' });
  }
}

class Throws implements NestInterceptor {
  intercept(): never {
    throw new StockIsDown('no connection');
  }
}

class FailsOnTheWayOut implements NestInterceptor {
  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const fail = (): never => {
      throw new StockIsDown('no connection');
    };
    return next.handle().pipe(map(fail));
  }
}

@Controller('orders')
class OrdersController {
  @Get('fine')
  fine() {
    return { id: 7 };
  }

  @Get('throws')
  throws() {
    throw new StockIsDown('no connection');
  }

  @Get('hangs')
  hangs() {
    return NEVER;
  }

  @Get('swallowed')
  @UseInterceptors(Swallows)
  swallowed() {
    throw new StockIsDown('no connection');
  }

  @Get('timed-out')
  @UseInterceptors(TimesOut)
  timedOut() {
    return NEVER;
  }

  @Get('own-interceptor-throws')
  @UseInterceptors(Throws)
  ownInterceptorThrows() {}
}

const globally = (interceptor: new () => NestInterceptor) => ({
  providers: [{ provide: APP_INTERCEPTOR, useClass: interceptor }],
});

describeSituations("an application's interceptor", { controllers: [OrdersController] }, [
  {
    title: 'of a method that swallows an error has handled it',
    request: 'GET /orders/swallowed',
    answer: 200,
    alerts: [],
  },
  {
    title: 'of the whole application that swallows an error has handled it',
    blueprint: globally(Swallows),
    request: 'GET /orders/throws',
    answer: 200,
    alerts: [],
  },
  {
    title: 'of the whole application that swallows an error does not hide it from a rule that names it',
    blueprint: { ...globally(Swallows), opsgenie: { rules: [onException(StockIsDown)] } },
    request: 'GET /orders/throws',
    answer: 200,
    alerts: [{ alias: 'exception:GET /orders/throws:StockIsDown', status: 200 }],
  },
  {
    title: 'of the whole application that maps an error makes one alert, about the error that the handler threw',
    blueprint: globally(MapsToBadGateway),
    request: 'GET /orders/throws',
    answer: 502,
    alerts: [{ alias: 'exception:GET /orders/throws:StockIsDown', status: 502, alsoMatched: 'status:5XX' }],
  },
  {
    title: 'of a method that gives up with 408 raises no alert',
    request: 'GET /orders/timed-out',
    answer: 408,
    alerts: [],
  },
  {
    title: 'of a method that gives up with 408 raises an alert under a rule for 408',
    blueprint: { opsgenie: { rules: [onStatus(408)] } },
    request: 'GET /orders/timed-out',
    answer: 408,
    alerts: [{ alias: 'status:GET /orders/timed-out:408', status: 408 }],
  },
  {
    title: 'of the whole application that gives up with 408 raises an alert under a rule for 408',
    blueprint: { ...globally(TimesOut), opsgenie: { rules: [onStatus(408), onException()] } },
    request: 'GET /orders/hangs',
    answer: 408,
    alerts: [{ alias: 'status:GET /orders/hangs:408', status: 408 }],
  },
  {
    title: 'that answers from a cache is detected by its status',
    blueprint: { ...globally(AnswersFromCache), opsgenie: { rules: [onStatus(200), onException()] } },
    request: 'GET /orders/throws',
    answer: 200,
    alerts: [{ alias: 'status:GET /orders/throws:200', status: 200 }],
  },
  {
    title: 'that throws is an incident of the handler',
    blueprint: globally(Throws),
    request: 'GET /orders/fine',
    answer: 500,
    alerts: [{ alias: 'exception:GET /orders/fine:StockIsDown', status: 500, alsoMatched: 'status:5XX' }],
  },
  {
    title: 'of a method that throws is an incident of the handler',
    request: 'GET /orders/own-interceptor-throws',
    answer: 500,
    alerts: [
      { alias: 'exception:GET /orders/own-interceptor-throws:StockIsDown', status: 500, alsoMatched: 'status:5XX' },
    ],
  },
  {
    title: 'that fails on the way out is an incident of the handler',
    blueprint: globally(FailsOnTheWayOut),
    request: 'GET /orders/fine',
    answer: 500,
    alerts: [{ alias: 'exception:GET /orders/fine:StockIsDown', status: 500, alsoMatched: 'status:5XX' }],
  },
]);
