import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { setTimeout as after } from 'node:timers/promises';

import { Controller, Get, Sse, StreamableFile, type MessageEvent } from '@nestjs/common';
import { concat, delay, NEVER, of, switchMap, throwError, timer, type Observable } from 'rxjs';
import { expect, inject } from 'vitest';

import { onException, onLatency, onStatus } from '../../../src/index.js';
import type { RunningApplication } from '../application.js';
import { describeSituations, type Situation } from './situations.js';

class DiskIsBroken extends Error {}

/** What every answer here takes, and more than a handler may take; both leave room for a busy machine. */
const LONG = 900;
const THRESHOLD = '600ms';

const firstEvent: MessageEvent = { data: 'first' };

/** Sends something, and fails before its end. */
async function* breakingOff(): AsyncGenerator<string> {
  yield 'the beginning';
  await after(20);
  throw new DiskIsBroken('unreadable block');
}

async function* slowly(): AsyncGenerator<string> {
  yield 'the beginning';
  await after(LONG);
  yield 'the end';
}

async function* withoutEnd(): AsyncGenerator<string> {
  for (;;) {
    yield 'more';
    await after(5);
  }
}

@Controller('events')
class EventsController {
  @Sse('long')
  long(): Observable<MessageEvent> {
    return concat(of(firstEvent), of(firstEvent).pipe(delay(LONG)));
  }

  @Sse('breaks')
  breaks(): Observable<MessageEvent> {
    return concat(of(firstEvent), timer(20).pipe(switchMap(() => throwError(() => new DiskIsBroken()))));
  }

  @Sse('throws')
  throws(): Observable<MessageEvent> {
    throw new DiskIsBroken();
  }

  @Sse('endless')
  endless(): Observable<MessageEvent> {
    return concat(of(firstEvent), NEVER);
  }
}

@Controller('files')
class FilesController {
  @Get('long')
  long() {
    return new StreamableFile(Readable.from(slowly()));
  }

  @Get('slow-handler')
  async slowHandler() {
    await after(LONG);
    return new StreamableFile(Readable.from(['all of it']));
  }

  @Get('breaks')
  breaks() {
    return new StreamableFile(Readable.from(breakingOff(), { objectMode: false }));
  }

  @Get('breaks-as-objects')
  breaksAsObjects() {
    return new StreamableFile(Readable.from(breakingOff()));
  }

  @Get('missing')
  missing() {
    return new StreamableFile(createReadStream('/there/is/no/such/file'));
  }

  @Get('endless')
  endless() {
    return new StreamableFile(Readable.from(withoutEnd()));
  }

  @Get('generated')
  generated() {
    return slowly();
  }

  @Get('web-stream')
  webStream() {
    return ReadableStream.from(slowly());
  }

  @Get('web-response')
  webResponse() {
    return new Response(Readable.toWeb(Readable.from(slowly())) as ReadableStream<Uint8Array>);
  }
}

/** Reads an answer to its end, or until the server breaks it off. */
function reads(path: string, end: 'whole' | 'broken off' = 'whole') {
  return async (application: RunningApplication): Promise<number> => {
    const response = await application.request(`GET ${path}`);
    const text = response.text();
    if (end === 'whole') await text;
    else await expect(text).rejects.toThrow('terminated');
    return response.status;
  };
}

/** Reads the beginning of an answer, and leaves. */
function leaves(path: string) {
  return async (application: RunningApplication): Promise<void> => {
    const client = new AbortController();
    const response = await application.request(`GET ${path}`, { signal: client.signal });
    await response.body?.getReader().read();
    client.abort();
    await application.responsesClosed();
  };
}

const impatient = { opsgenie: { rules: [onLatency(THRESHOLD), onException(), onStatus('5XX')] } };

// Nest 12 sends these as they come; Nest 11 makes JSON of them, or lets the adapter decide.
const streamsOfNest12: Situation[] = [
  {
    title: 'of a generator is not slow because it is long',
    blueprint: impatient,
    request: reads('/files/generated'),
    answer: 200,
    alerts: [],
  },
  {
    title: 'of a web stream is not slow because it is long',
    blueprint: impatient,
    request: reads('/files/web-stream'),
    answer: 200,
    alerts: [],
  },
  {
    title: 'of a web response is not slow because it is long',
    blueprint: impatient,
    request: reads('/files/web-response'),
    answer: 200,
    alerts: [],
  },
];

describeSituations('a streamed answer', { controllers: [EventsController, FilesController] }, [
  {
    title: 'of events is not slow because it is long',
    blueprint: impatient,
    request: reads('/events/long'),
    answer: 200,
    alerts: [],
  },
  {
    title: 'of events that breaks off with an error is one alert, though the client got 200',
    request: reads('/events/breaks'),
    answer: 200,
    alerts: [{ alias: 'exception:GET /events/breaks:DiskIsBroken', status: 200 }],
  },
  {
    title: 'of events that fails before it begins is one alert',
    request: reads('/events/throws'),
    answer: 500,
    alerts: [{ alias: 'exception:GET /events/throws:DiskIsBroken', status: 500, alsoMatched: 'status:5XX' }],
  },
  { title: 'of events that the client leaves is no alert', request: leaves('/events/endless'), alerts: [] },
  {
    title: 'of a file is not slow because it is long',
    blueprint: impatient,
    request: reads('/files/long'),
    answer: 200,
    alerts: [],
  },
  {
    title: 'of a file is slow when the handler is',
    blueprint: impatient,
    request: reads('/files/slow-handler'),
    answer: 200,
    alerts: [{ alias: `latency:GET /files/slow-handler:${THRESHOLD}`, status: 200 }],
  },
  {
    title: 'of a file that breaks off with an error is one alert without a status',
    request: reads('/files/breaks', 'broken off'),
    answer: 200,
    alerts: [{ alias: 'exception:GET /files/breaks:DiskIsBroken' }],
  },
  {
    title: 'of a file in object mode that breaks off is one alert where the adapter passes the error on',
    request: reads('/files/breaks-as-objects', 'broken off'),
    answer: 200,
    // Express's adapter puts a stream of its own between this one and the response, and keeps the error to itself.
    alerts: { Express: [], Fastify: [{ alias: 'exception:GET /files/breaks-as-objects:DiskIsBroken' }] },
  },
  {
    title: 'of a file that cannot be opened is what the adapter makes of it',
    request: reads('/files/missing'),
    // Express's adapter takes it for a bad request and answers by itself; Fastify's has it from the error handler.
    answer: { Express: 400, Fastify: 500 },
    alerts: {
      Express: [],
      Fastify: [{ alias: 'exception:GET /files/missing:Error', status: 500, alsoMatched: 'status:5XX' }],
    },
  },
  {
    title: 'of a file that cannot be opened is one alert for a rule that names the error',
    blueprint: { opsgenie: { rules: [onException(Error)] } },
    request: reads('/files/missing'),
    answer: { Express: 400, Fastify: 500 },
    alerts: {
      Express: [{ alias: 'exception:GET /files/missing:Error', status: 400 }],
      Fastify: [{ alias: 'exception:GET /files/missing:Error', status: 500 }],
    },
  },
  { title: 'of a file that the client leaves is no alert', request: leaves('/files/endless'), alerts: [] },
  ...(inject('nestMajor') >= 12 ? streamsOfNest12 : []),
]);
