import { Controller, Get, ServiceUnavailableException, UseGuards } from '@nestjs/common';

import { AlertOnException, AlertOnStatus, onException, onLatency, onStatus } from '../../../src/index.js';
import { describeSituations } from './situations.js';
import { clock, passLongTime, THRESHOLD } from './stream-clients.js';

class StockIsDown extends Error {}
class StockIsGone extends StockIsDown {}

const slowGuard = {
  canActivate() {
    passLongTime();
    return true;
  },
};

@Controller('orders')
class OrdersController {
  @Get('fine')
  fine() {
    return { id: 7 };
  }

  @Get('throws')
  throws() {
    throw new StockIsGone('no connection');
  }

  @Get('unavailable')
  unavailable() {
    throw new ServiceUnavailableException();
  }

  @Get('own-rules')
  @AlertOnException(StockIsDown)
  @AlertOnStatus(500)
  ownRules() {
    throw new StockIsGone('no connection');
  }

  @Get('slow-guard')
  @UseGuards(slowGuard)
  slowGuarded() {
    return { id: 7 };
  }

  @Get('slow')
  slow() {
    passLongTime();
    throw new StockIsGone('no connection');
  }
}

describeSituations('one request', { clock, controllers: [OrdersController] }, [
  {
    title: 'that broke a rule about errors and one about statuses is one alert about the error',
    blueprint: { opsgenie: { rules: [onStatus('5XX'), onException()] } },
    request: 'GET /orders/throws',
    answer: 500,
    alerts: [{ alias: 'exception:GET /orders/throws:StockIsGone', status: 500, alsoMatched: 'status:5XX' }],
  },
  {
    title: 'that broke 500 and 5XX is one alert about 500',
    blueprint: { opsgenie: { rules: [onStatus('5XX'), onStatus(500)] } },
    request: 'GET /orders/throws',
    answer: 500,
    alerts: [{ alias: 'status:GET /orders/throws:500', status: 500, alsoMatched: 'status:5XX' }],
  },
  {
    title: 'that broke 5XX and not 500 is one alert about 5XX',
    blueprint: { opsgenie: { rules: [onStatus('5XX'), onStatus(500)] } },
    request: 'GET /orders/unavailable',
    answer: 503,
    alerts: [{ alias: 'status:GET /orders/unavailable:5XX', status: 503 }],
  },
  {
    title: 'that broke a class, a range and an exact status is one alert about the exact one',
    blueprint: { opsgenie: { rules: [onStatus('5XX'), onStatus('500-503'), onStatus(503)] } },
    request: 'GET /orders/unavailable',
    answer: 503,
    alerts: [{ alias: 'status:GET /orders/unavailable:503', status: 503, alsoMatched: 'status:500-503, status:5XX' }],
  },
  {
    title: 'that broke rules for an error class and its base class is one alert about the more specific class',
    blueprint: { opsgenie: { rules: [onException(StockIsDown), onException(StockIsGone), onException()] } },
    request: 'GET /orders/throws',
    answer: 500,
    alerts: [
      {
        alias: 'exception:GET /orders/throws:StockIsGone',
        status: 500,
        alsoMatched: 'exception:StockIsDown, exception',
      },
    ],
  },
  {
    title: 'that broke rules of its handler and of the module is one alert',
    request: 'GET /orders/own-rules',
    answer: 500,
    alerts: [
      {
        alias: 'exception:GET /orders/own-rules:StockIsDown',
        status: 500,
        alsoMatched: 'exception, status:500, status:5XX',
      },
    ],
  },
  {
    title: 'is slow by the whole waiting time of the client, including guards',
    blueprint: { opsgenie: { rules: [onLatency(THRESHOLD)] } },
    request: 'GET /orders/slow-guard',
    answer: 200,
    alerts: [{ alias: `latency:GET /orders/slow-guard:${THRESHOLD}`, status: 200 }],
  },
  {
    title: 'is not slow below the threshold',
    blueprint: { opsgenie: { rules: [onLatency(THRESHOLD)] } },
    request: 'GET /orders/fine',
    answer: 200,
    alerts: [],
  },
  {
    title: 'that was slow and failed is one alert about the error',
    blueprint: { opsgenie: { rules: [onLatency(THRESHOLD), onStatus('5XX'), onException()] } },
    request: 'GET /orders/slow',
    answer: 500,
    alerts: [{ alias: 'exception:GET /orders/slow:StockIsGone', status: 500, alsoMatched: 'status:5XX, latency' }],
  },
]);
