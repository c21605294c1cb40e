import { Controller, Get, ServiceUnavailableException } from '@nestjs/common';
import { describe, expect, it } from 'vitest';

import { onErrorRate, onException, onStatus, SkipAlerts } from '../../src/index.js';
import type { SandboxAlert } from '../../src/testing/index.js';
import { adapters, start, type RunningApplication } from './application.js';

/** Whether the stock that the handlers depend on answers; each test has its own. */
class Stock {
  isDown = false;

  ask(): { inStock: number } {
    if (this.isDown) throw new ServiceUnavailableException();
    return { inStock: 7 };
  }
}

const ROUTES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l'];

/** A controller with the handler of one route. */
function partController(stock: Stock, route: string): new () => object {
  @Controller(route)
  class PartController {
    @Get()
    find() {
      return stock.ask();
    }
  }
  return PartController;
}

/** A controller whose errors are reported only as part of the service's error rate. */
function cartsController(stock: Stock): new () => object {
  @Controller('carts')
  class CartsController {
    @Get()
    @SkipAlerts(['exception', 'status'])
    list() {
      return stock.ask();
    }
  }
  return CartsController;
}

async function get(application: RunningApplication, path: string): Promise<number> {
  const response = await application.request(`GET /${path}`);
  await response.arrayBuffer();
  return response.status;
}

/** Sends requests until the platform has such an alert. The time limit of the test is the limit of this. */
async function requestUntil(
  application: RunningApplication,
  paths: readonly string[],
  condition: (alerts: readonly SandboxAlert[]) => boolean,
): Promise<void> {
  while (!condition(application.sandbox.alerts)) await Promise.all(paths.map((path) => get(application, path)));
}

const isOpen = ({ status }: SandboxAlert): boolean => status === 'open';
const aliasOf = ({ alias }: SandboxAlert): string => alias.replace(/^shop:test:/, '');

