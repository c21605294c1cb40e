import { once } from 'node:events';

import { Injectable, Scope, ServiceUnavailableException, UseFilters, UseGuards, Catch } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { WsAdapter } from '@nestjs/platform-ws';
import { BaseWsExceptionFilter, SubscribeMessage, WebSocketGateway, WsException } from '@nestjs/websockets';
import { concat, of, throwError, type Observable } from 'rxjs';
import { io } from 'socket.io-client';
import { describe, expect, inject, it, onTestFinished, vi } from 'vitest';
import { WebSocket } from 'ws';

import { AlertOnException } from '../../src/index.js';
import { start, startContext, type Parts } from './application.js';
import { lazyQuery } from './lazy-query.js';
import { COUNTING, failuresOf, timedRunsOf, turn } from './microservice.js';

/** A client of a gateway. */
interface Client {
  /** What has arrived so far. */
  readonly got: unknown[];
  send(message: string): void;
}

/** A library that gateways speak through. */
interface Platform {
  readonly name: string;
  readonly adapter: typeof IoAdapter | typeof WsAdapter;
  connect(url: string): Promise<Client>;
}

const SOCKET_IO: Platform = {
  name: 'socket.io',
  adapter: IoAdapter,
  connect: async (url) => {
    const socket = io(url, { transports: ['websocket'] });
    onTestFinished(() => void socket.close());
    const got: unknown[] = [];
    socket.onAny((event: string, data: unknown) => got.push({ event, data }));
    await vi.waitFor(() => expect(socket.connected).toBe(true), { timeout: 5_000 });
    return { got, send: (message) => void socket.emit(message, {}) };
  },
};

const WS: Platform = {
  name: 'ws',
  adapter: WsAdapter,
  connect: async (url) => {
    const socket = new WebSocket(url.replace('http', 'ws'));
    onTestFinished(() => socket.terminate());
    const got: unknown[] = [];
    socket.on('message', (text: Buffer) => got.push(JSON.parse(text.toString('utf8'))));
    await once(socket, 'open');
    return { got, send: (event) => socket.send(JSON.stringify({ event, data: {} })) };
  },
};

@Injectable()
class Throwing {
  canActivate(): boolean {
    throw new Error('the session store is down');
  }
}

class Unavailable extends Error {}

@Catch(Unavailable)
class UnavailableFilter extends BaseWsExceptionFilter {}

@WebSocketGateway()
class Chat {
  readonly #greeting = 'hello';

