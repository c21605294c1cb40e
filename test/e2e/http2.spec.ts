import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { connect, constants, type ClientHttp2Session, type ClientHttp2Stream } from 'node:http2';
import { setTimeout as sleep } from 'node:timers/promises';

import { Controller, Get, Res, type INestApplication } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { describe, expect, it, onTestFinished } from 'vitest';

import { onException, onLatency, onStatus } from '../../src/index.js';
import { start, type Adapter, type RunningApplication } from './application.js';

/** Express serves no HTTP/2. */
const adapter: Adapter = {
  name: 'Fastify',
  // Nest's types know the options of HTTP/1 only.
  create: () => new FastifyAdapter({ http2: true } as object),
};

interface FastifyReply {
  readonly raw: ServerResponse;
  hijack(): void;
}

@Controller('orders')
class OrdersController {
  @Get('throws')
  throws() {
    throw new RangeError('too many');
  }

  @Get('slow')
  slow() {
    return sleep(100, 'late');
  }

  @Get('waits')
  async waits() {
    await sleep(200);
    return 'nobody is there';
  }

  @Get('destroys')
  destroys(@Res() reply: FastifyReply) {
    reply.hijack();
    reply.raw.destroy(new RangeError('too many'));
  }

  @Get('half')
  async half(@Res() reply: FastifyReply) {
    reply.hijack();
    reply.raw.writeHead(200);
    reply.raw.write('half of it');
    await sleep(10);
    reply.raw.destroy(new RangeError('too many'));
  }
}

/** Connects to an application. The connection ends with the test. */
function clientOf({ port }: RunningApplication): ClientHttp2Session {
  const client = connect(`http://127.0.0.1:${port}`);
  onTestFinished(() => client.destroy());
  return client;
}

/** Sends a request. @returns the status, once all of the answer is there */
async function statusOf(stream: ClientHttp2Stream): Promise<unknown> {
  const [[headers]] = await Promise.all([once(stream, 'response'), once(stream.resume(), 'end')]);
  return (headers as { ':status'?: number })[':status'];
}

/** Resolves when a request has arrived. */
function arrival(app: INestApplication): Promise<unknown> {
  return once(app.getHttpServer() as NodeJS.EventEmitter, 'request');
}

describe('an application that serves HTTP/2 on Fastify', () => {
  it('alerts about failed, slow and unknown requests', async () => {
    const application = await start(adapter, {
      controllers: [OrdersController],
      opsgenie: { rules: [onException(), onStatus(404), onLatency(50)] },
    });
    const client = clientOf(application);

    expect(await statusOf(client.request({ ':path': '/orders/throws' }))).toBe(500);
    expect(await statusOf(client.request({ ':path': '/orders/slow' }))).toBe(200);
    expect(await statusOf(client.request({ ':path': '/nowhere' }))).toBe(404);

    expect(await application.receivedAlerts()).toMatchObject([
      { alias: 'exception:GET /orders/throws:RangeError', status: '500' },
      { alias: 'latency:GET /orders/slow:50ms', status: '200' },
      { alias: 'status:404:*:404', status: '404' },
    ]);
  });

  it.each([
    ['neither slow nor fast if it had not waited for long', 60_000, []],
    ['slow if it had waited for longer than the threshold', 20, ['latency:GET /orders/waits:20ms']],
  ])('takes a stream that its client cancelled for %s', async (_what, threshold, aliases) => {
    const application = await start(adapter, {
      controllers: [OrdersController],
      opsgenie: { rules: [onLatency(threshold), onException()] },
    });
    const client = clientOf(application);
    const arrived = arrival(application.nest);
    const stream = client.request({ ':path': '/orders/waits' });
    await arrived;
    await sleep(60);
    stream.close(constants.NGHTTP2_CANCEL);

    expect((await application.receivedAlerts()).map(({ alias }) => alias)).toEqual(aliases);
  });

  it.each(['destroys', 'half'])('counts a stream that the server cuts off as a failed run: %s', async (path) => {
    const application = await start(adapter, { controllers: [OrdersController], opsgenie: { rules: [onException()] } });
    const stream = clientOf(application).request({ ':path': `/orders/${path}` });
    await expect(once(stream.resume(), 'close')).rejects.toThrow('NGHTTP2_INTERNAL_ERROR');
    await application.sandbox.waitForAlert({ status: 'open' });

    expect((await application.receivedAlerts()).map(({ alias }) => alias)).toEqual([
      `exception:GET /orders/${path}:RangeError`,
    ]);
  });
});
