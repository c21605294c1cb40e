import { once } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { pipeline, Readable } from 'node:stream';
import { setImmediate as turnOfTheEventLoop } from 'node:timers/promises';

import { Body, Controller, Get, Post, Req, Res, StreamableFile } from '@nestjs/common';

import { onLatency } from '../../../src/index.js';
import type { RunningApplication } from '../application.js';
import { describeSituations, type Situation } from './situations.js';
import { clock, longPause, passLongTime, reads, THRESHOLD } from './stream-clients.js';

type Reply = ServerResponse & { readonly raw?: ServerResponse; hijack?: () => void };

function own(reply: Reply): ServerResponse {
  reply.hijack?.();
  return reply.raw ?? reply;
}

async function* slowly(): AsyncGenerator<string> {
  yield 'data: 1\n\n';
  await longPause();
  yield 'data: 2\n\n';
}

async function* late(): AsyncGenerator<string> {
  passLongTime();
  yield 'data: 1\n\n';
}

@Controller('orders')
class OrdersController {
  @Get('events')
  async events(@Res() reply: Reply) {
    const response = own(reply);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for await (const event of slowly()) response.write(event);
    response.end();
  }

  @Get('loop')
  async loop(@Res() reply: Reply) {
    const response = own(reply);
    for await (const chunk of slowly()) response.write(chunk);
    response.end();
  }

  @Get('late-loop')
  async lateLoop(@Res() reply: Reply) {
    const response = own(reply);
    for await (const chunk of late()) response.write(chunk);
    response.end();
  }

  @Get('pipeline')
  pipeline(@Res() reply: Reply) {
    pipeline(slowly, own(reply), () => undefined);
  }

  @Get('piped')
  piped(@Res() reply: Reply) {
    Readable.from(slowly()).pipe(own(reply));
  }

  @Get('web')
  web(@Res() reply: Reply & { send(body: unknown): void }) {
    const stream = Readable.toWeb(Readable.from(slowly(), { objectMode: false }));
    if (reply.raw !== undefined) reply.send(stream);
    else Readable.fromWeb(stream).pipe(reply);
  }

  @Get('late-file')
  lateFile() {
    return new StreamableFile(Readable.from(late(), { objectMode: false }));
  }

  @Get('big')
  big() {
    return 'x'.repeat(8_000_000);
  }

  @Post()
  create(@Body() body: object) {
    return Object.keys(body).length;
  }

  @Post('slow')
  slow(@Body() body: object) {
    passLongTime();
    return Object.keys(body).length;
  }
}

@Controller('uploads')
class UploadsController {
  // Neither adapter parses this type, so the handler reads the body itself.
  @Post('raw')
  async raw(@Req() request: AsyncIterable<Buffer> & { readonly raw?: AsyncIterable<Buffer> }) {
    let size = 0;
    for await (const chunk of request.raw ?? request) size += chunk.length;
    return size;
  }
}

/** Sends the second half of a body late. */
function uploadsSlowly(path: string, type = 'application/json') {
  return async ({ nest, port }: RunningApplication): Promise<void> => {
    const requested = once(nest.getHttpServer() as Server, 'request');
    const socket = connect(port, '127.0.0.1');
    socket.write(`POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: ${type}\r\nContent-Length: 9\r\n`);
    socket.write('Connection: close\r\n\r\n{"a"');
    const [request] = (await requested) as [IncomingMessage];
    // Until the application reads the body, the time that passes is its own.
    while (request.listenerCount('data') + request.listenerCount('readable') === 0) await turnOfTheEventLoop();
    passLongTime();
    socket.write(':123}');
    await once(socket.resume(), 'close');
  };
}

/** Sends all at once, and reads nothing for long. */
async function readsSlowly({ port }: RunningApplication): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  socket.write('GET /orders/big HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
  await once(socket, 'readable');
  passLongTime();
  await once(socket.resume(), 'close');
}

const slow = (operation: string): Situation['alerts'] => [{ alias: `latency:${operation}:${THRESHOLD}`, status: 200 }];

describeSituations(
  'the time of a request',
  {
    clock,
    controllers: [OrdersController, UploadsController],
    opsgenie: { rules: [onLatency(THRESHOLD)] },
    main: (app) => {
      const instance = app.getHttpAdapter().getInstance() as { addContentTypeParser?: (...given: unknown[]) => void };
      instance.addContentTypeParser?.('application/octet-stream', (_r: unknown, _p: unknown, done: (e: null) => void) =>
        done(null),
      );
    },
  },
  [
    ...['events', 'loop', 'pipeline', 'piped', 'web'].map((name): Situation => ({
      title: `ends with the first byte of a stream: ${name}`,
      request: reads(`/orders/${name}`),
      answer: 200,
      alerts: [],
    })),
    ...['late-loop', 'late-file'].map((name): Situation => ({
      title: `lasts until the first byte: ${name}`,
      request: reads(`/orders/${name}`),
      answer: 200,
      alerts: slow(`GET /orders/${name}`),
    })),
    { title: 'does not include the time in which the client reads', request: readsSlowly, alerts: [] },
    { title: 'starts when the body has been received', request: uploadsSlowly('/orders'), alerts: [] },
    {
      title: 'starts when the body has been received, even if the handler reads it itself',
      request: uploadsSlowly('/uploads/raw', 'application/octet-stream'),
      alerts: [],
    },
    {
      title: 'is still that of the handler if there is a body',
      request: async (application) => {
        const headers = { 'content-type': 'application/json' };
        const response = await application.request('POST /orders/slow', { headers, body: '{"a":123}' });
        return response.status;
      },
      answer: 201,
      alerts: [{ alias: `latency:POST /orders/slow:${THRESHOLD}`, status: 201 }],
    },
  ],
);
