import type { ServerResponse } from 'node:http';
import { setImmediate as turnOfTheEventLoop } from 'node:timers/promises';

import { Catch, HttpException, Injectable, Scope, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { BaseExceptionFilter } from '@nestjs/core';
import { throwError } from 'rxjs';

import { journal } from './journal.js';
import { OrderIsTaken } from './order-is-taken.js';

/** The part of a response that Express and Fastify have in common. */
interface Reply {
  readonly raw?: ServerResponse;
  readonly headersSent?: boolean;
  status(code: number): Reply;
  send(body: object): unknown;
}

function answer(host: ArgumentsHost, text: string): void {
  journal.push(text);
  const response = host.switchToHttp().getResponse<Reply | (ServerResponse & { readonly send?: never })>();
  if (response.send === undefined) {
    // For an error of middleware, Fastify's adapter passes the raw response.
    response.statusCode = 599;
    response.end(text);
  } else {
    const { headersSent } = response.raw ?? response;
    if (headersSent !== true) response.status(599).send({ text });
  }
}

@Catch(HttpException)
export class CatchesHttp implements ExceptionFilter {
  catch(_error: unknown, host: ArgumentsHost): void {
    answer(host, 'for HTTP exceptions');
  }
}

@Catch(OrderIsTaken, TypeError)
export class CatchesTwoClasses implements ExceptionFilter {
  catch(_error: unknown, host: ArgumentsHost): void {
    answer(host, 'for two classes');
  }
}

@Catch()
export class CatchesAll implements ExceptionFilter {
  catch(_error: unknown, host: ArgumentsHost): void {
    answer(host, 'for everything');
  }
}

@Catch()
export class CatchesAllLater implements ExceptionFilter {
  async catch(_error: unknown, host: ArgumentsHost): Promise<void> {
    await turnOfTheEventLoop();
    answer(host, 'for everything, later');
  }
}

@Catch(OrderIsTaken)
export class ReturnsObservable implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): unknown {
    answer(host, 'with an Observable');
    return throwError(() => error);
  }
}

@Catch()
export class ExtendsNest extends BaseExceptionFilter {
  override catch(exception: unknown, host: ArgumentsHost): void {
    journal.push('on the way to Nest’s own filter');
    super.catch(exception, host);
  }
}

@Catch()
export class Fails implements ExceptionFilter {
  catch(): never {
    throw new TypeError('the filter is broken');
  }
}

@Catch()
@Injectable({ scope: Scope.REQUEST })
export class LivesForOneRequest implements ExceptionFilter {
  catch(_error: unknown, host: ArgumentsHost): void {
    answer(host, 'for one request');
  }
}

export const filterWithoutDecorator: ExceptionFilter = {
  catch: (_error: unknown, host: ArgumentsHost) => answer(host, 'without @Catch()'),
};
