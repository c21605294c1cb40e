import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { pipeline, Readable } from 'node:stream';
import { setTimeout as after } from 'node:timers/promises';

import { Controller, Get, Post, Req, Res, StreamableFile } from '@nestjs/common';
import { describe, expect, it, onTestFinished } from 'vitest';

import { onErrorRate, onException, onStatus } from '../../../src/index.js';
import { adapters, start, type RunningApplication } from '../application.js';

class DiskIsBroken extends Error {}

/** Speaks of the second failure, if the first was a moment ago: what came before the first counts as good. */
const failures = onErrorRate(0.01, { minSamples: 2, minBad: 2, window: '6s' });
const FAILING = 'errorRate:*:1%';

type Wrapped<Raw> = Raw | { readonly raw: Raw };

function rawOf<Raw extends object>(given: Wrapped<Raw>): Raw {
  return 'raw' in given ? given.raw : given;
}

async function* breakingOff(): AsyncGenerator<string> {
  yield 'the beginning';
  await after(10);
  throw new DiskIsBroken('unreadable block');
}

/** A response that Fastify leaves to its handler. */
function own(reply: Wrapped<ServerResponse> & { hijack?: () => void }): ServerResponse {
  reply.hijack?.();
  return rawOf(reply);
}

@Controller('orders')
class OrdersController {
  @Get('hangs')
  hangs() {
    return new Promise(() => undefined);
  }

  @Get('destroys')
  destroys(@Res() reply: Wrapped<ServerResponse>) {
    own(reply).destroy();
  }

  @Get('destroys-with-error')
  destroysWithError(@Res() reply: Wrapped<ServerResponse>) {
    // The error of a connection to somewhere else: it must not pass for a client that left.
    own(reply).destroy(Object.assign(new DiskIsBroken('read ECONNRESET'), { code: 'ECONNRESET', syscall: 'read' }));
  }

  @Get('destroys-socket')
  destroysSocket(@Req() request: Wrapped<IncomingMessage>, @Res() reply: Wrapped<ServerResponse>) {
    own(reply);
    rawOf(request).socket.destroy();
  }

  @Get('half')
  async half(@Res() reply: Wrapped<ServerResponse>) {
    const response = own(reply);
    response.writeHead(200, { 'content-length': 100 });
    response.write('half of it');
    await after(10);
    response.destroy();
  }

  @Get('chunks')
  async chunks(@Res() reply: Wrapped<ServerResponse>) {
    const response = own(reply);
    response.write('the first chunk');
    await after(10);
    response.destroy();
  }

  @Get('pipeline')
  pipeline(@Res() reply: Wrapped<ServerResponse>) {
    pipeline(breakingOff, own(reply), () => undefined);
  }

  @Get('streamable')
  streamable() {
    return new StreamableFile(Readable.from(breakingOff(), { objectMode: false }));
  }

  @Get('web-stream')
  webStream(@Res() reply: ServerResponse & { raw?: unknown; send(body: unknown): unknown }) {
    const stream = Readable.toWeb(Readable.from(breakingOff(), { objectMode: false }));
    if (reply.raw !== undefined) reply.send(stream);
    else pipeline(Readable.fromWeb(stream), reply, () => undefined);
  }

  @Post()
  create() {
    return { id: 7 };
  }
}

/** Does something until it has been alerted about, at most for some seconds. */
async function untilAlerted(application: RunningApplication, act: () => Promise<void>): Promise<string[]> {
  const end = performance.now() + 8_000;
  while (application.creates.length === 0 && performance.now() < end) {
    await act();
    await after(20);
  }
  return (await application.receivedAlerts()).map(({ alias }) => alias);
}

/** Sends a request that the server breaks off. */
async function isBrokenOff(application: RunningApplication, path: string): Promise<void> {
  const answer = application.request(`GET /orders/${path}`).then((response) => response.text());
  await expect(answer).rejects.toThrow(TypeError);
}

describe.each(adapters)('a response that the server cuts off, on $name', (adapter) => {
  it.each([
    'destroys',
    'destroys-with-error',
    'destroys-socket',
    'half',
    'chunks',
    'pipeline',
    'streamable',
    'web-stream',
  ])('is a failed run: %s', async (path) => {
    const application = await start(adapter, {
      controllers: [OrdersController],
      opsgenie: { rules: [failures, onStatus(['2XX', '5XX'])] },
    });

    expect(await untilAlerted(application, () => isBrokenOff(application, path))).toEqual([FAILING]);
  });

  it.each(['destroys-with-error', 'pipeline', 'streamable'])('reports its error: %s', async (path) => {
    const application = await start(adapter, { controllers: [OrdersController], opsgenie: { rules: [onException()] } });

    await isBrokenOff(application, path);

    expect((await application.receivedAlerts()).map(({ alias }) => alias)).toEqual([
      `exception:GET /orders/${path}:DiskIsBroken`,
    ]);
    expect(application.opsgenie.active()).toMatchObject([{ bad: 1 }]);
  });

  it("is a failed run when the server's own timeout cuts it off", async () => {
    const application = await start(adapter, { controllers: [OrdersController], opsgenie: { rules: [failures] } });
    (application.nest.getHttpServer() as Server).setTimeout(100);

    expect(await untilAlerted(application, () => isBrokenOff(application, 'hangs'))).toEqual([FAILING]);
  });

  it('is neither good nor bad while the application shuts down', async () => {
    const application = await start(adapter, { controllers: [OrdersController], opsgenie: { rules: [failures] } });
    const answer = application.request('GET /orders/hangs').catch(() => 'broken off');
    await once(application.nest.getHttpServer() as Server, 'request');

    await application.nest.close();

    expect(await answer).toBe('broken off');
    expect(application.creates).toEqual([]);
  });

  it('is neither good nor bad when the client is too slow to send its request', async () => {
    const application = await start(adapter, {
      controllers: [OrdersController],
      opsgenie: { rules: [failures, onStatus(408)] },
    });
    (application.nest.getHttpServer() as Server).setTimeout(100);
    const socket = connect(application.port, '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    socket.write('POST /orders HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{"a"');
    await once(socket.resume(), 'close');

    expect(await application.receivedAlerts()).toEqual([]);
    expect(application.opsgenie.active()).toEqual([]);
  });
});

describe.each(adapters)('a proxied response, on $name', (adapter) => {
  it('is a failed run when its upstream breaks off', async () => {
    const upstream = createServer((_request, response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('half of it');
      setTimeout(() => response.destroy(), 20);
    });
    await once(upstream.listen(0, '127.0.0.1'), 'listening');
    onTestFinished(() => void upstream.close());
    @Controller('proxy')
    class ProxyController {
      @Get()
      async forward(@Res() reply: Wrapped<ServerResponse>) {
        const { body } = await fetch(`http://127.0.0.1:${(upstream.address() as AddressInfo).port}`);
        if (body !== null) pipeline(Readable.fromWeb(body as never), own(reply), () => undefined);
      }
    }
    const application = await start(adapter, { controllers: [ProxyController], opsgenie: { rules: [failures] } });

    const isCutOff = async (): Promise<void> => {
      await expect(application.request('GET /proxy').then((response) => response.text())).rejects.toThrow(TypeError);
    };

    expect(await untilAlerted(application, isCutOff)).toEqual([FAILING]);
  });
});
