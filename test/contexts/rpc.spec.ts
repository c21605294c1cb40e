import {
  BadRequestException,
  Catch,
  Controller,
  Get,
  Scope,
  ServiceUnavailableException,
  UseFilters,
  UseInterceptors,
  type ArgumentsHost,
  type NestInterceptor,
} from '@nestjs/common';
import { BaseRpcExceptionFilter, EventPattern, MessagePattern, RpcException } from '@nestjs/microservices';
import { concat, delay, finalize, firstValueFrom, NEVER, of, range, take, throwError, type Observable } from 'rxjs';
import { expect, it, vi } from 'vitest';

import { AlertOnException } from '../../src/index.js';
import type { Parts } from './application.js';
import { lazyQuery } from './lazy-query.js';
import {
  answersOf,
  Complaints,
  COUNTING,
  failuresOf,
  startHybrid,
  startMicroservice,
  timedRunsOf,
  turn,
} from './microservice.js';

class OutOfStock extends Error {}

@Catch(OutOfStock)
class OutOfStockFilter extends BaseRpcExceptionFilter<Error> {
  override catch(_error: Error, host: ArgumentsHost): Observable<unknown> {
    return super.catch(new RpcException('out of stock'), host);
  }
}

@Controller()
class Orders {
  @MessagePattern('ok')
  async ok(): Promise<number> {
    await turn();
    return 1;
  }

  @MessagePattern({ cmd: 'object', area: 'eu' })
  object(): never {
    throw new Error('broken');
  }

  @MessagePattern('throws')
  throws(): never {
    throw new Error('broken');
  }

  @MessagePattern('rejects')
  async rejects(): Promise<never> {
    await turn();
    throw new TypeError('broken');
  }

  @MessagePattern('answers')
  answers(): never {
    throw new RpcException('no such order');
  }

  @MessagePattern('refuses')
  refuses(): never {
    throw new BadRequestException();
  }

  @MessagePattern('unavailable')
  unavailable(): never {
    throw new ServiceUnavailableException();
  }

  @MessagePattern('three')
  three(): Observable<number> {
    return of(1, 2, 3).pipe(delay(1));
  }

  @MessagePattern('one')
  async one(): Promise<Observable<number>> {
    await turn();
    return of(1).pipe(delay(1));
  }

  @MessagePattern('breaks')
  breaks(): Observable<number> {
    return concat(
      of(1),
      throwError(() => new Error('broken')),
    );
  }

  @MessagePattern('query')
  query(): PromiseLike<unknown> {
    return lazyQuery(turn);
  }

  @MessagePattern('failing query')
  failingQuery(): PromiseLike<unknown> {
    return lazyQuery(() => Promise.reject(new Error('broken')));
  }

  @UseFilters(OutOfStockFilter)
  @MessagePattern('filtered')
  filtered(): never {
    throw new OutOfStock();
  }

  @UseFilters(OutOfStockFilter)
  @AlertOnException({ except: [OutOfStock] })
  @MessagePattern('excepted')
  excepted(): never {
    throw new OutOfStock();
  }

  @EventPattern('done')
  async done(_data: unknown): Promise<void> {
    await turn();
  }

  @EventPattern('failed')
  failed(_data: unknown): void {
    throw new Error('broken');
  }

  @EventPattern('answered')
  answered(_data: unknown): void {
    throw new RpcException('nobody reads this');
  }

  @EventPattern('stream')
  stream(_data: unknown): Observable<number> {
    return throwError(() => new Error('broken'));
  }

  @EventPattern('both')
  both(_data: unknown): void {
    throw new Error('broken');
  }
}

@Controller()
class Invoices {
  @EventPattern('both')
  both(_data: unknown): void {
    throw new Error('broken too');
  }
}

const REQUESTS = [
  'ok',
  { area: 'eu', cmd: 'object' },
  'throws',
  'rejects',
  'answers',
  'refuses',
  'unavailable',
  'three',
  'one',
  'breaks',
  'query',
  'failing query',
  'filtered',
  'excepted',
  'unknown',
];
const EVENTS = ['done', 'failed', 'answered', 'stream', 'both', 'unknown'];
const FAILURES = {
  'rpc:{"area":"eu","cmd":"object"}': 1,
  'rpc:throws': 1,
  'rpc:rejects': 1,
  'rpc:unavailable': 1,
  'rpc:breaks': 1,
  'rpc:failing query': 1,
  'rpc:filtered': 1,
  'event:failed': 1,
  'event:answered': 1,
  'event:stream': 1,
  'event:both (Orders.both)': 1,
  'event:both (Invoices.both)': 1,
};
const TIMED = { 'rpc:ok': 1, 'rpc:one': 1, 'rpc:query': 1, 'rpc:rejects': 1, 'event:done': 1 };

it('counts each run of a message handler once, and judges it by what it throws', async () => {
  const started = await startMicroservice({ controllers: [Orders, Invoices], opsgenie: COUNTING });

  for (const pattern of REQUESTS) await answersOf(started.client.send(pattern, {}));
  for (const pattern of EVENTS) await answersOf(started.client.emit(pattern, {}));

  await vi.waitFor(() => expect(failuresOf(started)).toEqual(FAILURES));
  await vi.waitFor(() => expect(timedRunsOf(started)).toMatchObject(TIMED));
  expect(timedRunsOf(started)).not.toHaveProperty('rpc:three');
  expect(await started.aliases()).toContain('exception:rpc:rejects:TypeError');
});

