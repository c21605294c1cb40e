import {
  Controller,
  Get,
  NotFoundException,
  ParseIntPipe,
  Query,
  ServiceUnavailableException,
  UseGuards,
  UsePipes,
} from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { throwError } from 'rxjs';

import { AlertOnException, AlertOnStatus, onStatus } from '../../../src/index.js';
import { describeSituations } from './situations.js';

class StockIsDown extends Error {}

const throwing = {
  canActivate() {
    throw new StockIsDown('no connection');
  },
};
const refusing = { canActivate: () => false };
const brokenPipe = {
  transform() {
    throw new StockIsDown('no connection');
  },
};

@Controller('orders')
class OrdersController {
  @Get('fine')
  fine() {
    return { id: 7 };
  }

  @Get('guard-throws')
  @UseGuards(throwing)
  guardThrows() {}

  @Get('guard-refuses')
  @UseGuards(refusing)
  guardRefuses() {}

  @Get('own-rule-guard-throws')
  @UseGuards(throwing)
  @AlertOnException(StockIsDown)
  ownRule() {}

  @Get('pipe-refuses')
  pipeRefuses(@Query('count', ParseIntPipe) count: number) {
    return count;
  }

  @Get('pipe-throws')
  @UsePipes(brokenPipe)
  pipeThrows(@Query('count') count: number) {
    return count;
  }

  @Get('not-found')
  notFound() {
    throw new NotFoundException();
  }

  @Get('not-found-named')
  @AlertOnStatus(404)
  notFoundNamed() {
    throw new NotFoundException();
  }

  @Get('unavailable')
  unavailable() {
    throw new ServiceUnavailableException();
  }

  @Get('throws')
  throws() {
    throw new StockIsDown('no connection');
  }

  @Get('rejects')
  async rejects() {
    await Promise.resolve();
    throw new StockIsDown('no connection');
  }

  @Get('observable')
  observable() {
    return throwError(() => new StockIsDown('no connection'));
  }

  @Get('throws-text')
  throwsText() {
    return throwError(() => 'no connection');
  }

  @Get('throws-undefined')
  throwsUndefined() {
    return throwError(() => undefined);
  }
}

const exceptionAnd5xx = (path: string, error = 'StockIsDown', status = 500) => [
  { alias: `exception:GET /orders/${path}:${error}`, status, alsoMatched: 'status:5XX' },
];

describeSituations('a handler', { controllers: [OrdersController] }, [
  { title: 'that succeeds raises no alert', request: 'GET /orders/fine', answer: 200, alerts: [] },
  {
    title: 'whose guard throws is an incident of that handler',
    request: 'GET /orders/guard-throws',
    answer: 500,
    alerts: exceptionAnd5xx('guard-throws'),
  },
  {
    title: 'applies its own rules to errors of its guard',
    blueprint: { opsgenie: { rules: [] } },
    request: 'GET /orders/own-rule-guard-throws',
    answer: 500,
    alerts: [{ alias: 'exception:GET /orders/own-rule-guard-throws:StockIsDown', status: 500 }],
  },
  {
    title: 'applies its own rules to errors of a guard of the whole application',
    blueprint: { opsgenie: { rules: [] }, providers: [{ provide: APP_GUARD, useValue: throwing }] },
    request: 'GET /orders/own-rule-guard-throws',
    answer: 500,
    alerts: [{ alias: 'exception:GET /orders/own-rule-guard-throws:StockIsDown', status: 500 }],
  },
  {
    title: 'applies its own rules to errors of a guard from main.ts',
    blueprint: { opsgenie: { rules: [] }, main: (app) => app.useGlobalGuards(throwing) },
    request: 'GET /orders/own-rule-guard-throws',
    answer: 500,
    alerts: [{ alias: 'exception:GET /orders/own-rule-guard-throws:StockIsDown', status: 500 }],
  },
  { title: 'whose guard refuses raises no alert', request: 'GET /orders/guard-refuses', answer: 403, alerts: [] },
  {
    title: 'whose guard refuses raises an alert under a rule for 4XX',
    blueprint: { opsgenie: { rules: [onStatus('4XX')] } },
    request: 'GET /orders/guard-refuses',
    answer: 403,
    alerts: [{ alias: 'status:GET /orders/guard-refuses:4XX', status: 403 }],
  },
  { title: 'whose pipe refuses raises no alert', request: 'GET /orders/pipe-refuses', answer: 400, alerts: [] },
  {
    title: 'whose pipe throws is an incident',
    request: 'GET /orders/pipe-throws',
    answer: 500,
    alerts: exceptionAnd5xx('pipe-throws'),
  },
  { title: 'that throws a 4XX raises no alert', request: 'GET /orders/not-found', answer: 404, alerts: [] },
  {
    title: 'that throws a 404 raises an alert under a rule for 404',
    request: 'GET /orders/not-found-named',
    answer: 404,
    alerts: [{ alias: 'status:GET /orders/not-found-named:404', status: 404 }],
  },
  {
    title: 'that throws a 5XX is one alert for two rules',
    request: 'GET /orders/unavailable',
    answer: 503,
    alerts: exceptionAnd5xx('unavailable', 'ServiceUnavailableException', 503),
  },
  { title: 'that throws is one alert', request: 'GET /orders/throws', answer: 500, alerts: exceptionAnd5xx('throws') },
  {
    title: 'that rejects is one alert',
    request: 'GET /orders/rejects',
    answer: 500,
    alerts: exceptionAnd5xx('rejects'),
  },
  {
    title: 'whose Observable fails is one alert',
    request: 'GET /orders/observable',
    answer: 500,
    alerts: exceptionAnd5xx('observable'),
  },
  {
    title: 'that throws a string is one alert',
    request: 'GET /orders/throws-text',
    answer: 500,
    alerts: exceptionAnd5xx('throws-text', 'NonError'),
  },
  {
    title: 'that throws undefined is one alert',
    request: 'GET /orders/throws-undefined',
    answer: 500,
    alerts: exceptionAnd5xx('throws-undefined', 'undefined'),
  },
  {
    title: 'that fails on HEAD is one alert of the handler',
    request: 'HEAD /orders/throws',
    answer: 500,
    alerts: [{ alias: 'exception:GET /orders/throws:StockIsDown', status: 500, alsoMatched: 'status:5XX' }],
  },
]);
