import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { setTimeout as after } from 'node:timers/promises';

import { Controller, Get, StreamableFile } from '@nestjs/common';
import { inject } from 'vitest';

import { onException } from '../../../src/index.js';
import { describeSituations, type Situation } from './situations.js';
import { aboutEverything, impatient, leaves, longPause, passLongTime, reads, THRESHOLD } from './stream-clients.js';

class DiskIsBroken extends Error {}

/** Sends something, and fails before its end. */
async function* breakingOff(): AsyncGenerator<string> {
  yield 'the beginning';
  await after(20);
  throw new DiskIsBroken('unreadable block');
}

async function* slowly(): AsyncGenerator<string> {
  yield 'the beginning';
  await longPause();
  yield 'the end';
}

async function* withoutEnd(): AsyncGenerator<string> {
  for (;;) {
    yield 'more';
    await after(5);
  }
}

@Controller('files')
class FilesController {
  @Get('long')
  long() {
    return new StreamableFile(Readable.from(slowly()));
  }

  @Get('slow-handler')
  slowHandler() {
    passLongTime();
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

describeSituations('a streamed answer', { controllers: [FilesController] }, [
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
    title: 'of a file that cannot be opened depends on the adapter',
    request: reads('/files/missing'),
    // Express's adapter treats it as a bad request and answers itself; Fastify's uses the error handler.
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
  {
    title: 'of a file is neither good nor bad if the client disconnects',
    blueprint: aboutEverything,
    request: leaves('/files/endless'),
    alerts: [],
  },
  ...(inject('nestMajor') >= 12 ? streamsOfNest12 : []),
]);