it('changes no answer and no line of the log', async () => {
  const observe = async (opsgenie: NonNullable<Parts['opsgenie']>) => {
    const logger = new Complaints();
    const { client } = await startMicroservice({ controllers: [Orders, Invoices], opsgenie, logger });
    const answers: unknown[] = [];
    for (const pattern of REQUESTS) answers.push([pattern, await answersOf(client.send(pattern, {}))]);
    const before = logger.lines.length;
    for (const pattern of EVENTS) await answersOf(client.emit(pattern, {}));
    // Each event that fails logs a line, on Nest 11 those that answer do not.
    await vi.waitFor(() => expect(logger.lines.length).toBeGreaterThan(before + 4));
    await answersOf(client.send('ok', {}));
    return { answers, lines: logger.lines.toSorted() };
  };

  expect(await observe(COUNTING)).toEqual(await observe('absent'));
});

it.each([false, true])('counts once in a hybrid application (inheritAppConfig: %s)', async (inheritAppConfig) => {
  @Controller()
  class Both {
    @MessagePattern('fails')
    fails(): never {
      throw new Error('broken');
    }

    @MessagePattern('answers')
    answers(): never {
      throw new RpcException('no such order');
    }

    @Get('fails')
    request(): never {
      throw new Error('broken');
    }
  }
  const answers: unknown[] = [];
  for (const opsgenie of [{}, 'absent'] as const) {
    const started = await startHybrid({ controllers: [Both], opsgenie }, inheritAppConfig);
    const { app, client } = started;
    const response = await fetch(`${await app.getUrl()}/fails`);
    answers.push([
      await answersOf(client.send('fails', {})),
      await answersOf(client.send('answers', {})),
      response.status,
      await response.text(),
    ]);
    if (opsgenie === 'absent') continue;
    await vi.waitFor(() => expect(failuresOf(started)).toEqual({ 'GET /fails': 1, 'rpc:fails': 1 }));
  }
  expect(answers[0]).toEqual(answers[1]);
});

it('observes a method that handles requests and messages only over HTTP, and says so', async () => {
  @Controller()
  class Both {
    @Get('fails')
    @MessagePattern('fails')
    fails(): never {
      throw new Error('broken');
    }
  }
  const logger = new Complaints();
  const started = await startHybrid({ controllers: [Both], opsgenie: { logger } }, true);

  await answersOf(started.client.send('fails', {}));
  await fetch(`${await started.app.getUrl()}/fails`);

  await vi.waitFor(() => expect(failuresOf(started)).toEqual({ 'GET /fails': 1 }));
  expect(logger.lines[0]).toContain('Both.fails: a handler of an HTTP route that also handles other calls');
});

it('observes handlers of request-scoped and of inherited controllers', async () => {
  @Controller({ scope: Scope.REQUEST })
  class Scoped {
    @MessagePattern('scoped')
    fails(): never {
      throw new Error('broken');
    }

    @EventPattern('scoped event')
    listens(_data: unknown): void {
      throw new Error('broken');
    }
  }
  class Base {
    @MessagePattern('inherited')
    fails(): never {
      throw new Error('broken');
    }
  }
  @Controller()
  class Inheriting extends Base {}
  const started = await startMicroservice({ controllers: [Scoped, Inheriting] });

  await answersOf(started.client.send('scoped', {}));
  await answersOf(started.client.emit('scoped event', {}));
  await answersOf(started.client.send('inherited', {}));

  const once = { 'rpc:scoped': 1, 'event:scoped event': 1, 'rpc:inherited': 1 };
  await vi.waitFor(() => expect(failuresOf(started)).toEqual(once));
  await started.aliases();
  expect(started.sandbox.alerts.map(({ details }) => details['handler'])).toContain('Inheriting.fails');
});

it('ignores a stream that is left before its end', async () => {
  let timesLeft = 0;
  const leaveEarly: NestInterceptor = { intercept: (_context, next) => next.handle().pipe(take(1)) };
  @Controller()
  class Streams {
    @UseInterceptors(leaveEarly)
    @MessagePattern('endless')
    endless(): Observable<number> {
      return concat(of(1, 2), NEVER).pipe(finalize(() => (timesLeft += 1)));
    }
  }
  const started = await startMicroservice({ controllers: [Streams], opsgenie: COUNTING });

  expect(await answersOf(started.client.send('endless', {}))).toEqual([1]);
  await vi.waitFor(() => expect(timesLeft).toBe(1));

  expect(failuresOf(started)).toEqual({});
  expect(timedRunsOf(started)).toEqual({});
});

it('runs an endless synchronous stream no further than its reader wants', async () => {
  @Controller()
  class Streams {
    @MessagePattern('numbers')
    numbers(): Observable<number> {
      return range(0, Number.MAX_SAFE_INTEGER);
    }
  }
  const { app } = await startMicroservice({ controllers: [Streams] });

  expect(await firstValueFrom(app.get(Streams).numbers().pipe(take(1)))).toBe(0);
});