  @SubscribeMessage('ok')
  async ok(): Promise<object> {
    await turn();
    return { event: 'ok', data: this.#greeting };
  }

  @SubscribeMessage('throws')
  throws(): never {
    throw new Error('broken');
  }

  @SubscribeMessage('rejects')
  async rejects(): Promise<never> {
    await turn();
    throw new TypeError('broken');
  }

  @SubscribeMessage('answers')
  answers(): never {
    throw new WsException('no such room');
  }

  @SubscribeMessage('unavailable')
  unavailable(): never {
    throw new ServiceUnavailableException();
  }

  @UseFilters(UnavailableFilter)
  @SubscribeMessage('filtered')
  filtered(): never {
    throw new Unavailable();
  }

  @SubscribeMessage('stream')
  stream(): Observable<object> {
    return of({ event: 'stream', data: 1 }, { event: 'stream', data: 2 });
  }

  @SubscribeMessage('breaks')
  breaks(): Observable<object> {
    return concat(
      of({ event: 'breaks', data: 1 }),
      throwError(() => new Error('broken')),
    );
  }

  @SubscribeMessage('query')
  query(): PromiseLike<unknown> {
    return lazyQuery(() => Promise.reject(new Error('broken')));
  }

  @UseGuards(Throwing)
  @SubscribeMessage('guarded')
  guarded(): void {}
}

const MESSAGES = [
  'ok',
  'throws',
  'rejects',
  'answers',
  'unavailable',
  'filtered',
  'stream',
  'breaks',
  'query',
  'guarded',
  'unknown',
];
const FAILURES = {
  'ws:throws': 1,
  'ws:rejects': 1,
  'ws:unavailable': 1,
  'ws:filtered': 1,
  'ws:breaks': 1,
  'ws:query': 1,
  'ws:guarded': 1,
};

describe.each([SOCKET_IO, WS])('over $name', ({ name, adapter: Adapter, connect }) => {
  // Nest 11 sends no errors to clients of ws.
  const areErrorsSent = name !== 'ws' || inject('nestMajor') !== 11;

  async function startChat(parts: Parts) {
    const started = await start(parts, async (root) => {
      const app = await NestFactory.create(root, { logger: false, abortOnError: false });
      app.useWebSocketAdapter(new Adapter(app));
      await app.listen(0, '127.0.0.1');
      return app;
    });
    return { ...started, client: await connect(await started.app.getUrl()) };
  }

  it('counts each run of a message handler once, and changes no answer', async () => {
    const answers: unknown[] = [];
    for (const opsgenie of [COUNTING, 'absent'] as const) {
      const started = await startChat({ providers: [Chat], opsgenie });
      const { client } = started;
      for (const message of MESSAGES) client.send(message);
      // Two for the stream and for the one that breaks, none for the unknown message.
      const all = areErrorsSent ? MESSAGES.length + 1 : 4;
      await vi.waitFor(() => expect(client.got).toHaveLength(all), { timeout: 5_000 });
      answers.push(client.got.map((answer) => JSON.stringify(answer)).toSorted());
      if (opsgenie === 'absent') continue;
      await vi.waitFor(() => expect(failuresOf(started)).toEqual(FAILURES));
      expect(timedRunsOf(started)).toMatchObject({ 'ws:ok': 1, 'ws:rejects': 1 });
      expect(await started.aliases()).toContain('exception:ws:throws:Error');
    }
    expect(answers[0]).toEqual(answers[1]);
  });

  it('counts runs of request-scoped and of inherited gateways, and names the namespace', async () => {
    @WebSocketGateway()
    @Injectable({ scope: Scope.REQUEST })
    class Scoped {
      @SubscribeMessage('scoped')
      fails(): never {
        throw new Error('broken');
      }
    }
    class Base {
      @SubscribeMessage('inherited')
      fails(): never {
        throw new Error('broken');
      }
    }
    @WebSocketGateway()
    class Inheriting extends Base {}
    const started = await startChat({ providers: [Scoped, Inheriting] });

    started.client.send('scoped');
    started.client.send('inherited');

    await vi.waitFor(() => expect(failuresOf(started)).toEqual({ 'ws:scoped': 1, 'ws:inherited': 1 }));
  });

  it('counts a failing handleConnection() with a decorator, and lets the error go on', async () => {
    @WebSocketGateway()
    class Rooms {
      @AlertOnException()
      handleConnection(): never {
        throw new Error('no room');
      }
    }
    const others = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    const uncaught: unknown[] = [];
    const listen = (error: unknown): void => void uncaught.push(error);
    process.on('uncaughtException', listen);
    try {
      const started = await startChat({ providers: [Rooms], opsgenie: { processErrors: false } });
      await vi.waitFor(() => expect(uncaught).toEqual([new Error('no room')]));
      expect(failuresOf(started)).toEqual({ 'ws:Rooms.handleConnection': 1 });
    } finally {
      process.off('uncaughtException', listen);
      for (const other of others) process.on('uncaughtException', other);
    }
  });
});

it('names messages by their namespace, and gateways with the same message by their class', async () => {
  class Base {
    @SubscribeMessage('load')
    load(): never {
      throw new Error('broken');
    }
  }
  @WebSocketGateway({ namespace: '/admin' })
  class Admin extends Base {}
  @WebSocketGateway()
  class One extends Base {}
  @WebSocketGateway()
  class Other extends Base {}
  // Without a server, so that the names alone are seen.
  const { app, aliases } = await startContext({ providers: [Admin, One, Other] });

  for (const gateway of [Admin, One, Other]) expect(() => app.get<Base>(gateway).load()).toThrow('broken');

  expect(await aliases()).toEqual([
    'exception:ws:admin/load:Error',
    'exception:ws:load (One.load):Error',
    'exception:ws:load (Other.load):Error',
  ]);
});
