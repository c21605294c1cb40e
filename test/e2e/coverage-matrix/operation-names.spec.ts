import { Agent, get } from 'node:http';

import { All, Controller, Get, Version, VersioningType } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { describe, expect, it } from 'vitest';

import { adapters, start, type RunningApplication } from '../application.js';
import { describeSituations, expectAlerts } from './situations.js';

class StockIsDown extends Error {}

@Controller('orders')
class OrdersController {
  @Get(':id')
  find() {
    throw new StockIsDown('no connection');
  }

  @Get([':id/lines', ':id/items'])
  lines() {
    throw new StockIsDown('no connection');
  }

  @All(':id/anything')
  anything() {
    throw new StockIsDown('no connection');
  }
}

@Controller('fine')
class FineController {
  @Get()
  fine() {
    return { id: 7 };
  }
}

@Controller({ path: 'invoices', version: '1' })
class InvoicesController {
  @Get(':id')
  find() {
    return { id: 7 };
  }

  @Get(':id')
  @Version('2')
  findOfVersion2() {
    throw new StockIsDown('no connection');
  }
}

function withVersion(version: string) {
  return async (application: RunningApplication): Promise<number> => {
    const response = await application.request('GET /invoices/7', { headers: { 'x-version': version } });
    await response.arrayBuffer();
    return response.status;
  };
}

const byHeader = {
  controllers: [InvoicesController],
  main: (app: RunningApplication['nest']) =>
    void app.enableVersioning({ type: VersioningType.HEADER, header: 'x-version' }),
};
const exceptionAnd5xx = (operation: string) => [
  { alias: `exception:${operation}:StockIsDown`, status: 500, alsoMatched: 'status:5XX' },
];

describeSituations('an alert', { controllers: [OrdersController] }, [
  {
    title: 'names the template of the route, never the requested path',
    request: 'GET /orders/7?token=secret',
    answer: 500,
    alerts: exceptionAnd5xx('GET /orders/:id'),
  },
  {
    title: 'names the first of several templates, whichever was requested',
    request: 'GET /orders/7/items',
    answer: 500,
    alerts: exceptionAnd5xx('GET /orders/:id/lines'),
  },
  {
    title: 'says ALL if the route accepts any method',
    request: 'PATCH /orders/7/anything',
    answer: 500,
    alerts: exceptionAnd5xx('ALL /orders/:id/anything'),
  },
  {
    title: 'names the global prefix',
    blueprint: { main: (app) => app.setGlobalPrefix('api') },
    request: 'GET /api/orders/7',
    answer: 500,
    alerts: exceptionAnd5xx('GET /api/orders/:id'),
  },
  {
    title: 'names the version in the URL',
    blueprint: {
      controllers: [InvoicesController],
      main: (app) => void app.enableVersioning({ type: VersioningType.URI }).setGlobalPrefix('api'),
    },
    request: 'GET /api/v2/invoices/7',
    answer: 500,
    alerts: exceptionAnd5xx('GET /api/v2/invoices/:id'),
  },
  {
    title: 'applies to the version requested by a header',
    blueprint: byHeader,
    request: withVersion('2'),
    answer: 500,
    alerts: exceptionAnd5xx('GET /invoices/:id (version 2)'),
  },
  {
    title: 'does not apply to other versions than the one requested by a header',
    blueprint: byHeader,
    request: withVersion('1'),
    answer: 200,
    alerts: [],
  },
]);

describe.each(adapters)('requests on one connection, on $name', (adapter) => {
  it('count once each', async () => {
    const application = await start(adapter, { controllers: [OrdersController, FineController] });
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });

    for (const path of ['/orders/7', '/fine', '/orders/8', '/orders/9']) await readOver(agent, application, path);
    agent.destroy();

    const [alert, ...others] = await application.receivedAlerts();
    expect(others).toEqual([]);
    expect(alert).toMatchObject({ alias: 'exception:GET /orders/:id:StockIsDown', count: '1' });
    expect(application.opsgenie.active().map(({ rule, bad }) => [rule, bad])).toEqual([
      ['exception', 3],
      ['status:5XX', 3],
    ]);
  });
});

describe.each(adapters.filter(({ name }) => name === 'Fastify'))('a request by inject(), on $name', (adapter) => {
  it('is observed like one over the network', async () => {
    const application = await start(adapter, { controllers: [OrdersController] });

    const { statusCode } = await (application.nest as NestFastifyApplication).inject('/orders/7');

    expect(statusCode).toBe(500);
    await application.sandbox.waitForAlert({ status: 'open' });
    await expectAlerts(application, exceptionAnd5xx('GET /orders/:id'));
  });
});

function readOver(agent: Agent, { port }: RunningApplication, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path, agent }, (response) => response.resume().once('end', resolve)).once(
      'error',
      reject,
    );
  });
}
