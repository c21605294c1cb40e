import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline, Readable } from 'node:stream';
import { pipeline as pipelined } from 'node:stream/promises';
import { setTimeout as after } from 'node:timers/promises';

import { Controller, Get, Next, Res } from '@nestjs/common';
import { describe, expect, it, onTestFinished } from 'vitest';

import { onErrorRate, onException, onLatency, type Duration } from '../../../src/index.js';
import { VirtualClock } from '../../../src/testing/index.js';
import { adapters, start, type RunningApplication } from '../application.js';
import { leaves } from './stream-clients.js';

class StockIsDown extends Error {}

type Reply = ServerResponse & { readonly raw?: ServerResponse; hijack?: () => void };

function own(reply: Reply): ServerResponse {
  reply.hijack?.();
  return reply.raw ?? reply;
}

async function* withoutEnd(): AsyncGenerator<string> {
  for (;;) {
    yield 'more';
    await after(5);
  }
}

/** Resolves once a response is closed. */
async function closed(response: ServerResponse): Promise<void> {
  if (!response.closed) await once(response, 'close');
}

let hangingUrl = '';

/** Cancels what it does when the client leaves, as an application should. */
function signalOf(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  response.on('close', () => controller.abort());
  return controller.signal;
}

@Controller('files')
class FilesController {
  @Get('pipeline')
  async pipeline(@Res() reply: Reply) {
    await pipelined(withoutEnd, own(reply));
  }

  @Get('fetch')
  async fetch(@Res() reply: Reply) {
    const response = own(reply);
    response.write('the beginning');
    await fetch(hangingUrl, { signal: signalOf(response) });
  }

  @Get('fetch-as-cause')
  async fetchAsCause(@Res() reply: Reply) {
    const response = own(reply);
    response.write('the beginning');
    await fetch(hangingUrl, { signal: signalOf(response) }).catch((cause: unknown) => {
      throw new StockIsDown('no stock', { cause });
    });
  }

  @Get('other-error')
  async otherError(@Res() reply: Reply) {
    const response = own(reply);
    response.write('the beginning');
    await closed(response);
    throw new StockIsDown('no connection');
  }

  @Get('other-reset')
  async otherReset(@Res() reply: Reply) {
    const response = own(reply);
    response.write('the beginning');
    await closed(response);
    throw Object.assign(new StockIsDown('read ECONNRESET'), { code: 'ECONNRESET' });
  }

  @Get('hangs')
  hangs() {
    return new Promise(() => undefined);
  }
}

/** Leaves without an answer, when so much time has passed. */
async function givesUp(application: RunningApplication, clock: VirtualClock, patience: Duration): Promise<void> {
  const client = new AbortController();
  const arrived = once(application.nest.getHttpServer() as NodeJS.EventEmitter, 'request');
  const answer = application.request('GET /files/hangs', { signal: client.signal }).catch(() => undefined);
  await arrived;
  clock.advance(patience);
  client.abort();
  await answer;
  await application.responsesClosed();
}

const failures = onErrorRate(0.01, { minSamples: 1, minBad: 1, window: '1m' });

describe.each(adapters)('when the client disconnects, on $name', (adapter) => {
  it.each(['pipeline', 'fetch', 'fetch-as-cause'])('its own error does not count: %s', async (name) => {
    const upstream = createServer(() => undefined);
    await once(upstream.listen(0, '127.0.0.1'), 'listening');
    onTestFinished(() => void upstream.close());
    hangingUrl = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
    const application = await start(adapter, {
      controllers: [FilesController],
      opsgenie: { rules: [onException(), failures] },
    });

    await leaves(`/files/${name}`)(application);

    expect(await application.receivedAlerts()).toEqual([]);
    expect(application.opsgenie.active()).toEqual([]);
  });

  it.each(['other-error', 'other-reset'])('another error counts, once: %s', async (name) => {
    const application = await start(adapter, { controllers: [FilesController] });

    await leaves(`/files/${name}`)(application);

    expect((await application.receivedAlerts()).map(({ alias }) => alias)).toEqual([
      `exception:GET /files/${name}:StockIsDown`,
    ]);
    expect(application.opsgenie.active()).toMatchObject([{ bad: 1 }]);
  });

  it('before an answer and after the latency threshold, the request was slow', async () => {
    const clock = new VirtualClock();
    const application = await start(adapter, {
      clock,
      controllers: [FilesController],
      opsgenie: { rules: [onLatency(100), onException()] },
    });

    await givesUp(application, clock, 300);

    expect(await application.receivedAlerts()).toMatchObject([{ alias: 'latency:GET /files/hangs:100ms' }]);
  });

  it('before the latency threshold, the request was neither slow nor fast', async () => {
    const clock = new VirtualClock();
    const application = await start(adapter, {
      clock,
      controllers: [FilesController],
      opsgenie: { rules: [onLatency('10s')] },
    });

    await givesUp(application, clock, '9s');

    expect(await application.receivedAlerts()).toEqual([]);
  });

  it('while it reads an answer that started in time, the request was not slow', async () => {
    const clock = new VirtualClock();
    const application = await start(adapter, {
      clock,
      controllers: [FilesController],
      opsgenie: { rules: [onLatency('1s')] },
    });
    const client = new AbortController();
    const response = await application.request('GET /files/pipeline', { signal: client.signal });
    await response.body?.getReader().read();
    clock.advance('2s');
    client.abort();

    expect(await application.receivedAlerts()).toEqual([]);
  });
});

@Controller('express')
class ExpressController {
  @Get('pipeline')
  pipeline(@Res() response: ServerResponse, @Next() next: (error: unknown) => void) {
    pipeline(Readable.from(withoutEnd()), response, (error) => error instanceof Error && next(error));
  }

  @Get('send-file')
  sendFile(
    @Res() response: ServerResponse & { sendFile(path: string, done: (error?: Error) => void): void },
    @Next() next: (error: unknown) => void,
  ) {
    response.sendFile(process.execPath, (error) => error !== undefined && next(error));
  }
}

describe.each(adapters.filter(({ name }) => name === 'Express'))('when the client disconnects, on $name', (adapter) => {
  it.each(['pipeline', 'send-file'])(
    'an error that is its leaving and is given to next() does not count: %s',
    async (name) => {
      const application = await start(adapter, {
        controllers: [ExpressController],
        opsgenie: { rules: [onException(), failures] },
      });

      await leaves(`/express/${name}`)(application);

      expect(await application.receivedAlerts()).toEqual([]);
      expect(application.opsgenie.active()).toEqual([]);
    },
  );
});
