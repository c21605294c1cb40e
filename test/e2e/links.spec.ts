import { Controller, Get, ServiceUnavailableException } from '@nestjs/common';
import { describe, expect, it } from 'vitest';

import { AlertDefaults, AlertOnStatus } from '../../src/index.js';
import { adapters, start, type Blueprint } from './application.js';

@Controller('orders')
@AlertDefaults({ links: { dashboard: 'https://grafana.example.com/d/orders' } })
class OrdersController {
  @Get(':id')
  @AlertOnStatus(503, { links: { runbook: 'https://wiki.example.com/payment-provider' } })
  find() {
    throw new ServiceUnavailableException();
  }
}

const blueprint: Blueprint = {
  controllers: [OrdersController],
  opsgenie: {
    rules: [],
    links: {
      runbook: 'https://wiki.example.com/orders',
      logs: ({ service, incident }) =>
        `https://logs.example.com/?q=${service}&from=${incident?.firstSeen.getTime() ?? 0}`,
    },
  },
};

describe.each(adapters)('the links of an alert, on $name', (adapter) => {
  it('are those of module, controller and rule', async () => {
    const application = await start(adapter, blueprint);

    await application.request('GET /orders/7');

    const { description, details } = await application.sandbox.waitForAlert({ status: 'open' });
    const from = Date.parse(details['firstSeen'] ?? '');
    expect(details).toMatchObject({
      runbook: 'https://wiki.example.com/payment-provider',
      dashboard: 'https://grafana.example.com/d/orders',
      logs: `https://logs.example.com/?q=shop&from=${from}`,
    });
    expect(description?.split('\n').slice(0, 3)).toEqual([
      'Runbook: https://wiki.example.com/payment-provider',
      'Dashboard: https://grafana.example.com/d/orders',
      `Logs: https://logs.example.com/?q=shop&from=${from}`,
    ]);
  });

  it('are those of module and call if the application raises it', async () => {
    const application = await start(adapter, blueprint);

    application.opsgenie.raise({ message: 'Stock is low', links: { runbook: 'https://wiki.example.com/stock' } });

    const { details } = await application.sandbox.waitForAlert({ status: 'open' });
    expect(details).toMatchObject({
      runbook: 'https://wiki.example.com/stock',
      logs: 'https://logs.example.com/?q=shop&from=0',
    });
  });
});
