import { once } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as after } from 'node:timers/promises';

import {
  Catch,
  Controller,
  Get,
  Injectable,
  NotFoundException,
  Param,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { describe, expect, it, onTestFinished, vi } from 'vitest';

import { onErrorRate, onLatency, recommendedRules } from '../../../src/index.js';
import { adapters, start, type Adapter, type Blueprint, type RunningApplication } from '../application.js';

const hangs = (): Promise<never> => new Promise(() => undefined);

@Controller('orders')
class OrdersController {
  @Get('hangs')
  hangs() {
    return hangs();
  }

  @Get('guarded')
  @UseGuards({ canActivate: hangs })
  guarded() {}

  @Get('intercepted')
  @UseInterceptors({ intercept: hangs })
  intercepted() {}

  @Get('piped/:id')
  piped(@Param('id', { transform: hangs }) id: string) {
    return id;
  }

  @Get()
  find() {
    return [];
  }
}

const blueprint: Blueprint = { controllers: [OrdersController], opsgenie: { rules: [onLatency('100ms')] } };

function withMiddleware(middleware: (request: IncomingMessage, response: ServerResponse) => void): Blueprint {
  return { ...blueprint, middleware: (consumer) => void consumer.apply(middleware).forRoutes('*path') };
}

/** Writes bytes to the application and leaves after a while, as a client does that has lost its patience. */
async function writesAndLeaves(
  application: RunningApplication,
  bytes: string,
  patience: () => unknown = () => after(200),
): Promise<void> {
  const server = application.nest.getHttpServer() as Server;
  const requested = once(server, 'request');
  const socket = connect(application.port, '127.0.0.1');
  socket.on('error', () => undefined);
  onTestFinished(() => void socket.destroy());
  socket.write(bytes);
  const [, response] = (await requested) as [IncomingMessage, ServerResponse];
  const closed = once(response, 'close');
  await patience();
  socket.destroy();
  await closed;
}

async function alertsOf(adapter: Adapter, given: Blueprint, bytes: string): Promise<string[]> {
  const application = await start(adapter, given);
  await writesAndLeaves(application, bytes);
  return (await application.receivedAlerts()).map(({ alias }) => alias);
}

const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;

/** Takes its time with every error, as one does that asks a database for the page to show. */
@Injectable()
@Catch(NotFoundException)
class HangingFilter {
  catch() {
    return hangs();
  }
}

describe.each(adapters)('a request that is given up after it was slow, on $name', (adapter) => {
  it('is slow if its handler hangs', async () => {
    expect(await alertsOf(adapter, blueprint, get('/orders/hangs'))).toEqual(['latency:GET /orders/hangs:100ms']);
  });

  it('is slow if middleware hangs', async () => {
    const given = withMiddleware(() => undefined);

    expect(await alertsOf(adapter, given, get('/orders'))).toEqual(['latency:unrouted:*:100ms']);
  });

  it('is not slow if its route is unknown', async () => {
    const given = { ...blueprint, providers: [{ provide: APP_FILTER, useClass: HangingFilter }] };

    expect(await alertsOf(adapter, given, get('/nowhere'))).toEqual([]);
  });
});

describe.each(adapters)('a 408 that middleware answers, on $name', (adapter) => {
  const timesOut = withMiddleware((_request, response) => {
    setTimeout(() => {
      response.statusCode = 408;
      response.end();
    }, 10);
  });
  const failures = onErrorRate(0.01, { minSamples: 2, minBad: 2, window: '6s' });

  it('is a failed run', async () => {
    const application = await start(adapter, { ...timesOut, opsgenie: { rules: [failures] } });

    const end = performance.now() + 8_000;
    while (application.creates.length === 0 && performance.now() < end) {
      expect((await application.request('GET /orders')).status).toBe(408);
      await after(20);
    }

    expect((await application.receivedAlerts()).map(({ alias }) => alias)).toEqual(['errorRate:*:1%']);
  });
});

describe.each(adapters)(
  'an application in which everything hangs, with the recommended rules alone, on $name',
  (adapter) => {
    /** An application whose clients lose their patience after half a minute of its monotonic clock. */
    async function clientsGiveUp(given: Blueprint, paths: readonly string[]): Promise<string[]> {
      vi.useFakeTimers({ toFake: ['performance'] });
      onTestFinished(() => void vi.useRealTimers());
      const application = await start(adapter, { ...given, opsgenie: { rules: recommendedRules() } });
      for (const path of paths) {
        if (path === '/orders') await application.request(`GET ${path}`).then((response) => response.arrayBuffer());
        else await writesAndLeaves(application, get(path), () => vi.advanceTimersByTime(30_000));
      }
      return (await application.receivedAlerts()).map(({ alias }) => alias);
    }
    const often = (path: string, times: number): string[] => Array.from({ length: times }, () => path);

    it.each([
      ['its handlers', '/orders/hangs', blueprint],
      ['a guard', '/orders/guarded', blueprint],
      ['an interceptor', '/orders/intercepted', blueprint],
      ['a pipe', '/orders/piped/7', blueprint],
      ['middleware', '/orders/any', withMiddleware(() => undefined)],
    ])('is alerted about once ten clients in a row have given up: %s', async (_, path, given) => {
      expect(await clientsGiveUp(given, often(path, 9))).toEqual([]);
      expect(await clientsGiveUp(given, often(path, 11))).toEqual(['errorRate:*:1%']);
    });

    it('is none while anything succeeds', async () => {
      const some = [...often('/orders/hangs', 8), '/orders'];

      expect(await clientsGiveUp(blueprint, [...some, ...some, ...some])).toEqual([]);
    });
  },
);