describe.each(adapters)('an outage, on $name', (adapter) => {
  it('is one alert, and is closed when all is well again, with how long and how bad it was', async () => {
    const stock = new Stock();
    const application = await start(adapter, {
      controllers: [partController(stock, 'orders')],
      opsgenie: { rules: [onException(), onStatus('5XX')], defaults: { keepFiringFor: '300ms' } },
    });
    expect(await get(application, 'orders')).toBe(200);

    stock.isDown = true;
    const answers = await Promise.all(Array.from({ length: 200 }, () => get(application, 'orders')));
    expect(new Set(answers)).toEqual(new Set([503]));
    const alert = await application.sandbox.waitForAlert(isOpen);
    expect(aliasOf(alert)).toBe('exception:GET /orders:ServiceUnavailableException');
    await application.responsesClosed();
    expect(application.opsgenie.active()).toMatchObject([{ bad: 200 }, { bad: 200 }]);

    stock.isDown = false;
    for (let time = 0; time < 3; time++) await get(application, 'orders');
    const closed = await application.sandbox.waitForAlert({ alias: alert.alias, status: 'closed' });
    expect(closed.notes.at(-1)?.note).toMatch(
      /^Recovered: .*200 of 203 requests failed.*\. Closed after .+ without failures\.$/,
    );
    expect(await application.receivedAlerts()).toHaveLength(1);
    expect(application.sandbox.alerts).toHaveLength(1);
  });

  it('is a new alert when it comes again, marked as flapping', async () => {
    const stock = new Stock();
    const application = await start(adapter, {
      controllers: [partController(stock, 'orders')],
      opsgenie: { rules: [onStatus('5XX')], defaults: { keepFiringFor: '200ms', tags: ['orders'] } },
    });
    for (const round of [1, 2]) {
      stock.isDown = true;
      await get(application, 'orders');
      await application.sandbox.waitForAlert({ status: 'open', tinyId: String(round) });
      stock.isDown = false;
      for (let time = 0; time < 3; time++) await get(application, 'orders');
      await application.sandbox.waitForAlert({ status: 'closed', tinyId: String(round) });
    }
    expect(application.sandbox.alerts.map(({ tags }) => tags)).toEqual([
      ['orders', 'shop', 'test', 'status'],
      ['orders', 'flapping', 'shop', 'test', 'status'],
    ]);
    const [first, second] = application.sandbox.alerts.map(({ details }) => details['incidentId']);
    expect(first).not.toBe(second);
  });

  it('of the whole service covers its handlers, and names them', async () => {
    const stock = new Stock();
    const application = await start(adapter, {
      controllers: [cartsController(stock), ...ROUTES.map((route) => partController(stock, route))],
      opsgenie: { rules: [onErrorRate(0.5, { window: '1s' }), onException()], defaults: { keepFiringFor: '300ms' } },
    });
    stock.isDown = true;
    await requestUntil(application, ['carts', 'carts'], (alerts) => alerts.length > 0);
    await Promise.all(ROUTES.map((route) => get(application, route)));
    expect(await application.receivedAlerts()).toHaveLength(1);
    expect(application.opsgenie.stats()).toMatchObject({ inhibited: 12 });

    stock.isDown = false;
    await requestUntil(application, ['carts', ...ROUTES], (alerts) => !alerts.some(isOpen));
    const [alert, ...others] = application.sandbox.alerts;
    expect(others).toEqual([]);
    expect(alert && aliasOf(alert)).toBe('errorRate:*:50%');
    expect(alert?.notes.map(({ note }) => note.split('\n', 1)[0])).toEqual([
      expect.stringMatching(/^Also fail(?:ing|ed), without pages of their own:$/),
      expect.stringMatching(/^Recovered: /),
    ]);
    expect(alert?.notes[0]?.note).toMatch(/- and 2 more$/);
  });

  it('of many handlers is a few alerts and one for the rest, and the more urgent one of the service; all are closed', async () => {
    const stock = new Stock();
    const application = await start(adapter, {
      controllers: ROUTES.map((route) => partController(stock, route)),
      opsgenie: {
        rules: [onErrorRate(0.5, { window: '1s', priority: 'P1' }), onException({ priority: 'P3' })],
        defaults: { keepFiringFor: '300ms' },
        // All ends within a second here, and not within minutes: more at once than is let through in earnest.
        delivery: { burst: 50 },
      },
    });
    stock.isDown = true;
    await requestUntil(application, ROUTES, (alerts) => alerts.some(({ priority }) => priority === 'P1'));
    await application.receivedAlerts();
    const aliases = application.sandbox.alerts.map(aliasOf);
    expect(aliases.filter((alias) => alias.startsWith('exception:'))).toHaveLength(5);
    expect(aliases.filter((alias) => !alias.startsWith('exception:'))).toEqual([
      'storm:*:incidents',
      'errorRate:*:50%',
    ]);

    stock.isDown = false;
    await requestUntil(application, ROUTES, (alerts) => !alerts.some(isOpen));
    expect(application.sandbox.alerts).toHaveLength(7);
    expect(application.opsgenie.active()).toEqual([]);
  });

  it('under a mute is reported when the mute ends, if it is still active', async () => {
    const stock = new Stock();
    const application = await start(adapter, {
      controllers: [partController(stock, 'orders')],
      opsgenie: { rules: [onStatus('5XX')], defaults: { keepFiringFor: '300ms' } },
    });
    const unmute = application.opsgenie.mute({ for: '10m', reason: 'maintenance' });
    stock.isDown = true;
    for (let time = 0; time < 10; time++) await get(application, 'orders');
    expect(await application.receivedAlerts()).toEqual([]);
    unmute();
    await requestUntil(application, ['orders'], (alerts) => alerts.length > 0);
    expect(application.sandbox.alerts).toHaveLength(1);
  });

  it('of a task is reported at once, and closed by its next success', async () => {
    const application = await start(adapter, { opsgenie: { defaults: { keepFiringFor: '300ms' } } });
    const failing = (): never => {
      throw new TypeError('no disk');
    };
    expect(() => application.opsgenie.watch('nightly-report', failing)).toThrow('no disk');
    const alert = await application.sandbox.waitForAlert(isOpen);
    expect(aliasOf(alert)).toBe('exception:task:nightly-report:TypeError');
    expect(application.opsgenie.watch('nightly-report', () => 'done')).toBe('done');
    await application.sandbox.waitForAlert({ alias: alert.alias, status: 'closed' });
  });
});
